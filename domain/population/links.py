"""People who stand in two households of the territory: where they live, and where their hukou is.

Of the two records the one that counts as resident is always generated first, so that any prefix of
a run counts such a person exactly once.
"""

from collections import deque
from enum import IntEnum
from random import Random
from typing import NamedTuple

from domain.population.fitting import Composition
from domain.population.kinship import OTHER, SIBLING
from domain.population.natural_person import NaturalPerson, Standing
from domain.population.standing import AT_HOME
from domain.population.territory import Block, Territory

LINKED_SHARE = 0.025
"""Share with a second record in the territory, of those who can have one.

They are the grown-up residents who live and have their hukou in the township, and where the
territory has several townships those whose hukou or residence is in another one.
"""

_TAKEN_IN_SHARE = 0.5
_GROWN_UP, _OLDEST = 18, 75
_SIBLINGS_GAP = 25
_SAME_COUNTY, _OTHER_COUNTY, _UNDER_HALF_A_YEAR = 3, 5, 2


class Scope(IntEnum):
    """How far from the first household the second one is."""

    DISTRICT = 0
    TOWNSHIP = 1
    COUNTY = 2


class Link(NamedTuple):
    """Someone who has one record and still needs the other, of the standing given."""

    person: NaturalPerson
    standing: Standing
    scope: Scope
    block: Block


class _Pair(NamedTuple):
    scope: Scope
    here: Standing
    there: Standing


class Links:
    """Keeps those who wait for their second record, while blocks are generated in order."""

    def __init__(self, territory: Territory) -> None:
        """Learns which blocks have others after them, so that nobody waits in vain."""
        self._waiting: dict[Scope, deque[Link]] = {scope: deque() for scope in Scope}
        self._last_district = {t.code: t.districts[-1].code for t in territory.townships}
        self._last_block = {d.code: d.blocks[-1].code15 for d in territory.districts}
        self._last_township = territory.townships[-1].code

    def enter(self, block: Block) -> None:
        """Gives up on those whose second record cannot come any more once this block begins."""
        for queue in self._waiting.values():
            while queue and not _attainable(queue[0], block):
                queue.popleft()

    def leave(
        self, person: NaturalPerson, standing: Standing, block: Block, rng: Random
    ) -> Standing | None:
        """Lets some grown-up residents of ``block`` have a second record.

        Gives their standing in the record of this block, None for those who have no other.
        """
        if not _GROWN_UP <= person.age <= _OLDEST or rng.random() >= LINKED_SHARE:
            return None
        later = self._later(block)
        pairs = [pair for pair in _pairs(standing) if pair.scope in later]
        if not pairs:
            return None
        pair = rng.choice(pairs)
        self._waiting[pair.scope].append(Link(person, pair.there, pair.scope, block))
        return pair.here

    def take_in(
        self, composition: Composition, persons: int, block: Block, rng: Random
    ) -> tuple[Link, int] | None:
        """Someone whose second record belongs into this family, and the relationship to its head.

        None mostly; always when the family has no suitable relationship or is full.
        """
        if rng.random() >= _TAKEN_IN_SHARE or persons >= 12:
            return None
        for queue in self._waiting.values():
            if not (queue and _reaches(queue[0], block)):
                continue
            relationship = _relationship(queue[0].person.age, composition)
            if relationship is not None:
                return queue.popleft(), relationship
        return None

    def _later(self, block: Block) -> list[Scope]:
        """Scopes in which a block comes after this one."""
        scopes = []
        if self._last_block[block.district] != block.code15:
            scopes.append(Scope.DISTRICT)
        if self._last_district[block.township] != block.district:
            scopes.append(Scope.TOWNSHIP)
        if self._last_township != block.township:
            scopes.append(Scope.COUNTY)
        return scopes


def _pairs(standing: Standing) -> list[_Pair]:
    """How someone of that standing can have a second record, the resident one first."""
    if standing == AT_HOME:
        return [
            _Pair(Scope.DISTRICT, standing, Standing(2, 1, 1)),
            _Pair(Scope.TOWNSHIP, Standing(1, 2, 1), Standing(3, 1, 1)),
        ]
    lives, registered, away, reason, _, _ = standing
    if lives == 1 and registered == _SAME_COUNTY:
        return [_Pair(Scope.COUNTY, standing, Standing(4, 1, away, reason))]
    if lives == _OTHER_COUNTY and away == _UNDER_HALF_A_YEAR:
        # Under half a year: the place of hukou counts (R6), that of residence does not (R4).
        return [
            _Pair(
                Scope.COUNTY,
                Standing(4, 1, away, reason),
                Standing(1, _SAME_COUNTY, away, reason),
            )
        ]
    return []


def _reaches(link: Link, block: Block) -> bool:
    """Whether ``block`` lies where the link's second record must be."""
    first = link.block
    if link.scope is Scope.DISTRICT:
        return first.district == block.district and first.code15 != block.code15
    if link.scope is Scope.TOWNSHIP:
        return first.township == block.township and first.district != block.district
    return first.township != block.township


def _attainable(link: Link, block: Block) -> bool:
    """Whether ``block`` or one after it may still hold the link's second record."""
    if link.scope is Scope.DISTRICT:
        return link.block.district == block.district
    return link.scope is Scope.COUNTY or link.block.township == block.township


def _relationship(age: int, composition: Composition) -> int | None:
    """Sibling of a head of about the same age, else other; None where neither is plausible."""
    members = composition.members
    if abs(members[0].age - age) <= _SIBLINGS_GAP:
        return SIBLING
    related = any(m.relationship != OTHER for m in members[1:])
    return OTHER if related else None
