"""Rules P50-P57 of the long form: kind of hukou place, origin, and how far school was finished."""

from domain.rules.person_view import PersonView, filled
from domain.rules.rule import (
    FORM,
    LONG,
    PRACTICE,
    E,
    Fault,
    PersonRule,
    Severity,
    Stage,
    Verdict,
    W,
    faults_at,
)

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

_PENDING = 5
_PRIMARY, _JUNIOR_SECONDARY = 3, 4
_AT_SCHOOL, _DROPPED_OUT = 1, 4
_OTHER_PROVINCE = 3
_SAME_COUNTY, _ELSEWHERE = 1, 2
_FIVE_YEARS_AGO = ("C14", "C14_province", "C14_prefecture", "C14_county")


def _p50(p: PersonView) -> Verdict:
    if p.answers.get("C11") is not None:
        return _ERROR if p.d8 == _PENDING or p.d9 == 1 else None
    left = p.d9 is not None and p.d9 != 1
    return _ERROR if left and p.d8 != _PENDING else None


def _p51(p: PersonView) -> Verdict:
    if p.long.c13 != _OTHER_PROVINCE:
        return None
    province = p.answers.get("C13_province")
    return _ERROR if province is None or province == p.county[:2] else None


def _p52(p: PersonView) -> Verdict:
    if p.age is None:
        return None
    if p.age >= p.census.person.asked_five_years_ago:
        return faults_at(_ERROR, p, () if p.answers.get("C14") is not None else ("C14",))
    return faults_at(_ERROR, p, filled(p, _FIVE_YEARS_AGO))


def _p53(p: PersonView) -> Verdict:
    if p.long.c14 != _ELSEWHERE:
        return None
    given = p.answers.get
    missing = tuple(item for item in _FIVE_YEARS_AGO if given(item) is None)
    if missing:
        return faults_at(_ERROR, p, missing)
    return (Fault(_ERROR, p.index, ("C14_county",)),) if given("C14_county") == p.county else None


def _p54(p: PersonView) -> Verdict:
    if p.long.c14 != _SAME_COUNTY or p.d7 != 1 or p.d8 != 4 or p.d9 is None or p.d9 == 1:
        return None
    years = p.census.person.years_since_leaving[p.d9]
    return _WARNING if years < p.census.person.asked_five_years_ago else None


def _p55(p: PersonView) -> Verdict:
    young = p.age is not None and p.age < p.census.person.asked_education
    schooled = None if p.d11 is None else p.d11 >= _PRIMARY
    if p.answers.get("C16") is not None:
        return _ERROR if young or schooled is False else None
    return _ERROR if schooled and not young else None


def _p56(p: PersonView) -> Verdict:
    if p.long.c16 != _AT_SCHOOL or p.age is None:
        return None
    asks = p.census.person
    most: float = asks.at_school_most
    if p.d11 is not None:
        most = min(most, asks.at_school_most_by_level.get(p.d11, most))
    return _WARNING if p.age > most else None


def _p57(p: PersonView) -> Verdict:
    if p.long.c16 != _DROPPED_OUT or p.d11 not in {_PRIMARY, _JUNIOR_SECONDARY} or p.age is None:
        return None
    youngest, oldest = p.census.person.dropped_out_ages
    return _WARNING if youngest <= p.age <= oldest else None


ORIGIN_RULES = (
    PersonRule(
        id="P50",
        severities=E,
        items=("C11", "D8", "D9"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="户口登记地类型只由已离开户口登记地的人填报",
        en="The kind of hukou place is asked of those who have left it, and of those only",
        check=_p50,
    ),
    PersonRule(
        id="P51",
        severities=E,
        items=("C13", "C13_province"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="出生在省外，但未填省名，或填的是本省",
        en="Born in another province, but none is given, or it is this one",
        check=_p51,
    ),
    PersonRule(
        id="P52",
        severities=E,
        items=("D5", *_FIVE_YEARS_AGO),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="五年前常住地只由满 5 周岁的人填报",
        en="Residence five years ago is asked of those aged five and over, and of those only",
        check=_p52,
    ),
    PersonRule(
        id="P53",
        severities=E,
        items=("C14", "C14_province", "C14_prefecture", "C14_county"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="五年前住在其他地区，但省、市、县不全，或填的是本县",
        en="Lived elsewhere five years ago, but the place is not complete, or is this county",
        check=_p53,
    ),
    PersonRule(
        id="P54",
        severities=W,
        items=("D7", "D8", "D9", "C14"),
        forms=LONG,
        basis=PRACTICE,
        zh="离开外县的户口登记地不满五年，却填五年前住在本县",
        en="Left a hukou in another county within five years, yet lived in this one five years ago",
        check=_p54,
    ),
    PersonRule(
        id="P55",
        severities=E,
        items=("D5", "D11", "C16"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="学业完成情况只由上过小学及以上的人填报",
        en="Whether school was finished is asked of those who attended primary school or more",
        check=_p55,
    ),
    PersonRule(
        id="P56",
        severities=W,
        items=("D5", "D11", "C16"),
        forms=LONG,
        basis=PRACTICE,
        zh="在校，但就该受教育程度而言年龄偏大",
        en="At school, but old for it or for that level",
        check=_p56,
    ),
    PersonRule(
        id="P57",
        severities=W,
        items=("D5", "D11", "C16"),
        forms=LONG,
        basis=PRACTICE,
        zh="义务教育年龄而辍学",
        en="Dropped out of school at the age of compulsory schooling",
        check=_p57,
    ),
)
