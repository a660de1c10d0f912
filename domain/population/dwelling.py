"""Dwellings: type, floor space and rooms for a number of persons living there (H5-H7)."""

from random import Random

from domain.population.chance import Distribution

_CONVENTIONAL = 1
_OF_FAMILIES = Distribution([(1, 965), (3, 20), (4, 14), (5, 1)])
_OF_COLLECTIVES = Distribution([(2, 90), (3, 8), (4, 2)])


def dwelling(household_type: int, persons: int, rng: Random) -> dict[str, int | None]:
    """Answers to H5-H7; floor space in whole square metres, rounded to tens now and then.

    Space and rooms stay within what H29 and H30 find usual for ``persons`` living there.
    """
    if household_type != 1:
        return {"H5": _OF_COLLECTIVES.draw(rng), "H6": None, "H7": None}
    kind = _OF_FAMILIES.draw(rng)
    if kind != _CONVENTIONAL:
        return {"H5": kind, "H6": None, "H7": None}
    rooms = 1 + min(persons, 15) // 4 + int(rng.random() * 2.6)
    space = int(rooms * (17 + 21 * rng.random())) + 8
    if rng.random() < 0.14:
        space = max(20, round(space, -1))
    return {"H5": kind, "H6": space, "H7": rooms}
