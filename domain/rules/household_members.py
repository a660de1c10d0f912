"""Rules H01-H05, H14, H17-H19, H40 and H41: who the members of a household are to each other."""

from domain.rules.household_view import HouseholdView
from domain.rules.person_view import PersonView
from domain.rules.rule import (
    FORM,
    GUIDE,
    LONG,
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

_HEAD, _SPOUSE, _CHILD, _CHILD_IN_LAW, _OTHER = 0, 1, 2, 6, 9
_MARRIED = 2
_WITH_SPOUSE, _ALONE_WITH_HELPER, _ALONE = frozenset({1, 2}), 4, 5
# Relationship to the head of a person's own spouse, where the relationship tells it.
_SPOUSE_OF = {0: 1, 1: 0, 2: 6, 6: 2, 3: 3, 4: 4, 5: 5}
_FAMILY, _COLLECTIVE = 1, 2


def _h01(h: HouseholdView) -> Verdict:
    heads = len(h.related[_HEAD])
    if h.all_dead or heads == 1 or (heads == 0 and not h.relations_known):
        return None
    return _ERROR


def _h02(h: HouseholdView) -> Verdict:
    if not h.persons or h.persons[0].d2 in {None, _HEAD}:
        return None
    return (Fault(_ERROR, 0),)


def _h03(h: HouseholdView) -> Verdict:
    return _ERROR if len(h.related[_SPOUSE]) > 1 else None


def _h04(h: HouseholdView) -> Verdict:
    spouses = h.related[_SPOUSE]
    if not spouses or h.head is None or h.head.d4 is None:
        return None
    sex = h.head.d4
    return faults_of(_ERROR, (spouse for spouse in spouses if spouse.d4 == sex))


def _h05(h: HouseholdView) -> Verdict:
    spouses = h.related[_SPOUSE]
    if not spouses or h.head is None:
        return None
    couple = (h.head, *spouses)
    return faults_of(_ERROR, (p for p in couple if p.long.c24 not in {None, _MARRIED}))


def _h14(h: HouseholdView) -> Verdict:
    in_laws = h.related[_CHILD_IN_LAW]
    if not in_laws or h.related[_CHILD] or not h.relations_known:
        return None
    return faults_of(_WARNING, in_laws)


def _h17(h: HouseholdView) -> Verdict:
    limits = h.census.household
    head = h.head
    if head is not None and head.age is not None and head.age < limits.head_age_least:
        return (Fault(_WARNING, head.index),)
    if h.h1 != _FAMILY or not h.places_known:
        return None
    ages = [person.age for person in h.living if person.age is not None]
    if not ages or len(ages) < len(h.living):
        return None
    return _WARNING if min(ages) < limits.child_under and max(ages) < limits.grown_up else None


def _h18(h: HouseholdView) -> Verdict:
    if h.h1 != _COLLECTIVE:
        return None
    return faults_of(_ERROR, (p for p in h.persons if p.d2 not in {None, _HEAD, _OTHER}))


def _h19(h: HouseholdView) -> Verdict:
    if h.h1 != _FAMILY or len(h.persons) < h.census.household.unrelated_persons:
        return None
    others = len(h.related[_OTHER])
    unrelated = others > 0 and len(h.related[_HEAD]) + others == len(h.persons)
    return _WARNING if unrelated else None


def _h40(h: HouseholdView) -> Verdict:
    children, spouses = h.related[_CHILD], h.related[_SPOUSE]
    if not children or h.head is None or len(spouses) != 1:
        return None
    parents = {h.head.d6, spouses[0].d6}
    if None in parents:
        return None
    return faults_of(_WARNING, (p for p in children if p.d6 is not None and p.d6 not in parents))


def _h41(h: HouseholdView) -> Verdict:
    return faults_of(_WARNING, (p for p in h.living if _lives_otherwise(h, p)))


def _lives_otherwise(h: HouseholdView, person: PersonView) -> bool:
    """Whether those on the form are not those whom a living arrangement of C28 means."""
    arrangement = person.long.c28
    if arrangement in _WITH_SPOUSE:
        return _has_spouse(h, person) is False
    if arrangement == _ALONE:
        return len(h.living) > 1
    if arrangement == _ALONE_WITH_HELPER:
        others = (other.d2 for other in h.living if other is not person)
        return any(relation not in {None, _OTHER} for relation in others)
    return False


def _has_spouse(h: HouseholdView, person: PersonView) -> bool | None:
    """Whether the person's own spouse is on the form; None where that cannot be told."""
    if person.d2 is None:
        return None
    spouse = _SPOUSE_OF.get(person.d2)
    if spouse is not None and any(other is not person for other in h.related[spouse]):
        return True
    return None if not h.relations_known else False


MEMBER_RULES = (
    HouseholdRule(
        id="H01",
        severities=E,
        items=("D2",),
        basis=GUIDE,
        zh="户主不是恰好一人",
        en="There is not exactly one head of household",
        check=_h01,
    ),
    HouseholdRule(
        id="H02",
        severities=E,
        items=("D2",),
        basis=GUIDE,
        zh="第一个登记的人不是户主",
        en="The first person is not the head of household",
        check=_h02,
    ),
    HouseholdRule(
        id="H03",
        severities=E,
        items=("D2",),
        basis=PRACTICE,
        zh="户主的配偶多于一人",
        en="There is more than one spouse of the head",
        check=_h03,
    ),
    HouseholdRule(
        id="H04",
        severities=E,
        items=("D2", "D4"),
        basis=PRACTICE,
        zh="配偶与户主性别相同",
        en="The spouse has the sex of the head",
        check=_h04,
    ),
    HouseholdRule(
        id="H05",
        severities=E,
        items=("D2", "C24"),
        forms=LONG,
        basis=PRACTICE,
        zh="户主与配偶同在，但婚姻状况不是有配偶",
        en="Head and spouse are both present, but one is not recorded as married",
        check=_h05,
    ),
    HouseholdRule(
        id="H14",
        severities=W,
        items=("D2",),
        basis=PRACTICE,
        zh="有媳婿而没有子女",
        en="A child's spouse is present without any child of the head",
        check=_h14,
    ),
    HouseholdRule(
        id="H17",
        severities=W,
        items=("H1", "D2", "D5", "D7"),
        basis=PRACTICE,
        zh="户主年龄过小，或家庭户中只有未成年人居住",
        en="The head is a child, or children live in the family household without a grown-up",
        check=_h17,
    ),
    HouseholdRule(
        id="H18",
        severities=E,
        items=("H1", "D2"),
        basis=FORM,
        zh="集体户中户主以外的人与户主关系应为其他",
        en="In a collective household everyone but the head is entered as other",
        check=_h18,
    ),
    HouseholdRule(
        id="H19",
        severities=W,
        items=("H1", "D2"),
        basis=PRACTICE,
        zh="家庭户中户主以外的人都与户主无亲属关系",
        en="A family household in which nobody is related to the head",
        check=_h19,
    ),
    HouseholdRule(
        id="H40",
        severities=W,
        items=("D2", "D6"),
        basis=PRACTICE,
        zh="子女的民族与户主和配偶都不同",
        en="A child's ethnic group is that of neither head nor spouse",
        check=_h40,
    ),
    HouseholdRule(
        id="H41",
        severities=W,
        items=("D2", "D7", "C28"),
        forms=LONG,
        basis=PRACTICE,
        zh="居住状况与登记的同住人不一致",
        en="The living arrangement does not fit those who are entered as living here",
        check=_h41,
    ),
)
