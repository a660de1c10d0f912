"""Rules H06-H13, H15 and H16: ages of a couple and of the generations around it."""

from collections.abc import Callable, Iterable

from domain.rules.household_view import HouseholdView
from domain.rules.person_view import PersonView
from domain.rules.rule import (
    EW,
    PRACTICE,
    E,
    Fault,
    HouseholdRule,
    Severity,
    Verdict,
    W,
    faults_of,
)

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

_SPOUSE, _CHILD, _PARENT, _PARENT_IN_LAW = 1, 2, 3, 4
_GRANDPARENT, _CHILD_IN_LAW, _GRANDCHILD, _SIBLING = 5, 6, 7, 8
_MAN, _WOMAN = 1, 2


def _errors_or_warnings(
    persons: Iterable[PersonView], judge: Callable[[PersonView], Severity | None]
) -> Verdict:
    """The errors among the persons; where there are none, the warnings."""
    warned = []
    failed = []
    for person in persons:
        severity = judge(person)
        if severity is _ERROR:
            failed.append(person)
        elif severity is _WARNING:
            warned.append(person)
    return faults_of(_ERROR, failed) or faults_of(_WARNING, warned)


def _crowd(persons: list[PersonView]) -> bool:
    """Whether these cannot be one couple: more than two, or two of the same sex."""
    sexes = [person.d4 for person in persons if person.d4 is not None]
    return len(persons) > 2 or len(set(sexes)) < len(sexes)


def _h06(h: HouseholdView) -> Verdict:
    spouses = h.related[_SPOUSE]
    if not spouses or h.head is None or h.head.age is None:
        return None
    age, gap = h.head.age, h.census.household.spouses_gap
    return faults_of(_WARNING, (p for p in spouses if p.age is not None and abs(p.age - age) > gap))


def _h07(h: HouseholdView) -> Verdict:
    children = h.related[_CHILD]
    if not children or h.head is None or h.head.age is None:
        return None
    head_age, sex = h.head.age, h.head.d4
    limits = h.census.household
    most = None
    if sex is not None:
        most = limits.mother_gap_most if sex == _WOMAN else limits.father_gap_most

    def judge(child: PersonView) -> Severity | None:
        if child.age is None:
            return None
        gap = head_age - child.age
        if gap <= 0:
            return _ERROR
        unusual = gap < limits.parent_gap_least or (most is not None and gap > most)
        return _WARNING if unusual else None

    return _errors_or_warnings(children, judge)


def _h08(h: HouseholdView) -> Verdict:
    parents = h.related[_PARENT]
    if not parents:
        return None
    faults: list[Fault] = []
    if h.head is not None and h.head.age is not None:
        age = h.head.age
        faults.extend(Fault(_ERROR, p.index) for p in parents if p.age is not None and p.age <= age)
    if _crowd(parents):
        faults.append(Fault(_ERROR, None))
    return faults


def _h09(h: HouseholdView) -> Verdict:
    parents = h.related[_PARENT]
    if not parents or h.head is None or h.head.age is None or _h08(h):
        return None
    age, limits = h.head.age, h.census.household
    least, most = limits.parent_gap_least, limits.head_parent_gap_most
    return faults_of(
        _WARNING, (p for p in parents if p.age is not None and not least <= p.age - age <= most)
    )


def _h10(h: HouseholdView) -> Verdict:
    return _ERROR if _crowd(h.related[_PARENT_IN_LAW]) else None


def _h11(h: HouseholdView) -> Verdict:
    parents = h.related[_PARENT_IN_LAW]
    if not parents:
        return None
    spouses = h.related[_SPOUSE]
    if spouses:
        child = spouses[0] if len(spouses) == 1 else None
    else:
        child = h.head if h.relations_known else None
    if child is None or child.age is None:
        return None
    least = child.age + h.census.household.parent_gap_least
    return faults_of(_WARNING, (p for p in parents if p.age is not None and p.age < least))


def _h12(h: HouseholdView) -> Verdict:
    grandparents = h.related[_GRANDPARENT]
    if not grandparents or h.head is None or h.head.age is None:
        return None
    age, least = h.head.age, h.census.household.grandparent_gap_least

    def judge(person: PersonView) -> Severity | None:
        if person.age is None or person.age >= age + least:
            return None
        return _ERROR if person.age <= age else _WARNING

    return _errors_or_warnings(grandparents, judge)


def _h13(h: HouseholdView) -> Verdict:
    in_laws = h.related[_CHILD_IN_LAW]
    if not in_laws:
        return None
    limit, ages = h.census.household.in_law_age_limit, h.census.person
    legal = {_MAN: ages.legal_marriage_age_man, _WOMAN: ages.legal_marriage_age_woman}

    def judge(person: PersonView) -> Severity | None:
        if person.age is None:
            return None
        if person.age < limit:
            return _ERROR
        return _WARNING if person.d4 is not None and person.age < legal[person.d4] else None

    return _errors_or_warnings(in_laws, judge)


def _h15(h: HouseholdView) -> Verdict:
    grandchildren = h.related[_GRANDCHILD]
    if not grandchildren or h.head is None or h.head.age is None:
        return None
    age, least = h.head.age, h.census.household.grandparent_gap_least

    def judge(person: PersonView) -> Severity | None:
        if person.age is None or person.age <= age - least:
            return None
        return _ERROR if person.age >= age else _WARNING

    return _errors_or_warnings(grandchildren, judge)


def _h16(h: HouseholdView) -> Verdict:
    siblings = h.related[_SIBLING]
    if not siblings or h.head is None or h.head.age is None:
        return None
    age, gap = h.head.age, h.census.household.siblings_gap_most
    return faults_of(
        _WARNING, (p for p in siblings if p.age is not None and abs(p.age - age) > gap)
    )


GENERATION_RULES = (
    HouseholdRule(
        id="H06",
        severities=W,
        items=("D2", "D5"),
        basis=PRACTICE,
        zh="户主与配偶年龄相差过大",
        en="Head and spouse differ very much in age",
        check=_h06,
    ),
    HouseholdRule(
        id="H07",
        severities=EW,
        items=("D2", "D4", "D5"),
        basis=PRACTICE,
        zh="子女与户主的年龄差不合理；子女年龄不小于户主为错误",
        en="An unusual gap of age between head and child; a child no younger is an error",
        check=_h07,
    ),
    HouseholdRule(
        id="H08",
        severities=E,
        items=("D2", "D4", "D5"),
        basis=PRACTICE,
        zh="父母年龄不大于户主，或父母多于两人，或两人性别相同",
        en="A parent is no older than the head, or there are more than two, or two of one sex",
        check=_h08,
    ),
    HouseholdRule(
        id="H09",
        severities=W,
        items=("D2", "D5"),
        basis=PRACTICE,
        zh="父母与户主的年龄差不合理",
        en="An unusual gap of age between head and parent",
        check=_h09,
    ),
    HouseholdRule(
        id="H10",
        severities=E,
        items=("D2", "D4"),
        basis=PRACTICE,
        zh="岳父母或公婆多于两人，或两人性别相同",
        en="There are more than two parents-in-law, or two of one sex",
        check=_h10,
    ),
    HouseholdRule(
        id="H11",
        severities=W,
        items=("D2", "D5"),
        basis=PRACTICE,
        zh="岳父母或公婆与其子女的年龄差过小",
        en="A parent-in-law is hardly older than the own child",
        check=_h11,
    ),
    HouseholdRule(
        id="H12",
        severities=EW,
        items=("D2", "D5"),
        basis=PRACTICE,
        zh="祖父母与户主的年龄差过小；不大于户主为错误",
        en="A grandparent is hardly older than the head; one no older is an error",
        check=_h12,
    ),
    HouseholdRule(
        id="H13",
        severities=EW,
        items=("D2", "D4", "D5"),
        basis=PRACTICE,
        zh="媳婿未到法定婚龄；年龄过小为错误",
        en="A child's spouse is below the legal age of marriage; far too young is an error",
        check=_h13,
    ),
    HouseholdRule(
        id="H15",
        severities=EW,
        items=("D2", "D5"),
        basis=PRACTICE,
        zh="孙子女与户主的年龄差过小；不小于户主为错误",
        en="A grandchild is hardly younger than the head; one no younger is an error",
        check=_h15,
    ),
    HouseholdRule(
        id="H16",
        severities=W,
        items=("D2", "D5"),
        basis=PRACTICE,
        zh="兄弟姐妹与户主年龄相差过大",
        en="Brother or sister and head differ very much in age",
        check=_h16,
    ),
)
