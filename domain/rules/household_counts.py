"""Rules H20-H27: the counts on the household part against the persons and the dead."""

from domain.age import month_parts
from domain.forms.definition import Answer
from domain.rules.household_view import HouseholdView
from domain.rules.reading import numbers
from domain.rules.rule import (
    FORM,
    GUIDE,
    LONG,
    PRACTICE,
    E,
    Fault,
    HouseholdRule,
    Severity,
    Stage,
    Verdict,
    W,
)

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

_MAN, _WOMAN = 1, 2
_SEX = numbers("sex")
_COUNTS_OF_ALL_DEAD = frozenset({"H3m", "H3f", "H4m", "H4f"})
_GAVE_BIRTH = 2


def _h20(h: HouseholdView) -> Verdict:
    if h.h2a is None or not h.places_known:
        return None
    return _ERROR if h.h2a != len(h.living) else None


def _h21(h: HouseholdView) -> Verdict:
    if h.h2b is None or not h.places_known:
        return None
    absent = 0
    for person in h.persons:
        if person.d7 != 1:
            if person.d8 is None:
                return None
            absent += person.d8 == 1
    return _ERROR if h.h2b != absent else None


def _h22(h: HouseholdView) -> Verdict:
    if h.all_dead or h.h2a is None or h.h2b is None:
        return None
    return _ERROR if h.h2a + h.h2b == 0 else None


def _h23(h: HouseholdView) -> Verdict:
    seen: set[str] = set()
    repeated: list[Fault] = []
    for person in h.persons:
        number = person.number
        if number is None:
            continue
        if number in seen:
            repeated.append(Fault(_ERROR, person.index))
        seen.add(number)
    return repeated


def _h24(h: HouseholdView) -> Verdict:
    if h.h3m is None or h.h3f is None:
        return None
    born = {_MAN: 0, _WOMAN: 0}
    for person in h.persons:
        if person.age is None:
            return None
        if person.age == 0:
            if person.d4 is None:
                return None
            born[person.d4] += 1
    for line in h.own_deaths():
        birth, sex = line.get("birth"), _SEX.get(line.get("sex"))
        if not isinstance(birth, str) or month_parts(birth) is None:
            return None
        if h.census.in_window(birth):
            if sex is None:
                return None
            born[sex] += 1
    return _WARNING if (h.h3m, h.h3f) != (born[_MAN], born[_WOMAN]) else None


def _h25(h: HouseholdView) -> Verdict:
    if h.h3m is None or h.h3f is None:
        return None
    born = {_MAN: 0, _WOMAN: 0}
    for person in h.persons:
        given = person.answers.get
        if given("C27") == _GAVE_BIRTH:
            for answer in (given("C27_sex1"), given("C27_sex2")):
                sex = _SEX.get(answer)
                if sex is not None:
                    born[sex] += 1
    return _WARNING if (h.h3m, h.h3f) != (born[_MAN], born[_WOMAN]) else None


def _h26(h: HouseholdView) -> Verdict:
    if h.h4m is None or h.h4f is None:
        return None
    dead = {_MAN: 0, _WOMAN: 0}
    if h.form.deaths:
        for line in h.own_deaths():
            sex = _SEX.get(line.get("sex"))
            if sex is not None:
                dead[sex] += 1
    return _ERROR if (h.h4m, h.h4f) != (dead[_MAN], dead[_WOMAN]) else None


def _filled_beyond_births_and_deaths(code: str, answer: Answer) -> bool:
    return answer is not None and code not in _COUNTS_OF_ALL_DEAD


def _h27(h: HouseholdView) -> Verdict:
    if not h.all_dead:
        return None
    if h.persons:
        return _ERROR
    filled = tuple(c for c, a in h.answers.items() if _filled_beyond_births_and_deaths(c, a))
    return (Fault(_ERROR, None, filled),) if filled else None


COUNT_RULES = (
    HouseholdRule(
        id="H20",
        severities=E,
        items=("H2a", "D7"),
        basis=FORM,
        zh="居住本户的人数与登记的居住人数不一致",
        en="The number of persons living here differs from the persons entered as living here",
        check=_h20,
    ),
    HouseholdRule(
        id="H21",
        severities=E,
        items=("H2b", "D7", "D8"),
        basis=FORM,
        zh="户口在本户而未住本户的人数与登记的人数不一致",
        en="The number of absent persons with hukou here differs from the persons so entered",
        check=_h21,
    ),
    HouseholdRule(
        id="H22",
        severities=E,
        items=("H2a", "H2b"),
        basis=GUIDE,
        zh="本户应登记人数为零，而户编号不是 999",
        en="The household has nobody to register, yet its number is not 999",
        check=_h22,
    ),
    HouseholdRule(
        id="H23",
        severities=E,
        items=("D3",),
        basis=PRACTICE,
        zh="同一户中公民身份号码重复",
        en="The same ID number stands twice in the household",
        check=_h23,
    ),
    HouseholdRule(
        id="H24",
        severities=W,
        items=("H3m", "H3f", "D4", "D5"),
        basis=GUIDE,
        zh="出生人口与 0 岁的人及出生后死亡的人不一致（按性别）",
        en="Births differ by sex from the persons aged 0 and the dead who were born in the window",
        check=_h24,
    ),
    HouseholdRule(
        id="H25",
        severities=W,
        items=("H3m", "H3f", "C27", "C27_sex1", "C27_sex2"),
        forms=LONG,
        basis=PRACTICE,
        zh="出生人口与妇女填报的过去一年生育不一致（按性别）",
        en="Births differ by sex from those that the women of the household report",
        check=_h25,
    ),
    HouseholdRule(
        id="H26",
        severities=E,
        items=("H4m", "H4f"),
        basis=FORM,
        zh="死亡人口与死亡人口调查表的人数不一致（按性别）",
        en="Deaths differ by sex from the death forms of the household",
        check=_h26,
    ),
    HouseholdRule(
        id="H27",
        severities=E,
        items=("H4m", "H4f"),
        basis=GUIDE,
        stage=Stage.RANGE,
        zh="户编号 999 的户只填地址、出生人口和死亡人口",
        en="Household 999 carries nothing but address, births and deaths",
        check=_h27,
    ),
)
