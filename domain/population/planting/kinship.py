"""Mistakes that rules H01-H19 and H40 own: who the members of a household are to each other."""

from collections.abc import Callable, Mapping

from domain.population.kinship import (
    CHILD,
    CHILD_IN_LAW,
    GRANDCHILD,
    GRANDPARENT,
    HEAD,
    OTHER,
    PARENT,
    PARENT_IN_LAW,
    SIBLING,
    SPOUSE,
)
from domain.population.natural_person import Record
from domain.population.planting.draft import HERE, HUKOU_HERE, Draft, Planter, age, settled
from domain.population.planting.residence import away_for_work

_OLDEST = 98
_USUAL_SPOUSES_GAP, _USUAL_SIBLINGS_GAP = 25, 30
_USUAL_PARENT_GAP = 15


def _two_heads(draft: Draft) -> bool:
    # Of two persons neither is missed in another relationship (H14, H19).
    couple = len(draft.persons) == 2
    return couple and _become(draft.pick(lambda p: p["D2"] != HEAD and age(p) >= 16), HEAD)


def _head_not_first(draft: Draft) -> bool:
    if len(draft.persons) < 2:
        return False
    draft.persons[0], draft.persons[1] = draft.persons[1], draft.persons[0]
    return True


def _two_spouses(draft: Draft) -> bool:
    if draft.relative(SPOUSE) is None:
        return False
    head = draft.persons[0]
    return _become(
        draft.pick(
            lambda p: (
                p["D2"] in {SIBLING, OTHER, PARENT}
                and p["D4"] != head["D4"]
                and abs(age(p) - age(head)) <= _USUAL_SPOUSES_GAP
            )
        ),
        SPOUSE,
    )


def _spouse_of_same_sex(draft: Draft) -> bool:
    spouse = draft.relative(SPOUSE)
    if spouse is None:
        return False
    spouse["D4"] = draft.persons[0]["D4"]
    draft.renumber(spouse)
    return True


def _spouse_far_apart(draft: Draft) -> bool:
    spouse = draft.relative(SPOUSE)
    if spouse is None or not settled(spouse) or {PARENT_IN_LAW, CHILD_IN_LAW} & _all(draft):
        return False
    return _aged(draft, spouse, age(draft.persons[0]) + draft.rng.randint(26, 33))


def _child_older_than_head(draft: Draft) -> bool:
    return _child_with_gap(draft, -draft.rng.randint(0, 3))


def _child_close_to_head(draft: Draft) -> bool:
    return _child_with_gap(draft, draft.rng.randint(9, 14))


def _child_with_gap(draft: Draft, gap: int) -> bool:
    child = draft.pick(lambda p: p["D2"] == CHILD and settled(p))
    years = age(draft.persons[0]) - gap if draft.persons else 0
    if child is None or years < 18 or {CHILD_IN_LAW, GRANDCHILD} & _all(draft):
        return False
    return _aged(draft, child, years)


def _older_relative(relationship: int, of: int, least: int, most: int) -> Planter:
    """Plants an elder ``least`` .. ``most`` years older than the person with ``of`` in D2."""

    def plant(draft: Draft) -> bool:
        elder = draft.pick(lambda p: p["D2"] == relationship and settled(p))
        other = draft.relative(of)
        if elder is None or other is None:
            return False
        years = age(other) + draft.rng.randint(least, most)
        return years >= 20 and _aged(draft, elder, years)

    return plant


def _parents_in_law_of_one_sex(draft: Draft) -> bool:
    parents = [p for p in draft.persons if p["D2"] in {PARENT, PARENT_IN_LAW}]
    spouse = draft.relative(SPOUSE)
    if len(parents) != 2 or spouse is None:
        return False
    if any(age(parent) - age(spouse) < _USUAL_PARENT_GAP for parent in parents):
        return False
    for parent in parents:
        parent["D2"] = PARENT_IN_LAW
        parent["D4"] = parents[0]["D4"]
    draft.renumber(parents[1])
    return True


def _parent_called_grandparent(draft: Draft) -> bool:
    return _renamed(draft, PARENT, GRANDPARENT, lambda gap: -30 < gap < 0)


def _in_law_too_young(draft: Draft) -> bool:
    person = draft.pick(lambda p: p["D2"] == CHILD_IN_LAW and settled(p))
    return person is not None and _aged(draft, person, 18)


def _in_law_without_child(draft: Draft) -> bool:
    children = [p for p in draft.persons if p["D2"] == CHILD]
    if CHILD_IN_LAW not in _all(draft) or not children:
        return False
    for child in children:
        child["D2"] = OTHER
    return True


def _child_called_grandchild(draft: Draft) -> bool:
    return _renamed(draft, CHILD, GRANDCHILD, lambda gap: 16 <= gap < 30)


def _child_called_sibling(draft: Draft) -> bool:
    return _renamed(draft, CHILD, SIBLING, lambda gap: gap > 30)


def _renamed(draft: Draft, was: int, now: int, fits: Callable[[int], bool]) -> bool:
    """Gives somebody another relationship, by the years that the head is older."""
    if not draft.persons or CHILD_IN_LAW in _all(draft):
        return False
    head = age(draft.persons[0])
    return _become(draft.pick(lambda p: p["D2"] == was and fits(head - age(p))), now)


def _children_alone(draft: Draft) -> bool:
    grown_up = [p for p in draft.persons if p["D7"] == HERE and age(p) >= 15]
    children = draft.living - len(grown_up)
    if not (draft.is_family and grown_up and children):
        return False
    if any(p["D8"] != HUKOU_HERE for p in grown_up):
        return False
    for person in grown_up:
        away_for_work(draft, person)
    return _keeps_space(draft)


def _kin_in_collective(draft: Draft) -> bool:
    if draft.household.get("H1") != 2:
        return False
    head = age(draft.persons[0])
    return _become(
        draft.pick(lambda p: p["D2"] == OTHER and abs(age(p) - head) <= _USUAL_SIBLINGS_GAP),
        SIBLING,
    )


def _unrelated_family(draft: Draft) -> bool:
    if not draft.is_family or len(draft.persons) < 3:
        return False
    for person in draft.persons[1:]:
        person["D2"] = OTHER
    return True


def _child_of_another_ethnicity(draft: Draft) -> bool:
    spouse = draft.relative(SPOUSE)
    child = draft.pick(lambda p: p["D2"] == CHILD)
    if spouse is None or child is None:
        return False
    parents = {draft.persons[0]["D6"], spouse["D6"]}
    child["D6"] = next(code for code in ("11", "15", "06") if code not in parents)
    return True


def _keeps_space(draft: Draft) -> bool:
    """Lets floor space stay usual for fewer people."""
    space = draft.household["H6"]
    if space is not None:
        draft.household["H6"] = min(space, 250 * max(draft.living, 1))
    return True


def _all(draft: Draft) -> set[object]:
    return set(draft.relationships)


def _become(person: Record | None, relationship: int) -> bool:
    if person is None:
        return False
    person["D2"] = relationship
    return True


def _aged(draft: Draft, person: Record, years: int) -> bool:
    if years > _OLDEST:
        return False
    draft.make_age(person, years)
    return True


KINSHIP_MISTAKES: Mapping[str, Planter] = {
    "H01": _two_heads,
    "H02": _head_not_first,
    "H03": _two_spouses,
    "H04": _spouse_of_same_sex,
    "H06": _spouse_far_apart,
    "H07": _child_older_than_head,
    "H08": _older_relative(PARENT, HEAD, -3, 0),
    "H09": _older_relative(PARENT, HEAD, 5, 14),
    "H10": _parents_in_law_of_one_sex,
    "H11": _older_relative(PARENT_IN_LAW, SPOUSE, 3, 14),
    "H12": _parent_called_grandparent,
    "H13": _in_law_too_young,
    "H14": _in_law_without_child,
    "H15": _child_called_grandchild,
    "H16": _child_called_sibling,
    "H17": _children_alone,
    "H18": _kin_in_collective,
    "H19": _unrelated_family,
    "H40": _child_of_another_ethnicity,
}

KINSHIP_ODDITIES: Mapping[str, Planter] = {
    "H06": _spouse_far_apart,
    "H07": _child_close_to_head,
    "H19": _unrelated_family,
    "H40": _child_of_another_ethnicity,
}
