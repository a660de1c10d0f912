"""Rules P94-P96 of the long form: how old people live, and their health."""

from domain.rules.person_view import PersonView, filled
from domain.rules.rule import (
    FORM,
    LONG,
    PRACTICE,
    E,
    PersonRule,
    Severity,
    Stage,
    Verdict,
    W,
    faults_at,
)

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

_FAMILY, _MARRIED = 1, 2
_WITH_SPOUSE, _INSTITUTION = frozenset({1, 2}), 6
_OLD_AGE = ("C28", "C29")


def _p94(p: PersonView) -> Verdict:
    if p.age is None:
        return None
    given = filled(p, _OLD_AGE)
    if p.age < p.census.person.asked_old_age:
        return faults_at(_ERROR, p, given)
    return faults_at(_ERROR, p, tuple(item for item in _OLD_AGE if item not in given))


def _p95(p: PersonView) -> Verdict:
    unmarried = p.long.c24 is not None and p.long.c24 != _MARRIED
    return _ERROR if unmarried and p.long.c28 in _WITH_SPOUSE else None


def _p96(p: PersonView) -> Verdict:
    return _WARNING if p.long.c28 == _INSTITUTION and p.h1 == _FAMILY else None


OLD_AGE_RULES = (
    PersonRule(
        id="P94",
        severities=E,
        items=("D5", "C28", "C29"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="居住状况和身体健康状况只由 60 周岁及以上的人填报",
        en="Living arrangement and health are asked of those aged 60 and over, and of those only",
        check=_p94,
    ),
    PersonRule(
        id="P95",
        severities=E,
        items=("C24", "C28"),
        forms=LONG,
        basis=PRACTICE,
        zh="与配偶同住，但婚姻状况不是有配偶",
        en="Lives with the spouse, yet is not recorded as married",
        check=_p95,
    ),
    PersonRule(
        id="P96",
        severities=W,
        items=("H1", "C28"),
        forms=LONG,
        basis=PRACTICE,
        zh="住在养老机构，但户别为家庭户",
        en="Lives in an institution for the old, yet the household is a family",
        check=_p96,
    ),
)
