"""Rules S01-S10: the lines of the dead, by themselves and beside the household and its block."""

from domain.codes import code_list
from domain.rules.death_view import DeathView
from domain.rules.household_view import ALL_DEAD
from domain.rules.rule import (
    FORM,
    GUIDE,
    PRACTICE,
    DeathRule,
    E,
    Fault,
    Severity,
    Stage,
    Verdict,
    W,
)

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

_MAN, _NEVER_MARRIED = 1, 1
_ETHNICITIES = code_list("ethnicity").answers
_NUMBER_DIGITS = 3


def _s01(d: DeathView) -> Verdict:
    return _ERROR if d.death is not None and not d.census.in_window(d.death) else None


def _s02(d: DeathView) -> Verdict:
    known = d.birth is not None and d.death is not None
    return _ERROR if known and not d.ages else None


def _s03(d: DeathView) -> Verdict:
    wrong = () if d.sex is not None else ("sex",)
    if d.answers.get("ethnicity") not in _ETHNICITIES:
        wrong = (*wrong, "ethnicity")
    return (Fault(_ERROR, None, wrong),) if wrong else None


def _s04(d: DeathView) -> Verdict:
    return _filled_by_age(d, "education", d.census.person.asked_education)


def _s05(d: DeathView) -> Verdict:
    return _filled_by_age(d, "marital", d.census.person.asked_marriage)


def _filled_by_age(d: DeathView, item: str, asked_from: int) -> Verdict:
    """An error where the item is filled in below an age, or missing from that age on."""
    if d.age is None:
        return None
    return _ERROR if (d.answers.get(item) is not None) != (d.age >= asked_from) else None


def _s06(d: DeathView) -> Verdict:
    if not d.ages or d.age_given is None:
        return None
    return _ERROR if d.age_given not in d.ages else None


def _s07(d: DeathView) -> Verdict:
    on_death_form = d.household.form.form == "death"
    # The forms of the living are the household's own; a death form only refers to it.
    if not on_death_form and d.household.owns(d.answers):
        return None
    number = d.household_number
    if number is None or len(number) > _NUMBER_DIGITS or int(number) == 0:
        return _ERROR
    if number == ALL_DEAD:
        return None
    known = d.household.known_households()
    if known is None:
        # Without a list, no household is known but the one whose form it came with.
        return None if on_death_form else _ERROR
    return _ERROR if number not in known else None


def _s08(d: DeathView) -> Verdict:
    if d.number is not None:
        others = d.household.context
        if others is not None and others.other_living and d.number in others.other_living:
            return (Fault(_ERROR, None, ("id",)),)
        if any(p.number == d.number for p in d.household.persons):
            return (Fault(_ERROR, None, ("id",)),)
    name = d.answers.get("name")
    if name is None or d.sex is None or d.birth is None:
        return None
    same = any(
        p.answers.get("D1") == name and p.d4 == d.sex and p.birth == d.birth
        for p in d.household.persons
    )
    return (Fault(_ERROR, None, ("name", "sex", "birth")),) if same else None


def _s09(d: DeathView) -> Verdict:
    if d.birth is None or d.sex is None or not d.census.in_window(d.birth):
        return None
    h = d.household
    births = h.h3m if d.sex == _MAN else h.h3f
    if births is None or not h.owns(d.answers):
        return None
    return _WARNING if _rank_among_newborn(d) > births else None


def _rank_among_newborn(d: DeathView) -> int:
    """The line's place, from 1, among those of the household's newborn of that sex."""
    lines = d.household.form.deaths[: d.index + 1]
    return sum(
        1
        for line in lines
        if d.household.owns(line)
        and line.get("sex") == d.sex
        and d.census.in_window(str(line.get("birth")))
    )


def _s10(d: DeathView) -> Verdict:
    if d.age is None:
        return None
    asks = d.census.person
    odd: tuple[str, ...] = ()
    if d.age > asks.age_at_death_doubtful_over:
        odd = ("age",)
    if d.education is not None and d.age < asks.education_age_limit.get(d.education, 0):
        odd = (*odd, "education")
    if d.marital not in {None, _NEVER_MARRIED} and d.sex is not None:
        man = d.sex == _MAN
        legal = asks.legal_marriage_age_man if man else asks.legal_marriage_age_woman
        if d.age < legal:
            odd = (*odd, "marital")
    return (Fault(_WARNING, None, odd),) if odd else None


DEATH_RULES = (
    DeathRule(
        id="S01",
        severities=E,
        items=("death",),
        basis=GUIDE,
        zh="死亡年月不在普查年度内",
        en="The death lies outside the year before the census",
        check=_s01,
    ),
    DeathRule(
        id="S02",
        severities=E,
        items=("birth", "death"),
        basis=PRACTICE,
        zh="出生年月晚于死亡年月",
        en="Born later than died",
        check=_s02,
    ),
    DeathRule(
        id="S03",
        severities=E,
        items=("sex", "ethnicity"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="死亡人口的性别未填或无效，或民族不在民族代码表中",
        en="Sex is missing or none, or the ethnic group is not in the code list",
        check=_s03,
    ),
    DeathRule(
        id="S04",
        severities=E,
        items=("age", "education"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="受教育程度只为死亡时满 3 周岁的人填报",
        en="Education is asked of those who died aged three or over, and of those only",
        check=_s04,
    ),
    DeathRule(
        id="S05",
        severities=E,
        items=("age", "marital"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="婚姻状况只为死亡时满 15 周岁的人填报",
        en="Marital status is asked of those who died aged 15 or over, and of those only",
        check=_s05,
    ),
    DeathRule(
        id="S06",
        severities=E,
        items=("birth", "death", "age"),
        basis=FORM,
        zh="填报的死亡年龄与出生、死亡年月推算的不一致",
        en="The age at death differs from the one that the two months tell",
        check=_s06,
    ),
    DeathRule(
        id="S07",
        severities=E,
        items=("household",),
        basis=GUIDE,
        zh="死亡人口的户编号不是已知的户，也不是 999",
        en="The household number of the dead is that of no known household, nor 999",
        check=_s07,
    ),
    DeathRule(
        id="S08",
        severities=E,
        items=("id", "name", "sex", "birth"),
        basis=PRACTICE,
        zh="死亡人口同时登记为健在",
        en="The dead person is registered as living too",
        check=_s08,
    ),
    DeathRule(
        id="S09",
        severities=W,
        items=("birth", "sex"),
        basis=GUIDE,
        zh="普查年度内出生并死亡的孩子未计入出生人口",
        en="A child born in the year and dead is not among the births of the household",
        check=_s09,
    ),
    DeathRule(
        id="S10",
        severities=W,
        items=("age", "education", "marital"),
        basis=PRACTICE,
        zh="死亡年龄特别大，或受教育程度、婚姻状况与年龄不相称",
        en="Very old at death, or education or marital status does not fit the age",
        check=_s10,
    ),
)
