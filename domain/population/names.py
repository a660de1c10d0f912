"""Made-up names: a common surname and one or two common syllables, put together at random."""

from functools import cache
from random import Random
from typing import NamedTuple

from domain.population.calibration import table
from domain.population.chance import Distribution

_UNNAMED = "未取名"


class _Stock(NamedTuple):
    surnames: Distribution[str]
    given: dict[int, list[str]]


@cache
def _stock() -> _Stock:
    """Surnames, and the syllables of men's (1) and women's (2) given names."""
    syllables = table("syllables")
    given = {
        sex: [row["syllable"] for row in syllables if row["use"] in {use, "b"}]
        for use, sex in (("m", 1), ("f", 2))
    }
    rows = table("surnames")
    return _Stock(Distribution((row["surname"], float(row["weight"])) for row in rows), given)


def surname(rng: Random) -> str:
    """A common surname, as often as it is common."""
    return _stock().surnames.draw(rng)


def full_name(family: str, sex: int, rng: Random) -> str:
    """A name with that surname for a man (1) or woman (2), of two or mostly three characters."""
    syllables = _stock().given[sex]
    number = len(syllables)
    first = syllables[int(rng.random() * number)]
    if rng.random() < 0.2:
        return family + first
    return family + first + syllables[int(rng.random() * number)]


def newborn_name(family: str, sex: int, rng: Random) -> str:
    """The name of an infant, or what the form prescribes for one without a name."""
    return _UNNAMED if rng.random() < 0.06 else full_name(family, sex, rng)
