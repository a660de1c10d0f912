"""Who is whose spouse, parent or child in a household, as far as D2 tells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.population.kinship import (
    CHILD,
    CHILD_IN_LAW,
    GRANDCHILD,
    GRANDPARENT,
    HEAD,
    MAN,
    PARENT,
    PARENT_IN_LAW,
    SIBLING,
    SPOUSE,
    WOMAN,
)

LEGAL_AGES = {MAN: 22, WOMAN: 20}
_LEAST_GAP, _MOST_GAP, _FATHER_MOST_GAP = 15, 48, 70


class Relative(Protocol):
    """Somebody of a household: code of D2, of D4, completed age; None where not known."""

    @property
    def relationship(self) -> int | None:
        """Code of D2."""

    @property
    def sex(self) -> int | None:
        """Code of D4."""

    @property
    def age(self) -> int | None:
        """Completed years."""


@dataclass(slots=True)
class Kin:
    """Ties by index: each one's spouse, each one's children, and who was married some time."""

    spouse: dict[int, int] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=dict)
    married_once: set[int] = field(default_factory=set)


def kin(persons: Sequence[Relative]) -> Kin:
    """The ties of a household.

    A couple is head and spouse, child and child-in-law, or two parents, parents-in-law or
    grandparents; somebody with a child or grandchild in the household was married some time.
    """
    by: dict[int | None, list[int]] = {}
    for index, person in enumerate(persons):
        by.setdefault(person.relationship, []).append(index)
    found = Kin()
    _couples(persons, by, found)
    for parents, children in _generations(persons, by, found):
        for parent in parents:
            own = [c for c in children if _may_be_parent(persons[parent], persons[c])]
            if own:
                found.children.setdefault(parent, []).extend(own)
    once = set(found.spouse) | set(found.children)
    for relationship in (PARENT, PARENT_IN_LAW, GRANDPARENT):
        once.update(by.get(relationship, ()))
    if by.get(GRANDCHILD):
        once.update(by.get(HEAD, ()))
    found.married_once = {i for i in once if i in found.spouse or of_age(persons[i])}
    return found


def of_age(person: Relative) -> bool:
    """Whether somebody may marry by law."""
    if person.sex is None or person.age is None:
        return False
    return person.age >= LEGAL_AGES[person.sex]


def _couples(persons: Sequence[Relative], by: dict[int | None, list[int]], found: Kin) -> None:
    heads, spouses = by.get(HEAD, []), by.get(SPOUSE, [])
    if heads and spouses:
        _marry(found, heads[0], spouses[0])
    for in_law in by.get(CHILD_IN_LAW, []):
        free = [c for c in by.get(CHILD, []) if c not in found.spouse and of_age(persons[c])]
        other = [c for c in free if persons[c].sex != persons[in_law].sex]
        if other:
            _marry(found, in_law, min(other, key=lambda c: _gap(persons[c], persons[in_law])))
    for relationship in (PARENT, PARENT_IN_LAW, GRANDPARENT):
        pair = by.get(relationship, [])
        if len(pair) == 2 and persons[pair[0]].sex != persons[pair[1]].sex:
            _marry(found, *pair)


def _marry(found: Kin, one: int, other: int) -> None:
    found.spouse[one], found.spouse[other] = other, one


def _generations(
    persons: Sequence[Relative], by: dict[int | None, list[int]], found: Kin
) -> list[tuple[list[int], list[int]]]:
    """Pairs of parents and children, by index."""
    head = by.get(HEAD, [])[:1]
    generations = [
        (head + by.get(SPOUSE, [])[:1], by.get(CHILD, [])),
        (by.get(PARENT, []), head + by.get(SIBLING, [])),
        (by.get(PARENT_IN_LAW, []), by.get(SPOUSE, [])[:1]),
        (by.get(GRANDPARENT, []), by.get(PARENT, [])),
    ]
    grandchildren = by.get(GRANDCHILD, [])
    if grandchildren:
        couples = [i for i in by.get(CHILD_IN_LAW, []) if i in found.spouse]
        parents = [couples[0], found.spouse[couples[0]]] if couples else []
        if not parents:
            parents = [c for c in by.get(CHILD, []) if of_age(persons[c])][:1]
        generations.append((parents, grandchildren))
    return generations


def _may_be_parent(parent: Relative, child: Relative) -> bool:
    """Whether the ages are those of a parent, who was of age to marry, and a child."""
    if parent.age is None or child.age is None or not of_age(parent):
        return False
    most = _MOST_GAP if parent.sex == WOMAN else _FATHER_MOST_GAP
    return _LEAST_GAP <= parent.age - child.age <= most


def _gap(one: Relative, other: Relative) -> int:
    return abs((one.age or 0) - (other.age or 0))
