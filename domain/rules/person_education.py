"""Rules P40-P48: education and literacy."""

from domain.rules.person_view import PersonView
from domain.rules.rule import FORM, PRACTICE, E, PersonRule, Severity, Stage, Verdict, W

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

_NO_SCHOOL, _PRIMARY, _JUNIOR_SECONDARY = 1, 3, 4
_READS, _CANNOT_READ = 1, 2


def _p40(p: PersonView) -> Verdict:
    asked = p.age is not None and p.age >= p.census.person.asked_education
    return _ERROR if asked and p.given_d11 is None else None


def _p41(p: PersonView) -> Verdict:
    if p.given_d11 is None or p.age is None:
        return None
    return _ERROR if p.age < p.census.person.asked_education else None


def _p42(p: PersonView) -> Verdict:
    asked = p.age is not None and p.age >= p.census.person.asked_literacy
    return _ERROR if asked and p.given_d12 is None else None


def _p43(p: PersonView) -> Verdict:
    if p.given_d12 is None or p.age is None:
        return None
    return _ERROR if p.age < p.census.person.asked_literacy else None


def _p44(p: PersonView) -> Verdict:
    if p.d11 is None or p.age is None or p.d11 < _PRIMARY:
        return None
    return _ERROR if p.age < p.census.person.education_age_limit[p.d11] else None


def _p45(p: PersonView) -> Verdict:
    if p.d11 is None or p.age is None or p.d11 < _PRIMARY:
        return None
    asks = p.census.person
    # Below the limit P44 speaks.
    young = asks.education_age_limit[p.d11] <= p.age < asks.education_age_usual[p.d11]
    return _WARNING if young else None


def _p46(p: PersonView) -> Verdict:
    if p.d11 is None or p.d11 >= _PRIMARY or p.age is None:
        return None
    youngest, oldest = p.census.person.compulsory_schooling
    return _WARNING if youngest <= p.age <= oldest else None


def _p47(p: PersonView) -> Verdict:
    schooled = p.d11 is not None and p.d11 >= _JUNIOR_SECONDARY
    return _ERROR if schooled and p.d12 == _CANNOT_READ else None


def _p48(p: PersonView) -> Verdict:
    if p.d11 == _PRIMARY:
        return _WARNING if p.d12 == _CANNOT_READ else None
    if p.d11 != _NO_SCHOOL or p.d12 != _READS or p.age is None:
        return None
    return _WARNING if p.age < p.census.person.illiteracy_doubtful_under else None


EDUCATION_RULES = (
    PersonRule(
        id="P40",
        severities=E,
        items=("D5", "D11"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="已到填报受教育程度的年龄，但未填",
        en="Old enough to be asked about education, but it is missing",
        check=_p40,
    ),
    PersonRule(
        id="P41",
        severities=E,
        items=("D5", "D11"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="未到填报受教育程度的年龄，不应填",
        en="Too young to be asked about education, but it is filled in",
        check=_p41,
    ),
    PersonRule(
        id="P42",
        severities=E,
        items=("D5", "D12"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="已到填报是否识字的年龄，但未填",
        en="Old enough to be asked about literacy, but it is missing",
        check=_p42,
    ),
    PersonRule(
        id="P43",
        severities=E,
        items=("D5", "D12"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="未到填报是否识字的年龄，不应填",
        en="Too young to be asked about literacy, but it is filled in",
        check=_p43,
    ),
    PersonRule(
        id="P44",
        severities=E,
        items=("D5", "D11"),
        basis=PRACTICE,
        zh="按年龄不可能达到该受教育程度",
        en="Too young for this level of education",
        check=_p44,
    ),
    PersonRule(
        id="P45",
        severities=W,
        items=("D5", "D11"),
        basis=PRACTICE,
        zh="就该受教育程度而言年龄偏小",
        en="Unusually young for this level of education",
        check=_p45,
    ),
    PersonRule(
        id="P46",
        severities=W,
        items=("D5", "D11"),
        basis=PRACTICE,
        zh="义务教育年龄，但未上小学",
        en="Of the age of compulsory schooling, but not even at primary school",
        check=_p46,
    ),
    PersonRule(
        id="P47",
        severities=E,
        items=("D11", "D12"),
        basis=PRACTICE,
        zh="初中及以上受教育程度，却不识字",
        en="Attended secondary school or more, yet cannot read",
        check=_p47,
    ),
    PersonRule(
        id="P48",
        severities=W,
        items=("D5", "D11", "D12"),
        basis=PRACTICE,
        zh="上过小学却不识字，或未上过学的年轻人却识字",
        en="Attended primary school yet cannot read, or a young person reads without any school",
        check=_p48,
    ),
)
