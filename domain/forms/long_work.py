"""The long form's items of work and livelihood, C18-C23.

Industry and occupation are asked as texts. Their codes are a coder's, and come filled only where an
office hands over forms that were coded before.
"""

from domain.forms.definition import Item, Kind, item
from domain.forms.skip import Aged, AnswerIn, ByCoder

_ADULT = Aged("asked_work")
_WORKED = (_ADULT, AnswerIn("C18", "work_status", (1,)))
_EMPLOYED = (_ADULT, AnswerIn("C18", "work_status", (1, 2)))
_NOT_EMPLOYED = (_ADULT, AnswerIn("C18", "work_status", (3,)))

WORK_ITEMS: tuple[Item, ...] = (
    item(
        "C18", ("工作情况", "Work in the reference week"), Kind.CODE, "work_status", skip=(_ADULT,)
    ),
    item(
        "C18_hours",
        ("调查周工作小时数", "Hours worked in the reference week"),
        Kind.INTEGER,
        skip=_WORKED,
        of="C18",
    ),
    item(
        "C19",
        ("工作单位或生产经营活动所属类型", "Type of unit or business"),
        Kind.CODE,
        "work_unit_type",
        skip=_EMPLOYED,
    ),
    item(
        "C20_text",
        ("行业：单位详细名称；主要产品或主要业务", "Industry: unit; main product or business"),
        Kind.TEXT,
        sealed=True,
        skip=_EMPLOYED,
        of="C20",
    ),
    item(
        "C20_section",
        ("行业门类", "Section of industry"),
        Kind.CODE,
        "industry_section",
        skip=(ByCoder(),),
        of="C20",
    ),
    item(
        "C20_division",
        ("行业大类", "Division of industry"),
        Kind.CODE,
        "industry_division",
        skip=(ByCoder(),),
        of="C20",
    ),
    item(
        "C21_text",
        ("职业：本人从事的具体工作", "Occupation: the work done"),
        Kind.TEXT,
        sealed=True,
        skip=_EMPLOYED,
        of="C21",
    ),
    item(
        "C21_major",
        ("职业大类", "Major group of occupation"),
        Kind.CODE,
        "occupation_major",
        skip=(ByCoder(),),
        of="C21",
    ),
    item(
        "C22",
        ("未工作原因", "Reason for not working"),
        Kind.CODE,
        "reason_not_working",
        skip=_NOT_EMPLOYED,
    ),
    item(
        "C23",
        ("主要生活来源", "Main source of livelihood"),
        Kind.CODE,
        "livelihood_source",
        skip=(_ADULT,),
    ),
)
