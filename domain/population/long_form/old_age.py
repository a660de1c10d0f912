"""Health and living arrangement of people of 60 and over (C28, C29)."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

from domain.population.calibration import OLDEST, calibration, table
from domain.population.chance import Distribution
from domain.population.kinship import CHILD, CHILD_IN_LAW, GRANDCHILD, HEAD, OTHER, PARENT, SPOUSE
from domain.population.long_form.kin import Kin
from domain.population.long_form.marriage import MARRIED
from domain.population.long_form.respondent import Respondent

ASKED_AGE = 60
_COLLECTIVE, _CARE_AGE = 2, 68
_SPOUSE_AND_CHILDREN, _SPOUSE, _CHILDREN, _WITH_HELPER, _ALONE, _INSTITUTION, _OTHER = range(1, 8)
_NATION, _ROUNDS = "00", 60
_HELPERS = 0.6
_HEALTH_OF_60_AND_OVER = (0.5464, 0.3261, 0.1041, 0.0234)
"""Published shares of the codes of C29."""


class Health:
    """Draws C29 by age."""

    def __init__(self) -> None:
        """Fits the prior of each age to the nation's shares of 60 and over."""
        rows = {int(r["first_age"]): [float(r[str(c)]) for c in range(1, 5)] for r in
                table("health")}  # fmt: skip
        pyramid = calibration(_NATION).pyramid
        self._first = sorted(rows)
        people = dict.fromkeys(rows, 0.0)
        for (age, _), number in pyramid.items():
            if ASKED_AGE <= age <= OLDEST:
                people[self._band(age)] += number
        everyone = sum(people.values())
        for _ in range(_ROUNDS):
            for code, share in enumerate(_HEALTH_OF_60_AND_OVER):
                factor = share * everyone / sum(row[code] for row in rows.values())
                for row in rows.values():
                    row[code] *= factor
            for first, row in rows.items():
                factor = people[first] / sum(row)
                row[:] = [n * factor for n in row]
        self.shares: Mapping[int, Sequence[float]] = {
            first: [n / sum(row) for n in row] for first, row in rows.items()
        }
        self._codes = {
            first: Distribution(enumerate(row, start=1)) for first, row in self.shares.items()
        }

    def of(self, person: Respondent, rng: Random) -> int | None:
        """C29; None for those who are not asked."""
        if not person.aged(ASKED_AGE):
            return None
        return self._codes[self._band(person.age or 0)].draw(rng)

    def _band(self, age: int) -> int:
        return self._first[bisect_right(self._first, age) - 1]


@cache
def health() -> Health:
    """The fitted health of the nation's old people."""
    return Health()


def living_arrangement(
    person: Respondent,
    persons: Sequence[Respondent],
    statuses: Sequence[int | None],
    ties: Kin,
    household_type: object,
    rng: Random,
) -> int | None:
    """C28; None for those who are not asked.

    For those who live elsewhere it is an assumption, as nothing tells with whom they live.
    """
    if not person.aged(ASKED_AGE):
        return None
    draw = rng.random()
    if not person.lives_here:
        return _CHILDREN if draw < 0.7 else _OTHER
    if household_type == _COLLECTIVE:
        return _INSTITUTION if person.aged(_CARE_AGE) else _OTHER
    others = [p for p in persons if p.lives_here and p.index != person.index]
    if not others:
        return _ALONE
    partner = ties.spouse.get(person.index)
    with_spouse = statuses[person.index] == MARRIED and any(p.index == partner for p in others)
    with_children = any(_is_child(p, person, ties) for p in others)
    if with_spouse:
        return _SPOUSE_AND_CHILDREN if with_children else _SPOUSE
    if with_children:
        return _CHILDREN
    only_others = all(p.relationship == OTHER for p in others)
    return (
        _WITH_HELPER
        if person.relationship == HEAD and only_others and draw < _HELPERS
        else (_OTHER)
    )


def _is_child(other: Respondent, person: Respondent, ties: Kin) -> bool:
    """Whether ``other`` is a child of the person, or the husband or wife of one."""
    if other.index in ties.children.get(person.index, ()):
        return True
    relationship = person.relationship
    if relationship in {HEAD, SPOUSE}:
        return other.relationship in {CHILD, CHILD_IN_LAW}
    if relationship == PARENT:
        return other.relationship in {HEAD, SPOUSE}
    return relationship == CHILD and other.relationship == GRANDCHILD
