"""The form of 2020 for residents of Hong Kong, Macao and Taiwan and for foreigners (R603)."""

from domain.forms.definition import Form, Item, Kind, item
from domain.forms.skip import Aged, AnswerIn

_DWELLING = AnswerIn("F2", "dwelling_type", (1,))
_FOREIGNER = AnswerIn("R8", "foreign_identity", (4,))

_HOUSEHOLD_ITEMS: tuple[Item, ...] = (
    item("F1", ("户别", "Type of household"), Kind.CODE, "household_type"),
    item("F2", ("住所类型", "Type of dwelling"), Kind.CODE, "dwelling_type"),
    item(
        "F3",
        ("住房建筑面积（平方米）", "Floor space (square metres)"),
        Kind.INTEGER,
        skip=(_DWELLING,),
    ),
    item("F4", ("住房间数", "Rooms"), Kind.INTEGER, skip=(_DWELLING,)),
)

IDENTITY = item("R8", ("身份或国籍", "Identity or nationality"), Kind.CODE, "foreign_identity")
"""On the short and long forms no item: by this mark a client shows that a person belongs here."""

_PERSON_ITEMS: tuple[Item, ...] = (
    item("R1", ("姓名", "Name"), Kind.TEXT, sealed=True),
    item("R2", ("与户主关系", "Relationship to the head"), Kind.CODE, "relationship"),
    item("R3", ("性别", "Sex"), Kind.CODE, "sex"),
    item("R4", ("出生年月", "Month of birth"), Kind.MONTH),
    item(
        "R5",
        ("来内地（大陆）或来华目的", "Purpose of coming to the mainland or to China"),
        Kind.CODE,
        "foreign_purpose_of_stay",
    ),
    item(
        "R6",
        ("已在内地（大陆）或在华居住时间", "Time lived on the mainland or in China"),
        Kind.CODE,
        "foreign_duration_of_stay",
    ),
    item(
        "R7",
        ("受教育程度", "Level of education"),
        Kind.CODE,
        "education",
        skip=(Aged("asked_education", birth="R4"),),
    ),
    IDENTITY,
    item(
        "R8_nationality",
        ("国籍", "Nationality"),
        Kind.CODE,
        "country",
        skip=(_FOREIGNER,),
        of="R8",
    ),
)

FOREIGN_FORM = Form(
    code="foreign",
    number="R603",
    version="2020.1",
    name_zh="港澳台居民和外籍人员普查表",
    name_en="form for residents of Hong Kong, Macao and Taiwan and foreigners",
    household_items=_HOUSEHOLD_ITEMS,
    person_items=_PERSON_ITEMS,
    death_items=(),
)
