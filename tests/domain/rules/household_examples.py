"""For each household rule: households that fail it, with all that is found, and some that pass."""

from domain.forms import Answer, BlockContext, HouseholdForm
from tests.domain.rules.synthetic import AWAY, all_dead, dead_man, form, id_of, person

_HEAD = person(0)
_WIFE = person(1, "1982-03", 2)
_AWAY = person(8, "1984-05", 2, **AWAY)


def _with(*others: dict[str, Answer], **changes: Answer) -> HouseholdForm:
    """A household headed by a man of 40."""
    return form(_HEAD, *others, **changes)


def _collective(*relations: int) -> HouseholdForm:
    others = [person(relation, "1990-05") for relation in relations]
    return _with(*others, H1=2, H5=2, H6=None, H7=None)


def _married(head: int, wife: int | None) -> HouseholdForm:
    childless = {"C26": 1} if wife not in {None, 1} else {}
    return form(_HEAD | {"C24": head}, _WIFE | childless | {"C24": wife}, code="long")


def _mother(**answers: Answer) -> HouseholdForm:
    """A couple with a girl aged 0, and what the mother answers on her births of the year."""
    girl = person(2, "2020-03", 2)
    children = {"C26_born_m": 1, "C26_born_f": 1}
    return form(_HEAD, _WIFE | children | answers, girl, code="long")


def _listed(number: str, context: BlockContext) -> HouseholdForm:
    return form(_HEAD, number=number, context=context)


_ONE_LISTED = BlockContext(listed_households=frozenset({"002"}))
_ONE_TAKEN = BlockContext(registered_households=frozenset({"002"}))
_UNITS = BlockContext(listed_units=frozenset({"0001-0002"}))

_MEMBERS = [
    ("H01!", form(_HEAD, person(0, "1982-03", 2))),
    ("H01! H02!", form(person(9))),
    ("H01! H22!", form()),
    ("H02!", form(_WIFE, _HEAD)),
    ("H03!", _with(_WIFE, person(1, "1983-03", 2))),
    ("H04!", _with(person(1, "1982-03", 1))),
    ("H05!", _married(1, 2)),
    ("H05!", _married(2, 3)),
    ("H05!", _married(3, None)),
    ("H14?", _with(person(6, "1995-05", 2))),
    ("H17?", form(person(0, "2004-11"))),
    ("H17?", form(_HEAD | AWAY, person(2, "2008-05"))),
    ("H18!", _collective(9, 8)),
    ("H19?", _with(person(9, "1990-05"), person(9, "1991-05"))),
    ("H40?", _with(_WIFE, person(2, "2008-05", D6="03"))),
]

_GENERATIONS = [
    ("H06?", _with(person(1, "2006-05", 2))),
    ("H07!", _with(person(2, "1980-05"))),
    ("H07!", _with(person(2, "1975-05"))),
    ("H07?", _with(person(2, "1994-05"))),
    ("H07?", form(person(0, "1950-05", 2), person(2, "2006-05"))),
    ("H07?", form(person(0, "1940-05", 1), person(2, "2011-05"))),
    ("H07!", _with(person(2, "1979-05"), person(2, "1994-05"))),
    ("H08!", _with(person(3, "1980-05", 2))),
    ("H08!", _with(person(3, "1955-05", 2), person(3, "1956-05", 2))),
    ("H08!", _with(person(3, "1955-05", 2), person(3, "1956-05", 1), person(3, "1957-05", 1))),
    ("H08!", _with(person(3, "1981-05", 2), person(3, "1970-05", 1))),
    ("H09?", _with(person(3, "1966-05", 2))),
    ("H09?", form(person(0, "1990-05"), person(3, "1929-05", 2))),
    ("H10!", _with(person(4, "1955-05", 2), person(4, "1956-05", 2))),
    ("H10!", _with(person(4, "1955-05", 1), person(4, "1956-05", 2), person(4, "1950-05", 2))),
    ("H11?", _with(_WIFE, person(4, "1968-05", 2))),
    ("H11?", _with(person(4, "1966-05", 2))),
    ("H12!", _with(person(5, "1980-05", 2))),
    ("H12?", _with(person(5, "1951-05", 2))),
    ("H13!", _with(person(2, "2004-05"), person(6, "2006-05", 2))),
    ("H13?", _with(person(2, "1998-05", 2), person(6, "1999-05", 1))),
    ("H13?", _with(person(2, "1998-05"), person(6, "2001-05", 2))),
    ("H15!", _with(person(7, "1980-05"))),
    ("H15?", _with(person(7, "2009-05"))),
    ("H16?", _with(person(8, "2011-05"))),
]

_COUNTS = [
    ("H20!", _with(H2a=2)),
    ("H21!", _with(_AWAY, H2b=0)),
    ("H21!", _with(H2b=1)),
    ("H22! H20!", _with(H2a=0)),
    ("H23!", _with(person(8, D3=id_of("1980-05", 1)))),
    ("H24?", _with(H3m=1)),
    ("H24?", _with(_WIFE, person(2, "2020-03", 2), H3m=1, H3f=0)),
    ("H24? S09?", _with(deaths=(dead_man(birth="2020-01"),), H3m=0)),
    ("H25?", _mother(C27=1)),
    ("H25?", _mother(C27=2, C27_month1="2020-03", C27_sex1=1)),
    ("H25? P90!", _mother(C27=2, C27_month1="2020-03", C27_sex1=2, C27_sex2=1)),
    ("H26!", _with(H4m=1)),
    ("H26!", _with(deaths=(dead_man(),), H4m=0, H4f=1)),
    ("H26! S03!", _with(deaths=(dead_man(sex=None),), H4m=1)),
    ("H26! S07!", _with(deaths=(dead_man(household=2),), H4m=1)),
    ("H26! S07!", _with(deaths=(dead_man(household="未知"),), H4m=1)),
    ("H27!", all_dead(H1=1)),
    ("H27!", all_dead(H2a=0)),
    ("H27!", form(_HEAD, number="999")),
]

_DWELLING = [
    ("H28!", _with(H5=3)),
    ("H28!", _with(H5=3, H6=None)),
    ("H28!", _with(H6=None)),
    ("H28!", _with(H7=None)),
    ("H28!", _with(H7=0)),
    ("H28! H29? H30?", _with(H6=0)),
    ("H29?", _with(H6=7, H7=1)),
    ("H29?", _with(H6=1001, H7=10)),
    ("H29?", _with(_WIFE, person(2, "2008-05"), H6=11, H7=1)),
    ("H29?", _with(H6=301)),
    ("H30?", _with(H6=210, H7=21)),
    ("H30?", _with(H6=14, H7=3)),
    ("H30?", _with(H6=121, H7=1)),
    ("H31?", _with(H1=2)),
    ("H31?", _with(H5=2, H6=None, H7=None)),
    ("H32?", _with(*(person(8, "1981-05") for _ in range(15)))),
    ("H32?", _collective(*[9] * 20)),
    ("H38!", form(_HEAD, number="000")),
    ("H38!", form(_HEAD, number="1000")),
    ("H38!", _listed("001", _ONE_LISTED)),
    ("H38!", _listed("002", _ONE_TAKEN)),
    ("H38!", _listed("002", BlockContext(registered_households=frozenset({"2"})))),
    ("H39!", _listed("001", _UNITS)),
    ("H42!", form(_HEAD, person(9, "1990-05", R8=1))),
    ("H42!", form(_HEAD, person(9, "1990-05", R8="x"))),
    ("H43!", _with(H1=None)),
    ("H43!", _with(H1=3)),
    ("H43!", _with(H2a=None)),
    ("H43!", _with(H2b=-1)),
    ("H43!", _with(H3m=None)),
    ("H43!", _with(H3f="x")),
    ("H43!", _with(H4m=None)),
    ("H43!", _with(H4f=100_000)),
    ("H43!", _with(H5=None)),
    ("H43!", _with(H6=-1)),
    ("H43!", _with(H7="三")),
    ("H43!", all_dead(H4f=None)),
    ("H43!", all_dead(H3m="x")),
]

HOUSEHOLD_FAILURES = [*_MEMBERS, *_GENERATIONS, *_COUNTS, *_DWELLING]

HOUSEHOLD_PASSES = [
    ("H01", _with()),
    ("H01", form(person(None))),
    ("H01", all_dead()),
    ("H02", form()),
    ("H02", form(person(None), _HEAD)),
    ("H03", _with(_WIFE)),
    ("H04", _with(_WIFE)),
    ("H04", _with(person(1, "1982-03", None))),
    ("H05", _married(2, 2)),
    ("H05", _married(2, None)),
    ("H06", _with(person(1, "2005-10", 2))),
    ("H06", _with(person(1, None, 2))),
    ("H07", _with(person(2, "1995-05"))),
    ("H07", _with(person(2, None))),
    ("H07", form(person(0, "1950-05", 2), person(2, "2005-05"))),
    ("H07", form(person(0, "1940-05", 1), person(2, "2010-05"))),
    ("H07", form(person(0, "1940-05", None), person(2, "2011-05"))),
    ("H08", _with(person(3, "1955-05", 2), person(3, "1954-05", 1))),
    ("H08", _with(person(3, "1955-05", None), person(3, "1954-05", 1))),
    ("H08", form(person(0, None), person(3, "1981-05", 2))),
    ("H09", _with(person(3, "1965-05", 2))),
    ("H09", form(person(0, "1990-05"), person(3, "1930-05", 2))),
    ("H09", _with(person(3, "1981-05", 2))),
    ("H10", _with(person(4, "1955-05", 2), person(4, "1956-05", 1))),
    ("H11", _with(_WIFE, person(4, "1967-03", 2))),
    ("H11", _with(person(4, "1965-05", 2))),
    ("H11", _with(person(1, None, 2), person(4, "1968-05", 2))),
    ("H12", _with(person(5, "1950-05", 2))),
    ("H13", _with(person(2, "1998-05"), person(6, "2000-05", 2))),
    ("H13", _with(person(2, "1998-05"), person(6, "2001-05", None))),
    ("H13", _with(person(2, "1998-05"), person(6, None, 2))),
    ("H14", _with(person(2, "1998-05"), person(6, "1998-05", 2))),
    ("H14", _with(person(None, "1998-05"), person(6, "1998-05", 2))),
    ("H15", _with(person(7, "2010-05"))),
    ("H16", _with(person(8, "2010-05"))),
    ("H17", form(person(0, "2004-10"))),
    ("H17", form(_HEAD | AWAY, person(2, "2005-05"))),
    ("H17", form(_HEAD | AWAY, person(2, "2008-05"), person(2, "2002-05"))),
    ("H17", form(_HEAD | AWAY, person(2, "2008-05"), person(2, None))),
    ("H18", _collective(9, 9)),
    ("H19", _with(person(9, "1990-05"))),
    ("H19", _with(person(9, "1990-05"), person(8, "1991-05"))),
    ("H20", _with(_AWAY)),
    ("H20", _with(person(8, "1984-05", D7=None), H2a=7)),
    ("H21", _with(_AWAY)),
    ("H21", _with(_AWAY | {"D8": None}, H2b=7)),
    ("H22", form(_HEAD | AWAY)),
    ("H22", all_dead()),
    ("H23", _with(person(8, D3=None), person(8, D3=None))),
    ("H23", _with(person(8, D3="无"), person(8, D3="无"))),
    ("H24", _with(_WIFE, person(2, "2020-03", 2))),
    ("H24", _with(deaths=(dead_man(birth="2020-01"),))),
    ("H24", _with(deaths=(dead_man(birth="2020-01", household=2),), H3m=0)),
    ("H24", _with(person(2, None), H3m=1)),
    ("H24", _with(deaths=(dead_man(birth="2020"),), H3m=1)),
    ("H24", _with(person(2, "2020-03", None), H3m=2)),
    ("H24", _with(deaths=(dead_man(birth="2020-01", sex=None),), H3m=2)),
    ("H25", _mother(C27=2, C27_month1="2020-03", C27_sex1=2)),
    ("H25", form(_HEAD, _WIFE | {"C27": 1, "C27_sex1": 1}, code="long")),
    ("H25", form(_HEAD, _WIFE | {"C27": 2, "C27_sex1": 1}, code="long", H3m=None)),
    ("H25", _mother(C27=2, C27_month1="2022-03", C27_sex1=2)),
    ("H26", _with(deaths=(dead_man(),))),
    ("H26", _with(deaths=(dead_man(household="001"),))),
    ("H26", _with(deaths=(dead_man(household=None),))),
    ("H27", all_dead()),
    ("H27", all_dead(H3m=None, H3f=None)),
    ("H28", form(_HEAD | AWAY, H6=None, H7=None)),
    ("H28", _with(H5=3, H6=None, H7=None)),
    ("H29", _with(H6=8, H7=1)),
    ("H29", _with(*(person(8, "1981-05") for _ in range(3)), H6=1000, H7=20)),
    ("H29", _with(H6=300)),
    ("H29", form(_HEAD | AWAY, H6=7)),
    ("H30", _with(H6=100, H7=20)),
    ("H30", _with(H6=120, H7=1)),
    ("H30", _with(H7=0)),
    ("H31", _with()),
    ("H31", _collective(9)),
    ("H32", _with(*(person(8, "1981-05") for _ in range(14)))),
    ("H32", _collective(*[9] * 19)),
    ("H38", _listed("002", _ONE_LISTED)),
    ("H38", _listed("001", _ONE_TAKEN)),
    ("H38", _listed("002", BlockContext(listed_households=frozenset({"2"})))),
    ("H38", form(_HEAD, number="998")),
    ("H38", all_dead()),
    ("H39", _with()),
    ("H39", _listed("001", BlockContext(listed_units=frozenset({"0001-0001"})))),
    ("H40", _with(_WIFE | {"D6": "03"}, person(2, "2008-05", D6="03"))),
    ("H40", _with(person(2, "2008-05", D6="03"))),
    ("H40", _with(_WIFE | {"D6": "x"}, person(2, "2008-05", D6="03"))),
    ("H42", _with()),
    ("H43", _with(H6=None)),
    ("H43", _with(H5=3, H6=-1)),
    ("H43", all_dead()),
    ("H43", all_dead(H3m=None, H3f=None)),
]
