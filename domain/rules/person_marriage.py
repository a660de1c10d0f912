"""Rules P80-P84 of the long form: marital status and first marriage."""

from domain.rules.person_view import PersonView
from domain.rules.reading import years_between
from domain.rules.rule import FORM, LONG, PRACTICE, E, PersonRule, Severity, Stage, Verdict, W

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

_MAN, _NEVER_MARRIED = 1, 1


def _p80(p: PersonView) -> Verdict:
    asked = p.age is not None and p.age >= p.census.person.asked_marriage
    return _ERROR if asked and p.answers.get("C24") is None else None


def _p81(p: PersonView) -> Verdict:
    if p.long.c24 in {None, _NEVER_MARRIED} or p.age is None or p.d4 is None:
        return None
    asks = p.census.person
    legal = asks.legal_marriage_age_man if p.d4 == _MAN else asks.legal_marriage_age_woman
    return _WARNING if p.age < legal else None


def _p82(p: PersonView) -> Verdict:
    if p.long.c24 is None:
        return None
    given = p.answers.get("C25") is not None
    return _ERROR if given == (p.long.c24 == _NEVER_MARRIED) else None


def _p83(p: PersonView) -> Verdict:
    married = p.long.c25
    if married is None:
        return None
    if married > p.census.reference_month:
        return _ERROR
    age = _age_at_first_marriage(p)
    return _ERROR if age is not None and age < p.census.person.first_marriage_least else None


def _p84(p: PersonView) -> Verdict:
    age = _age_at_first_marriage(p)
    if age is None or age < p.census.person.first_marriage_least:
        return None
    youngest, oldest = p.census.person.first_marriage_usual
    return None if youngest <= age <= oldest else _WARNING


def _age_at_first_marriage(p: PersonView) -> int | None:
    if p.birth is None or p.long.c25 is None:
        return None
    return years_between(p.birth, p.long.c25)


MARRIAGE_RULES = (
    PersonRule(
        id="P80",
        severities=E,
        items=("D5", "C24"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="15 周岁及以上未填婚姻状况",
        en="Aged 15 or over, but marital status is missing",
        check=_p80,
    ),
    PersonRule(
        id="P81",
        severities=W,
        items=("D4", "D5", "C24"),
        forms=LONG,
        basis=PRACTICE,
        zh="已婚，但未到法定婚龄",
        en="Has married, but is below the legal age of marriage",
        check=_p81,
    ),
    PersonRule(
        id="P82",
        severities=E,
        items=("C24", "C25"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="初婚年月只由结过婚的人填报",
        en="The month of first marriage is asked of those who have married, and of those only",
        check=_p82,
    ),
    PersonRule(
        id="P83",
        severities=E,
        items=("D5", "C25"),
        forms=LONG,
        basis=PRACTICE,
        zh="初婚年月晚于普查时点，或初婚年龄过小",
        en="First married after the reference time, or far too young",
        check=_p83,
    ),
    PersonRule(
        id="P84",
        severities=W,
        items=("D5", "C25"),
        forms=LONG,
        basis=PRACTICE,
        zh="初婚年龄偏小或偏大",
        en="First married unusually young or old",
        check=_p84,
    ),
)
