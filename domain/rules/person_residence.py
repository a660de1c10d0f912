"""Rules P20-P38: where a person lives, where the hukou is, and since when and why away from it."""

from domain.rules.person_view import PersonView
from domain.rules.rule import (
    FORM,
    GUIDE,
    LONG,
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

_WORK, _STUDY, _MARRIAGE, _GRANDCHILDREN, _SCHOOLING, _OLD_AGE = 0, 1, 5, 6, 7, 8


def _p20(p: PersonView) -> Verdict:
    if p.d7 is None or p.d8 is None:
        return None
    return _ERROR if p.d7 != 1 and p.d8 not in {1, 5} else None


def _p21(p: PersonView) -> Verdict:
    if p.d7 != 5:
        return None
    county = p.answers.get("D7_county")
    return _ERROR if county is None or county == p.county else None


def _p22(p: PersonView) -> Verdict:
    if p.d8 != 4:
        return None
    county = p.answers.get("D8_county")
    return _ERROR if county is None or county == p.county else None


def _p23(p: PersonView) -> Verdict:
    filled = p.given_d9 is not None or p.given_d10 is not None
    return _ERROR if p.d8 == 5 and filled else None


def _p24(p: PersonView) -> Verdict:
    return _ERROR if p.d8 == 5 and p.d7 is not None and p.d7 != 1 else None


def _p25(p: PersonView) -> Verdict:
    return _ERROR if p.given_d9 is None and p.d8 is not None and p.d8 != 5 else None


def _p26(p: PersonView) -> Verdict:
    return _ERROR if p.d9 == 1 and p.given_d10 is not None else None


def _p27(p: PersonView) -> Verdict:
    left = p.d9 is not None and p.d9 != 1
    return _ERROR if left and p.given_d10 is None else None


def _p28(p: PersonView) -> Verdict:
    return _ERROR if p.d9 == 1 and p.d7 == 1 and p.d8 in {3, 4} else None


def _p29(p: PersonView) -> Verdict:
    left = p.d9 is not None and p.d9 != 1
    return _ERROR if left and p.d7 in {1, 2, 3} and p.d8 in {1, 2} else None


def _p30(p: PersonView) -> Verdict:
    return _ERROR if p.d9 == 1 and p.d7 in {4, 5, 6, 7} and p.d8 == 1 else None


def _p31(p: PersonView) -> Verdict:
    if p.d9 is None or p.d9 == 1 or p.age is None:
        return None
    return _ERROR if p.census.person.years_since_leaving[p.d9] >= p.age + 1 else None


def _p32(p: PersonView) -> Verdict:
    if p.d10 != _WORK or p.age is None:
        return None
    return _WARNING if p.age < p.census.person.working_age else None


def _p33(p: PersonView) -> Verdict:
    if p.d10 != _STUDY or p.age is None:
        return None
    youngest, oldest = p.census.person.study_ages
    return None if youngest <= p.age <= oldest else _WARNING


def _p34(p: PersonView) -> Verdict:
    if p.d10 != _MARRIAGE or p.age is None:
        return None
    return _ERROR if p.age < p.census.person.marriage_age_limit else None


def _p35(p: PersonView) -> Verdict:
    if p.d10 != _GRANDCHILDREN or p.age is None:
        return None
    return _WARNING if p.age < p.census.person.caring_for_grandchildren else None


def _p36(p: PersonView) -> Verdict:
    if p.d10 != _SCHOOLING or p.age is None:
        return None
    return _WARNING if p.age < p.census.person.childs_schooling else None


def _p37(p: PersonView) -> Verdict:
    if p.d10 != _OLD_AGE or p.age is None:
        return None
    return _WARNING if p.age < p.census.person.old_age_care else None


def _p38(p: PersonView) -> Verdict:
    return _ERROR if p.d10 == _MARRIAGE and p.long.c24 == 1 else None


RESIDENCE_RULES = (
    PersonRule(
        id="P20",
        severities=E,
        items=("D7", "D8"),
        basis=GUIDE,
        zh="既不住在本普查小区，户口也不在本村（居）委会，不属于本小区登记对象",
        en="Neither living in the block nor with a hukou here: not to be registered in this block",
        check=_p20,
    ),
    PersonRule(
        id="P21",
        severities=E,
        items=("D7", "D7_county"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="居住在其他县，但未填县的地址，或填的是本县",
        en="Living in another county, but no county is given, or it is this one",
        check=_p21,
    ),
    PersonRule(
        id="P22",
        severities=E,
        items=("D8", "D8_county"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="户口在其他县，但未填县的地址，或填的是本县",
        en="Hukou in another county, but no county is given, or it is this one",
        check=_p22,
    ),
    PersonRule(
        id="P23",
        severities=E,
        items=("D8", "D9", "D10"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="户口待定的人不应填离开户口登记地的时间和原因",
        en="With a pending hukou, time and reason of leaving are not asked",
        check=_p23,
    ),
    PersonRule(
        id="P24",
        severities=E,
        items=("D7", "D8"),
        basis=PRACTICE,
        zh="户口待定的人只在居住的普查小区登记",
        en="A person with a pending hukou is registered only where living",
        check=_p24,
    ),
    PersonRule(
        id="P25",
        severities=E,
        items=("D8", "D9"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="户口已登记，但未填离开户口登记地时间",
        en="The hukou is registered, but the time since leaving it is missing",
        check=_p25,
    ),
    PersonRule(
        id="P26",
        severities=E,
        items=("D9", "D10"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="没有离开户口登记地，不应填离开原因",
        en="Has not left the place of hukou, so a reason is not asked",
        check=_p26,
    ),
    PersonRule(
        id="P27",
        severities=E,
        items=("D9", "D10"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="已离开户口登记地，但未填离开原因",
        en="Has left the place of hukou, but the reason is missing",
        check=_p27,
    ),
    PersonRule(
        id="P28",
        severities=E,
        items=("D7", "D8", "D9"),
        basis=PRACTICE,
        zh="住在本小区而户口在外乡镇，却填没有离开户口登记地",
        en="Lives here with a hukou in another township, yet is said not to have left it",
        check=_p28,
    ),
    PersonRule(
        id="P29",
        severities=E,
        items=("D7", "D8", "D9"),
        basis=PRACTICE,
        zh="居住地与户口登记地在同一乡镇，却填已离开户口登记地",
        en="Lives in the township of the hukou, yet is said to have left it",
        check=_p29,
    ),
    PersonRule(
        id="P30",
        severities=E,
        items=("D7", "D8", "D9"),
        basis=PRACTICE,
        zh="户口在本村（居）委会而人在外乡镇，却填没有离开户口登记地",
        en="Lives outside the township of the hukou, yet is said not to have left it",
        check=_p30,
    ),
    PersonRule(
        id="P31",
        severities=E,
        items=("D5", "D9"),
        basis=PRACTICE,
        zh="离开户口登记地的时间长于年龄",
        en="Has been away from the place of hukou for longer than being alive",
        check=_p31,
    ),
    PersonRule(
        id="P32",
        severities=W,
        items=("D5", "D10"),
        basis=PRACTICE,
        zh="因工作就业离开，但不到劳动年龄",
        en="Left for work, but is below working age",
        check=_p32,
    ),
    PersonRule(
        id="P33",
        severities=W,
        items=("D5", "D10"),
        basis=PRACTICE,
        zh="因学习培训离开，但年龄过小或过大",
        en="Left for study, but is very young or old for it",
        check=_p33,
    ),
    PersonRule(
        id="P34",
        severities=E,
        items=("D5", "D10"),
        basis=PRACTICE,
        zh="因婚姻嫁娶离开，但年龄过小",
        en="Left for marriage, but is too young",
        check=_p34,
    ),
    PersonRule(
        id="P35",
        severities=W,
        items=("D5", "D10"),
        basis=PRACTICE,
        zh="因照料孙子女离开，但年龄偏小",
        en="Left to care for grandchildren, but is young for it",
        check=_p35,
    ),
    PersonRule(
        id="P36",
        severities=W,
        items=("D5", "D10"),
        basis=PRACTICE,
        zh="因为子女就学离开，但年龄偏小",
        en="Left for a child's schooling, but is young for it",
        check=_p36,
    ),
    PersonRule(
        id="P37",
        severities=W,
        items=("D5", "D10"),
        basis=PRACTICE,
        zh="因养老/康养离开，但年龄偏小",
        en="Left for old-age care, but is young for it",
        check=_p37,
    ),
    PersonRule(
        id="P38",
        severities=E,
        items=("D10", "C24"),
        forms=LONG,
        basis=PRACTICE,
        zh="因婚姻嫁娶离开，但婚姻状况为未婚",
        en="Left for marriage, but never married",
        check=_p38,
    ),
)
