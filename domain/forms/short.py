"""The short form of 2020 (R601): every household of the mainland population."""

from domain.forms.death import DEATH_ITEMS
from domain.forms.definition import Form, Item, Kind, item
from domain.forms.skip import Aged, AnswerIn, IfAny

DWELLING = AnswerIn("H5", "dwelling_type", (1,))
"""The household lives in a conventional dwelling."""
HUKOU_REGISTERED = AnswerIn("D8", "hukou_location", (1, 2, 3, 4))
LEFT_HUKOU = AnswerIn("D9", "time_since_leaving_hukou", (2, 3, 4, 5, 6, 7, 8, 9))

HOUSEHOLD_ITEMS: tuple[Item, ...] = (
    item("H1", ("户别", "Type of household"), Kind.CODE, "household_type"),
    item(
        "H2a",
        ("普查时点前一晚居住本户的人数", "Persons who spent the reference night here"),
        Kind.INTEGER,
        of="H2",
    ),
    item(
        "H2b",
        ("户口在本户、当晚未住本户的人数", "Persons with hukou here who spent it elsewhere"),
        Kind.INTEGER,
        of="H2",
    ),
    item("H3m", ("出生人口：男", "Births in the year: boys"), Kind.INTEGER, of="H3"),
    item("H3f", ("出生人口：女", "Births in the year: girls"), Kind.INTEGER, of="H3"),
    item("H4m", ("死亡人口：男", "Deaths in the year: men"), Kind.INTEGER, of="H4"),
    item("H4f", ("死亡人口：女", "Deaths in the year: women"), Kind.INTEGER, of="H4"),
    item("H5", ("住所类型", "Type of dwelling"), Kind.CODE, "dwelling_type"),
    item(
        "H6",
        ("住房建筑面积（平方米）", "Floor space (square metres)"),
        Kind.INTEGER,
        skip=(DWELLING,),
    ),
    item("H7", ("住房间数", "Rooms"), Kind.INTEGER, skip=(DWELLING,)),
)

PERSON_ITEMS: tuple[Item, ...] = (
    item("D1", ("姓名", "Name"), Kind.TEXT, sealed=True),
    item("D2", ("与户主关系", "Relationship to the head"), Kind.CODE, "relationship"),
    item(
        "D3",
        ("公民身份号码", "Citizen identification number"),
        Kind.ID_NUMBER,
        sealed=True,
        skip=(IfAny(),),
    ),
    item("D4", ("性别", "Sex"), Kind.CODE, "sex"),
    item("D5", ("出生年月", "Month of birth"), Kind.MONTH),
    item("D6", ("民族", "Ethnic group"), Kind.CODE, "ethnicity"),
    item(
        "D7",
        ("普查时点居住地", "Where living at the reference time"),
        Kind.CODE,
        "residence_at_reference_time",
    ),
    item(
        "D7_county",
        ("普查时点居住的县（市、区、旗）", "County of residence at the reference time"),
        Kind.DIVISION,
        skip=(AnswerIn("D7", "residence_at_reference_time", (5,)),),
        of="D7",
    ),
    item("D8", ("户口登记地", "Place of hukou"), Kind.CODE, "hukou_location"),
    item(
        "D8_county",
        ("户口所在的县（市、区、旗）", "County of hukou"),
        Kind.DIVISION,
        skip=(AnswerIn("D8", "hukou_location", (4,)),),
        of="D8",
    ),
    item(
        "D9",
        ("离开户口登记地时间", "Time since leaving the place of hukou"),
        Kind.CODE,
        "time_since_leaving_hukou",
        skip=(HUKOU_REGISTERED,),
    ),
    item(
        "D10",
        ("离开户口登记地原因", "Reason for leaving the place of hukou"),
        Kind.CODE,
        "reason_for_leaving_hukou",
        skip=(HUKOU_REGISTERED, LEFT_HUKOU),
    ),
    item(
        "D11",
        ("受教育程度", "Level of education"),
        Kind.CODE,
        "education",
        skip=(Aged("asked_education"),),
    ),
    item("D12", ("是否识字", "Literacy"), Kind.CODE, "literacy", skip=(Aged("asked_literacy"),)),
)

SHORT_FORM = Form(
    code="short",
    number="R601",
    version="2020.1",
    name_zh="短表",
    name_en="short form",
    household_items=HOUSEHOLD_ITEMS,
    person_items=PERSON_ITEMS,
    death_items=DEATH_ITEMS,
)
