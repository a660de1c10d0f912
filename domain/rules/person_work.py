"""Rules P60-P74 of the long form: work, industry, occupation, and what a person lives on."""

from domain.rules.long_view import industry_sections
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

_WORKED, _ON_LEAVE, _NO_WORK = 1, 2, 3
_AT_WORK = frozenset({_WORKED, _ON_LEAVE})
_CONTRACTED_LAND = 3
_STUDENT, _RETIRED = 1, 2
_LABOUR_INCOME, _PENSION = 1, 2
_AT_SCHOOL = 1
_CANNOT_CARE_FOR_SELF = 4
_AGRICULTURE, _FARMERS, _PROFESSIONALS, _SERVICEMEN = "A", 5, 2, 7
_PRIMARY = 3
_JOB = ("C19", "C20_text", "C20_section", "C20_division", "C21_text", "C21_major")
_JOB_ASKED = ("C19", "C20_text", "C21_text")
_FROM_WORKING_AGE = ("C18", "C18_hours", *_JOB, "C22", "C23", "C24", "C25")


def _p60(p: PersonView) -> Verdict:
    if p.age is None:
        return None
    if p.age >= p.census.person.asked_work:
        return faults_at(_ERROR, p, () if p.answers.get("C18") is not None else ("C18",))
    return faults_at(_ERROR, p, filled(p, _FROM_WORKING_AGE))


def _p61(p: PersonView) -> Verdict:
    hours = p.answers.get("C18_hours")
    if p.long.c18 == _WORKED:
        least, most = p.census.person.hours
        return None if isinstance(hours, int) and least <= hours <= most else _ERROR
    return _ERROR if p.long.c18 is not None and hours is not None else None


def _p62(p: PersonView) -> Verdict:
    hours = p.long.hours
    return _WARNING if hours is not None and hours > p.census.person.hours_doubtful_over else None


def _p63(p: PersonView) -> Verdict:
    if p.long.c18 not in _AT_WORK:
        return None
    given = p.answers.get
    return faults_at(_ERROR, p, tuple(item for item in _JOB_ASKED if given(item) is None))


def _p64(p: PersonView) -> Verdict:
    return faults_at(_ERROR, p, filled(p, _JOB)) if p.long.c18 == _NO_WORK else None


def _p65(p: PersonView) -> Verdict:
    if p.long.c18 is None:
        return None
    given = p.answers.get("C22") is not None
    return _ERROR if given != (p.long.c18 == _NO_WORK) else None


def _p66(p: PersonView) -> Verdict:
    if p.long.c18 != _WORKED or p.age is None:
        return None
    asks = p.census.person
    young = asks.asked_work <= p.age < asks.working_age
    return _WARNING if young or p.age >= asks.work_doubtful_from else None


def _p67(p: PersonView) -> Verdict:
    elsewhere = p.long.c16 is not None and p.long.c16 != _AT_SCHOOL
    return _WARNING if p.long.c22 == _STUDENT and elsewhere else None


def _p68(p: PersonView) -> Verdict:
    if p.age is None or p.age >= p.census.person.pension_doubtful_under:
        return None
    return _WARNING if p.long.c22 == _RETIRED or p.long.c23 == _PENSION else None


def _p69(p: PersonView) -> Verdict:
    return _WARNING if p.long.c23 == _LABOUR_INCOME and p.long.c18 == _NO_WORK else None


def _p70(p: PersonView) -> Verdict:
    section, division = p.answers.get("C20_section"), p.answers.get("C20_division")
    if section is None and division is None:
        return None
    sections = industry_sections()
    if section is not None and section not in sections.values():
        return (Fault(_ERROR, p.index, ("C20_section",)),)
    if division is not None:
        of = sections.get(str(division))
        if of is None or (section is not None and section != of):
            return (Fault(_ERROR, p.index, ("C20_section", "C20_division")),)
    return None


def _p71(p: PersonView) -> Verdict:
    if p.answers.get("C21_major") is None:
        return None
    return _ERROR if p.long.occupation in {None, _SERVICEMEN} else None


def _p72(p: PersonView) -> Verdict:
    if p.long.c19 != _CONTRACTED_LAND:
        return None
    other_industry = p.long.industry not in {None, _AGRICULTURE}
    return _WARNING if other_industry or p.long.occupation not in {None, _FARMERS} else None


def _p73(p: PersonView) -> Verdict:
    if p.long.occupation != _PROFESSIONALS or p.d11 is None:
        return None
    return _WARNING if p.d11 <= _PRIMARY else None


def _p74(p: PersonView) -> Verdict:
    helpless = p.long.c29 == _CANNOT_CARE_FOR_SELF
    return _WARNING if helpless and p.long.c18 == _WORKED else None


WORK_RULES = (
    PersonRule(
        id="P60",
        severities=E,
        items=("D5", *_FROM_WORKING_AGE),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="15 周岁及以上未填工作情况，或不满 15 周岁填了工作、婚姻项目",
        en="Work is missing at 15 or over, or work and marriage are filled in below that age",
        check=_p60,
    ),
    PersonRule(
        id="P61",
        severities=E,
        items=("C18", "C18_hours"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="工作的人未填工作小时数或超出 1—168，或未工作的人填了小时数",
        en="Hours of work are missing or not 1-168, or are given without having worked",
        check=_p61,
    ),
    PersonRule(
        id="P62",
        severities=W,
        items=("C18_hours",),
        forms=LONG,
        basis=PRACTICE,
        zh="一周工作小时数特别多",
        en="Very many hours of work in a week",
        check=_p62,
    ),
    PersonRule(
        id="P63",
        severities=E,
        items=("C18", "C19", "C20_text", "C21_text"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="有工作，但单位类型、行业或职业未填",
        en="Has work, but kind of unit, industry or occupation is missing",
        check=_p63,
    ),
    PersonRule(
        id="P64",
        severities=E,
        items=("C18", "C19", "C20_text", "C20_section", "C20_division", "C21_text", "C21_major"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="未做任何工作，不应填单位类型、行业和职业",
        en="Has no work, so kind of unit, industry and occupation are not asked",
        check=_p64,
    ),
    PersonRule(
        id="P65",
        severities=E,
        items=("C18", "C22"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="未工作原因只由未做任何工作的人填报",
        en="The reason for not working is asked of those without work, and of those only",
        check=_p65,
    ),
    PersonRule(
        id="P66",
        severities=W,
        items=("D5", "C18"),
        forms=LONG,
        basis=PRACTICE,
        zh="有工作，但不到最低就业年龄或年事已高",
        en="Works, but is below the minimum working age or very old",
        check=_p66,
    ),
    PersonRule(
        id="P67",
        severities=W,
        items=("C16", "C22"),
        forms=LONG,
        basis=PRACTICE,
        zh="因在校学习而未工作，但学业完成情况不是在校",
        en="Does not work for being a student, yet is not at school",
        check=_p67,
    ),
    PersonRule(
        id="P68",
        severities=W,
        items=("D5", "C22", "C23"),
        forms=LONG,
        basis=PRACTICE,
        zh="已离退休或以养老金为主要生活来源，但年龄偏小",
        en="Retired or living on a pension, but young for it",
        check=_p68,
    ),
    PersonRule(
        id="P69",
        severities=W,
        items=("C18", "C23"),
        forms=LONG,
        basis=PRACTICE,
        zh="以劳动收入为主要生活来源，但未做任何工作",
        en="Lives on labour income, yet did no work",
        check=_p69,
    ),
    PersonRule(
        id="P70",
        severities=E,
        items=("C20_section", "C20_division"),
        forms=LONG,
        basis="GB/T 4754-2017",
        zh="行业代码不在 GB/T 4754-2017 中，或门类与大类不符",
        en="The industry code is not in GB/T 4754-2017, or section and division differ",
        check=_p70,
    ),
    PersonRule(
        id="P71",
        severities=E,
        items=("C21_major",),
        forms=LONG,
        basis="GB/T 6565-2015",
        zh="职业代码无效，或为军人（军人不由本表登记）",
        en="The occupation code is none, or is that of servicemen, who are not on this form",
        check=_p71,
    ),
    PersonRule(
        id="P72",
        severities=W,
        items=("C19", "C20_section", "C20_division", "C21_major"),
        forms=LONG,
        basis=PRACTICE,
        zh="经营农村家庭承包地，但行业不是农业或职业不是农业生产人员",
        en="Works contracted land, but industry or occupation is not farming",
        check=_p72,
    ),
    PersonRule(
        id="P73",
        severities=W,
        items=("D11", "C21_major"),
        forms=LONG,
        basis=PRACTICE,
        zh="专业技术人员，但受教育程度为小学及以下",
        en="A professional with primary education or less",
        check=_p73,
    ),
    PersonRule(
        id="P74",
        severities=W,
        items=("C18", "C29"),
        forms=LONG,
        basis=PRACTICE,
        zh="生活不能自理，却有工作",
        en="Cannot care for self, yet works",
        check=_p74,
    ),
)
