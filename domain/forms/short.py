"""The short form of 2020 (R601), with the lines of the dead that go with a household."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.forms.definition import Form, Item, Kind


def _item(
    code: str,
    name: tuple[str, str],
    kind: Kind,
    codes: str | None = None,
    *,
    identifier: bool = False,
    asked: tuple[str, str] = ("所有人", "everyone"),
    of: str | None = None,
) -> Item:
    return Item(code, *name, kind, codes, identifier, *asked, of or code)


_ALL = ("所有户", "every household")
_DWELLING = ("住在普通住宅的户", "households in a conventional dwelling")
_ABSENT = ("离开户口登记地的人", "those who have left the place of their hukou")

_HOUSEHOLD_ITEMS = (
    _item("H1", ("户别", "Type of household"), Kind.CODE, "household_type", asked=_ALL),
    _item(
        "H2a",
        ("普查时点前一晚居住本户的人数", "Persons who spent the reference night here"),
        Kind.INTEGER,
        asked=_ALL,
        of="H2",
    ),
    _item(
        "H2b",
        ("户口在本户、当晚未住本户的人数", "Persons with hukou here who spent it elsewhere"),
        Kind.INTEGER,
        asked=_ALL,
        of="H2",
    ),
    _item("H3m", ("出生人口：男", "Births in the year: boys"), Kind.INTEGER, asked=_ALL, of="H3"),
    _item("H3f", ("出生人口：女", "Births in the year: girls"), Kind.INTEGER, asked=_ALL, of="H3"),
    _item("H4m", ("死亡人口：男", "Deaths in the year: men"), Kind.INTEGER, asked=_ALL, of="H4"),
    _item("H4f", ("死亡人口：女", "Deaths in the year: women"), Kind.INTEGER, asked=_ALL, of="H4"),
    _item("H5", ("住所类型", "Type of dwelling"), Kind.CODE, "dwelling_type", asked=_ALL),
    _item(
        "H6",
        ("住房建筑面积（平方米）", "Floor space (square metres)"),
        Kind.INTEGER,
        asked=_DWELLING,
    ),
    _item("H7", ("住房间数", "Rooms"), Kind.INTEGER, asked=_DWELLING),
)

_PERSON_ITEMS = (
    _item("D1", ("姓名", "Name"), Kind.TEXT, identifier=True),
    _item("D2", ("与户主关系", "Relationship to the head"), Kind.CODE, "relationship"),
    _item(
        "D3",
        ("公民身份号码", "Citizen identification number"),
        Kind.ID_NUMBER,
        identifier=True,
        asked=("有公民身份号码的人", "those who have one"),
    ),
    _item("D4", ("性别", "Sex"), Kind.CODE, "sex"),
    _item("D5", ("出生年月", "Month of birth"), Kind.MONTH),
    _item("D6", ("民族", "Ethnic group"), Kind.CODE, "ethnicity"),
    _item(
        "D7",
        ("普查时点居住地", "Where living at the reference time"),
        Kind.CODE,
        "residence_at_reference_time",
    ),
    _item(
        "D7_county",
        ("普查时点居住的县（市、区、旗）", "County of residence at the reference time"),
        Kind.DIVISION,
        asked=("居住在其他县（市、区、旗）的人", "those who live in another county"),
        of="D7",
    ),
    _item("D8", ("户口登记地", "Place of hukou"), Kind.CODE, "hukou_location"),
    _item(
        "D8_county",
        ("户口所在的县（市、区、旗）", "County of hukou"),
        Kind.DIVISION,
        asked=("户口在其他县（市、区、旗）的人", "those with a hukou in another county"),
        of="D8",
    ),
    _item(
        "D9",
        ("离开户口登记地时间", "Time since leaving the place of hukou"),
        Kind.CODE,
        "time_since_leaving_hukou",
        asked=("户口已登记的人", "those whose hukou is registered"),
    ),
    _item(
        "D10",
        ("离开户口登记地原因", "Reason for leaving the place of hukou"),
        Kind.CODE,
        "reason_for_leaving_hukou",
        asked=_ABSENT,
    ),
    _item(
        "D11",
        ("受教育程度", "Level of education"),
        Kind.CODE,
        "education",
        asked=("3周岁及以上的人", "persons aged 3 and over"),
    ),
    _item(
        "D12",
        ("是否识字", "Literacy"),
        Kind.CODE,
        "literacy",
        asked=("15周岁及以上的人", "persons aged 15 and over"),
    ),
)

_DEAD = ("普查年度内死亡的人", "those who died in the year before the census")

DEATH_ITEMS = (
    _item("household", ("户编号", "Household number"), Kind.INTEGER, asked=_DEAD),
    _item("name", ("姓名", "Name"), Kind.TEXT, identifier=True, asked=_DEAD),
    _item(
        "id",
        ("公民身份号码", "Citizen identification number"),
        Kind.ID_NUMBER,
        identifier=True,
        asked=_DEAD,
    ),
    _item("sex", ("性别", "Sex"), Kind.CODE, "sex", asked=_DEAD),
    _item("birth", ("出生年月", "Month of birth"), Kind.MONTH, asked=_DEAD),
    _item("death", ("死亡年月", "Month of death"), Kind.MONTH, asked=_DEAD),
    _item("age", ("死亡时周岁", "Completed age at death"), Kind.INTEGER, asked=_DEAD),
    _item("ethnicity", ("民族", "Ethnic group"), Kind.CODE, "ethnicity", asked=_DEAD),
    _item(
        "education",
        ("受教育程度", "Level of education"),
        Kind.CODE,
        "education",
        asked=("死亡时满3周岁的人", "those who died aged 3 and over"),
    ),
    _item(
        "marital",
        ("婚姻状况", "Marital status"),
        Kind.CODE,
        "marital_status",
        asked=("死亡时满15周岁的人", "those who died aged 15 and over"),
    ),
)

SHORT_FORM = Form(
    code="short",
    number="R601",
    version="2020.1",
    household_items=_HOUSEHOLD_ITEMS,
    person_items=_PERSON_ITEMS,
    death_items=DEATH_ITEMS,
)

IDENTITY_MARK = _item(
    "R8",
    ("身份或国籍", "Identity or nationality"),
    Kind.CODE,
    "foreign_identity",
    asked=("港澳台居民和外籍人员", "Hong Kong, Macao and Taiwan residents and foreigners"),
)
"""No item of the form: by this mark a client shows that a person belongs on another one."""

FORMS: Mapping[str, Form] = MappingProxyType({SHORT_FORM.code: SHORT_FORM})

FORM_CODES = frozenset({"short", "long", "death", "foreign"})
"""Codes of all forms of the census, open or not."""

IDENTIFIER_ITEMS: frozenset[str] = frozenset(
    item.code
    for form in FORMS.values()
    for item in (*form.household_items, *form.person_items)
    if item.identifier
)
"""Items of households and persons that must be sealed before they are stored."""

DEATH_IDENTIFIER_ITEMS: frozenset[str] = frozenset(
    item.code for form in FORMS.values() for item in form.death_items if item.identifier
)
"""Items of the lines of the dead that must be sealed before they are stored."""
