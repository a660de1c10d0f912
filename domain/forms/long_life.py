"""The long form's items of migration, schooling, family and old age: C11-C14, C16, C24-C29."""

from domain.forms.definition import Item, Kind, item
from domain.forms.short import HUKOU_REGISTERED, LEFT_HUKOU
from domain.forms.skip import Aged, AnswerIn, IfAny

_OTHER_PROVINCE = AnswerIn("C13", "birthplace", (3,))
_FIVE_YEARS = Aged("asked_five_years_ago")
_ELSEWHERE = (_FIVE_YEARS, AnswerIn("C14", "residence_five_years_ago", (2,)))
_SCHOOLED = AnswerIn("D11", "education", (3, 4, 5, 6, 7, 8, 9))
_MARRIAGEABLE = Aged("asked_marriage")
_EVER_MARRIED = AnswerIn("C24", "marital_status", (2, 3, 4))
_WOMAN = AnswerIn("D4", "sex", (2,))
_MOTHER = AnswerIn("C26", "fertility_ever", (2,))
_FERTILITY = (_WOMAN, Aged("asked_children"), _EVER_MARRIED)
_CHILDREN = (*_FERTILITY, _MOTHER)
_LAST_YEAR = (_WOMAN, Aged("asked_births"), _MOTHER)
_BIRTH = (*_LAST_YEAR, AnswerIn("C27", "fertility_last_year", (2,)))
_SECOND_BIRTH = (*_BIRTH, IfAny())
_OLD = Aged("asked_old_age")

MIGRATION_ITEMS: tuple[Item, ...] = (
    item(
        "C11",
        ("户口登记地类型", "Type of place of hukou"),
        Kind.CODE,
        "hukou_place_type",
        skip=(HUKOU_REGISTERED, LEFT_HUKOU),
    ),
    item(
        "C12",
        ("是否有农村土地承包经营权", "Contracted rural land"),
        Kind.CODE,
        "yes_no_have",
    ),
    item("C13", ("出生地", "Place of birth"), Kind.CODE, "birthplace"),
    item(
        "C13_province",
        ("出生的省份", "Province of birth"),
        Kind.CODE,
        "province",
        skip=(_OTHER_PROVINCE,),
        of="C13",
    ),
    item(
        "C14",
        ("五年前常住地", "Usual residence five years ago"),
        Kind.CODE,
        "residence_five_years_ago",
        skip=(_FIVE_YEARS,),
    ),
    item(
        "C14_province",
        ("五年前常住的省份", "Province of residence five years ago"),
        Kind.CODE,
        "province",
        skip=_ELSEWHERE,
        of="C14",
    ),
    item(
        "C14_prefecture",
        ("五年前常住的市（地、州、盟）", "Prefecture of residence five years ago"),
        Kind.PREFECTURE,
        skip=_ELSEWHERE,
        of="C14",
    ),
    item(
        "C14_county",
        ("五年前常住的县（市、区、旗）", "County of residence five years ago"),
        Kind.DIVISION,
        skip=_ELSEWHERE,
        of="C14",
    ),
)

SCHOOLING_ITEM = item(
    "C16",
    ("学业完成情况", "Completion of schooling"),
    Kind.CODE,
    "school_completion",
    skip=(Aged("asked_education"), _SCHOOLED),
)

FAMILY_ITEMS: tuple[Item, ...] = (
    item("C24", ("婚姻状况", "Marital status"), Kind.CODE, "marital_status", skip=(_MARRIAGEABLE,)),
    item(
        "C25",
        ("初婚年月", "Month of first marriage"),
        Kind.MONTH,
        skip=(_MARRIAGEABLE, _EVER_MARRIED),
    ),
    item(
        "C26",
        ("生育子女情况", "Whether ever gave birth"),
        Kind.CODE,
        "fertility_ever",
        skip=_FERTILITY,
    ),
    item("C26_born_m", ("生育子女数：男", "Boys born"), Kind.INTEGER, skip=_CHILDREN, of="C26"),
    item("C26_born_f", ("生育子女数：女", "Girls born"), Kind.INTEGER, skip=_CHILDREN, of="C26"),
    item("C26_alive_m", ("现存子女数：男", "Boys alive"), Kind.INTEGER, skip=_CHILDREN, of="C26"),
    item("C26_alive_f", ("现存子女数：女", "Girls alive"), Kind.INTEGER, skip=_CHILDREN, of="C26"),
    item(
        "C27",
        ("过去一年的生育状况", "Births in the year before the census"),
        Kind.CODE,
        "fertility_last_year",
        skip=_LAST_YEAR,
    ),
    item("C27_month1", ("生育年月", "Month of the birth"), Kind.MONTH, skip=_BIRTH, of="C27"),
    item("C27_sex1", ("婴儿性别", "Sex of the child"), Kind.CODE, "sex", skip=_BIRTH, of="C27"),
    item(
        "C27_month2",
        ("第二个孩子的生育年月", "Month of the second birth"),
        Kind.MONTH,
        skip=_SECOND_BIRTH,
        of="C27",
    ),
    item(
        "C27_sex2",
        ("第二个孩子的性别", "Sex of the second child"),
        Kind.CODE,
        "sex",
        skip=_SECOND_BIRTH,
        of="C27",
    ),
)

OLD_AGE_ITEMS: tuple[Item, ...] = (
    item(
        "C28",
        ("居住状况", "Living arrangement"),
        Kind.CODE,
        "elderly_living_arrangement",
        skip=(_OLD,),
    ),
    item("C29", ("身体健康状况", "Health"), Kind.CODE, "elderly_health", skip=(_OLD,)),
)
