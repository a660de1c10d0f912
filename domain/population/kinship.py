"""Who lives together: households as relationships, sexes and ages that kin can have.

A family is built in two steps: which relationships it holds, for a number of persons and of
generations; then an age and a sex for each, within the gaps that the kinship rules (H04-H16) find
usual. A composition that cannot be filled so is drawn anew.
"""

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from domain.population.calibration import AgeSex
from domain.population.chance import Distribution

HEAD, SPOUSE, CHILD, PARENT, PARENT_IN_LAW = 0, 1, 2, 3, 4
GRANDPARENT, CHILD_IN_LAW, GRANDCHILD, SIBLING, OTHER = 5, 6, 7, 8, 9
MAN, WOMAN = 1, 2

_ATTEMPTS = 400
_OLDEST_KIN = 104


class Member(NamedTuple):
    """A resident of a household to be: code of D2, sex, completed age."""

    relationship: int
    sex: int
    age: int


class ImpossibleComposition(ValueError):
    """No members could be found for a number of persons and generations."""

    code = "impossible-composition"

    def __init__(self, size: int, generations: int) -> None:
        """Names the size and generations that were asked for."""
        super().__init__(
            f"无法构成 {size} 人 {generations} 代户 / "
            f"No household of {size} persons and {generations} generations could be made"
        )


# Relationships of a small family by generations, as digits of D2, with their relative frequency.
_CORES: Mapping[int, Mapping[str, float]] = {
    1: {"0": 1, "01": 14, "08": 0.8, "09": 1.1},
    2: {
        "012": 60,
        "02": 14,
        "03": 6,
        "013": 3,
        "033": 4,
        "014": 0.7,
        "0133": 1.5,
        "0126": 3,
        "07": 3,
        "017": 5,
    },
    3: {
        "0123": 20,
        "01233": 22,
        "0124": 3,
        "01244": 3,
        "023": 8,
        "0267": 6,
        "01267": 30,
        "027": 7,
        "0127": 8,
    },
    4: {"0237": 2, "01237": 3, "012367": 8, "0123367": 6, "0235": 3, "01235": 5, "012335": 3},
}
_MOST_CHILDREN = 4
_GROWTH_SHARE = 0.45
"""How much rarer a core is in a family that has one person more than it."""


class Families:
    """Makes families whose heads have about the ages and sexes of a population."""

    def __init__(self, pyramid: Mapping[AgeSex, float]) -> None:
        """Takes residents by age and sex."""
        self._pyramid = pyramid
        self._persons: dict[tuple[int, int], Distribution[AgeSex]] = {}

    def family(self, size: int, generations: int, rng: Random) -> tuple[Member, ...]:
        """Members of a family household of ``size`` persons, the head first.

        Raises :class:`ImpossibleComposition`.
        """
        for _ in range(_ATTEMPTS):
            relationships = _relationships(size, generations, rng)
            if relationships is None:
                continue
            members = self._filled(relationships, rng)
            if members is not None:
                return members
        raise ImpossibleComposition(size, generations)

    def person(self, youngest: int, oldest: int, rng: Random) -> AgeSex:
        """Age and sex of someone between two ages."""
        bounds = youngest, oldest
        if bounds not in self._persons:
            self._persons[bounds] = Distribution(
                (key, n) for key, n in self._pyramid.items() if youngest <= key[0] <= oldest
            )
        return self._persons[bounds].draw(rng)

    def _filled(self, relationships: str, rng: Random) -> tuple[Member, ...] | None:
        head_age, head_sex = self.person(*_head_ages(relationships), rng)
        couple = "1" in relationships
        if couple:
            head_sex = MAN if rng.random() < 0.74 else WOMAN
        members = [Member(HEAD, head_sex, head_age)]
        for relationship in map(int, relationships[1:]):
            member = self._relative(relationship, members, rng)
            if member is None:
                return None
            members.append(member)
        return tuple(members) if _plausible(members) else None

    def _relative(self, relationship: int, members: list[Member], rng: Random) -> Member | None:
        head = members[0]
        if relationship == OTHER:
            age, sex = self.person(17, 70, rng)
            return Member(OTHER, sex, age)
        if relationship == SIBLING:
            age = head.age + rng.choice((-1, 1)) * rng.randint(1, 9)
            return Member(SIBLING, rng.choice((MAN, WOMAN)), age) if age >= 5 else None
        if relationship == SPOUSE:
            return _spouse(head, rng)
        if relationship in {PARENT, PARENT_IN_LAW, GRANDPARENT}:
            return _ancestor(relationship, members, rng)
        return _descendant(relationship, members, rng)


def _relationships(size: int, generations: int, rng: Random) -> str | None:
    """Codes of D2 for a family; None when the draw led nowhere."""
    fitting = [
        (core, weight * (1.0 if len(core) == size else _GROWTH_SHARE ** (size - len(core))))
        for core, weight in _CORES[generations].items()
        if len(core) <= size and not (core == "0" and size > 1)
    ]
    if not fitting:
        return None
    core = Distribution(fitting).draw(rng)
    if core == "09" and size > 2:
        return None  # three and more unrelated persons are a collective household (H19)
    growing = "7" if "7" in core else "2" if "2" in core else "8"
    grown = core
    while len(grown) < size:
        if grown.count(growing) < _MOST_CHILDREN and rng.random() < 0.8:
            grown += growing
        else:
            grown += "8" if grown.count("8") < 3 and rng.random() < 0.5 else "9"
    return "".join(sorted(grown))


def _head_ages(relationships: str) -> tuple[int, int]:
    """Ages between which the head of such a family is drawn."""
    couple = "1" in relationships
    if "5" in relationships:
        return (38, 46)
    if "3" in relationships and "7" in relationships:
        return (46, 64)
    if "7" in relationships:
        return (46, 88)
    if "6" in relationships:
        return (45, 88)
    if "3" in relationships:
        return (24 if "2" in relationships else 22 if couple else 18, 66)
    if "2" in relationships or "4" in relationships:
        return (22, 86)
    if couple:
        return (22, 92)
    return (16, 105) if relationships == "0" else (18, 80)


def _spouse(head: Member, rng: Random) -> Member | None:
    gap = round(rng.gauss(2.0, 3.0))
    if head.sex == MAN:
        age = head.age - gap
        return Member(SPOUSE, WOMAN, age) if age >= 20 and head.age >= 22 else None
    age = head.age + gap
    return Member(SPOUSE, MAN, age) if age >= 22 and head.age >= 20 else None


def _ancestor(relationship: int, members: list[Member], rng: Random) -> Member | None:
    head = members[0]
    if relationship == GRANDPARENT:
        age = head.age + round(rng.gauss(51, 4))
        return Member(GRANDPARENT, WOMAN if rng.random() < 0.7 else MAN, age)
    earlier = [m for m in members if m.relationship == relationship]
    if earlier:
        other = earlier[0]
        sex = MAN + WOMAN - other.sex
        gap = round(rng.gauss(2, 3))
        return Member(relationship, sex, other.age + (gap if sex == MAN else -gap))
    of = members[1] if relationship == PARENT_IN_LAW else head
    gap = round(rng.gauss(26, 4))
    return Member(relationship, WOMAN if rng.random() < 0.62 else MAN, of.age + gap)


def _descendant(relationship: int, members: list[Member], rng: Random) -> Member | None:
    head = members[0]
    children = [m for m in members if m.relationship == CHILD]
    if relationship == CHILD:
        mother = next((m for m in members[:2] if m.sex == WOMAN), head)
        if children:
            age = min(c.age for c in children) - rng.randint(1, 5)
        else:
            age = mother.age - round(rng.gauss(26.5, 4.5))
        return Member(CHILD, MAN if rng.random() < 0.53 else WOMAN, age) if age >= 0 else None
    if relationship == CHILD_IN_LAW:
        child = children[0]
        age = child.age + round(rng.gauss(2 if child.sex == WOMAN else -2, 2))
        return Member(CHILD_IN_LAW, MAN + WOMAN - child.sex, age)
    grandchildren = [m for m in members if m.relationship == GRANDCHILD]
    if grandchildren:
        age = min(g.age for g in grandchildren) - rng.randint(1, 5)
    elif children:
        age = children[0].age - round(rng.gauss(26, 3.5))
    else:
        age = head.age - round(rng.gauss(54, 5))
    return Member(GRANDCHILD, MAN if rng.random() < 0.53 else WOMAN, age) if age >= 0 else None


def _plausible(members: list[Member]) -> bool:
    """Whether the ages lie well within the gaps that the kinship rules find usual."""
    head = members[0]
    spouse = next((m for m in members if m.relationship == SPOUSE), None)
    of_age = {MAN: 22, WOMAN: 20}
    children = [m for m in members if m.relationship == CHILD]
    eldest = max((m.age for m in children), default=head.age)
    for relationship, sex, age in members:
        gap = head.age - age
        fits = age <= _OLDEST_KIN
        if relationship == SPOUSE:
            fits = abs(gap) <= 15
        elif relationship == CHILD:
            fits = 16 <= gap <= (48 if head.sex == WOMAN else 62)
        elif relationship == PARENT:
            fits = fits and 16 <= -gap <= 50
        elif relationship == PARENT_IN_LAW:
            fits = fits and age - (spouse or head).age >= 16
        elif relationship == GRANDPARENT:
            fits = fits and -gap >= 36
        elif relationship == CHILD_IN_LAW:
            fits = age >= of_age[sex] and children[0].age >= of_age[children[0].sex]
        elif relationship == GRANDCHILD:
            fits = gap >= 36 and (not children or eldest - age >= 17)
        if not fits:
            return False
    cared_for = all(age >= 15 for _, _, age in members) or any(age >= 18 for _, _, age in members)
    return cared_for and head.age >= 16
