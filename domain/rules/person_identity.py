"""Rules P01-P12: who a person is."""

from domain.divisions import is_gbt2260_county
from domain.rules.person_view import PersonView
from domain.rules.rule import (
    EW,
    FORM,
    GUIDE,
    PRACTICE,
    E,
    PersonRule,
    Severity,
    Stage,
    Verdict,
    W,
)

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING


def _p01(p: PersonView) -> Verdict:
    return _ERROR if p.answers.get("D1") is None else None


def _p02(p: PersonView) -> Verdict:
    return _ERROR if p.d4 is None else None


def _p03(p: PersonView) -> Verdict:
    return _ERROR if p.birth is None else None


def _p04(p: PersonView) -> Verdict:
    late = p.birth is not None and p.birth > p.census.reference_month
    return _ERROR if late else None


def _p05(p: PersonView) -> Verdict:
    if p.age is None or p.age < p.census.person.old_age_doubtful:
        return None
    return _ERROR if p.age > p.census.person.old_age_limit else _WARNING


def _p06(p: PersonView) -> Verdict:
    return _ERROR if p.given_d3 is not None and p.number is None else None


def _p07(p: PersonView) -> Verdict:
    number, birth = p.number, p.birth
    if number is None or birth is None:
        return None
    return _ERROR if number[6:10] != birth[:4] or number[10:12] != birth[5:] else None


def _p08(p: PersonView) -> Verdict:
    if p.number is None or p.d4 is None:
        return None
    return _ERROR if (p.number[16] in "13579") != (p.d4 == 1) else None


def _p09(p: PersonView) -> Verdict:
    if p.given_d3 is not None or p.age is None or p.d8 is None:
        return None
    return _WARNING if p.age >= 1 and p.d8 != 5 else None


def _p10(p: PersonView) -> Verdict:
    if p.number is None or is_gbt2260_county(p.number[:6]):
        return None
    return _WARNING


def _p11(p: PersonView) -> Verdict:
    return _ERROR if p.d6 is None else None


def _p12(p: PersonView) -> Verdict:
    return _ERROR if p.d2 is None else None


IDENTITY_RULES = (
    PersonRule(
        id="P01",
        severities=E,
        items=("D1",),
        basis=GUIDE,
        stage=Stage.RANGE,
        zh="姓名未填（未取名的婴儿填“未取名”）",
        en="The name is missing (an infant without a name is entered as 未取名)",
        check=_p01,
    ),
    PersonRule(
        id="P02",
        severities=E,
        items=("D4",),
        basis=FORM,
        stage=Stage.RANGE,
        zh="性别未填或不是 1、2",
        en="Sex is missing or is neither 1 nor 2",
        check=_p02,
    ),
    PersonRule(
        id="P03",
        severities=E,
        items=("D5",),
        basis=FORM,
        stage=Stage.RANGE,
        zh="出生年月未填或不是有效的年月",
        en="The month of birth is missing or is no month",
        check=_p03,
    ),
    PersonRule(
        id="P04",
        severities=E,
        items=("D5",),
        basis=GUIDE,
        zh="出生于普查标准时点或以后，不应登记",
        en="Born at or after the reference time: not to be registered",
        check=_p04,
    ),
    PersonRule(
        id="P05",
        severities=EW,
        items=("D5",),
        basis=PRACTICE,
        zh="年龄特别大，请核实；超过可能的上限为错误",
        en="A very old person, please verify; beyond the limit of human age it is an error",
        check=_p05,
    ),
    PersonRule(
        id="P06",
        severities=E,
        items=("D3",),
        basis="GB 11643",
        stage=Stage.RANGE,
        zh="公民身份号码不是 18 位，或校验码不对",
        en="The ID number does not have 18 characters, or its check character is wrong",
        check=_p06,
    ),
    PersonRule(
        id="P07",
        severities=E,
        items=("D3", "D5"),
        basis=GUIDE,
        zh="公民身份号码中的出生年月与填报的出生年月不一致",
        en="The month of birth in the ID number differs from the one given",
        check=_p07,
    ),
    PersonRule(
        id="P08",
        severities=E,
        items=("D3", "D4"),
        basis="GB 11643",
        zh="公民身份号码的顺序码与性别不一致",
        en="The ID number is of the other sex",
        check=_p08,
    ),
    PersonRule(
        id="P09",
        severities=W,
        items=("D3", "D5", "D8"),
        basis=PRACTICE,
        zh="满一周岁且户口已登记，但未填公民身份号码",
        en="Aged one or over with a registered hukou, but no ID number is given",
        check=_p09,
    ),
    PersonRule(
        id="P10",
        severities=W,
        items=("D3",),
        basis="GB/T 2260",
        zh="公民身份号码前六位从未是行政区划代码",
        en="The first six digits of the ID number were never a division code",
        check=_p10,
    ),
    PersonRule(
        id="P11",
        severities=E,
        items=("D6",),
        basis="GB/T 3304",
        stage=Stage.RANGE,
        zh="民族未填或不在民族代码表中",
        en="The ethnic group is missing or not in the code list",
        check=_p11,
    ),
    PersonRule(
        id="P12",
        severities=E,
        items=("D2",),
        basis=FORM,
        stage=Stage.RANGE,
        zh="与户主关系未填或不在 0-9 之间",
        en="The relationship to the head is missing or not in 0-9",
        check=_p12,
    ),
)
