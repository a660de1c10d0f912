"""Education and literacy by age and sex, fitted to the published levels of a province."""

from collections.abc import Mapping
from random import Random
from typing import TypeAlias

from domain.population.calibration import LEVELS, OLDEST, Calibration, table
from domain.population.chance import Distribution

Band: TypeAlias = tuple[int, int]

YOUNGEST = 3
_LITERACY_AGE = 15
_CODES: Mapping[str, int] = {"primary": 3, "junior": 4, "senior": 5, "college3": 6, "bachelor": 7}
_NEVER, _PRESCHOOL, _MASTER, _DOCTOR = 1, 2, 8, 9
_PRESCHOOL_LAST_AGE = 7
_PRESCHOOL_SHARE = 0.86
_DOCTOR_FIRST_AGE = 26
_DOCTOR_SHARE = 0.12
# Reading without school is rare, and doubtful (P48) in anyone under 30.
_SELF_TAUGHT_FIRST_AGE = 30
_SELF_TAUGHT_SHARE = 0.12
_ROUNDS = 60


class Schooling:
    """Draws codes of D11 and D12."""

    def __init__(self, published: Calibration) -> None:
        """Fits the levels to the province, for each sex."""
        self._levels: dict[tuple[int, int], Distribution[int]] = {}
        for sex in (1, 2):
            for (first, last), shares in fitted_levels(published, sex).items():
                for age in range(max(first, YOUNGEST), last + 1):
                    self._levels[age, sex] = Distribution(_codes(age, shares))

    def education(self, age: int, sex: int, rng: Random) -> int | None:
        """Code of D11; None under the age of three."""
        if age < YOUNGEST:
            return None
        return self._levels[min(age, OLDEST), sex].draw(rng)

    def literacy(self, age: int, education: int | None, rng: Random) -> int | None:
        """Code of D12 (1 reads, 2 does not); None under the age of fifteen."""
        if age < _LITERACY_AGE:
            return None
        if education is not None and education > _PRESCHOOL:
            return 1
        self_taught = age >= _SELF_TAUGHT_FIRST_AGE and rng.random() < _SELF_TAUGHT_SHARE
        return 1 if self_taught else 2


def fitted_levels(published: Calibration, sex: int) -> dict[Band, dict[str, float]]:
    """Persons of each level by band of ages, so that bands and levels add up as published.

    Iterative proportional fitting from the prior table; its zeros (a level nobody of that age has,
    or that would be doubtful by P44-P46) stay.
    """
    prior = {
        (int(row["first_age"]), int(row["last_age"])): {n: float(row[n]) for n in LEVELS}
        for row in table("education_prior")
    }
    bands = {
        band: sum(published.pyramid[age, sex] for age in range(band[0], band[1] + 1))
        for band in prior
    }
    everyone = sum(published.education[sex, level] for level in LEVELS)
    # The two tables differ by the spread of the age group 1-4 over its years.
    scale = everyone / sum(bands.values())
    for _ in range(_ROUNDS):
        for level in LEVELS:
            factor = published.education[sex, level] / sum(row[level] for row in prior.values())
            for row in prior.values():
                row[level] *= factor
        for band, row in prior.items():
            factor = bands[band] * scale / sum(row.values())
            for level in LEVELS:
                row[level] *= factor
    return prior


def _codes(age: int, shares: Mapping[str, float]) -> list[tuple[int, float]]:
    """Codes of D11 with their weight, the merged levels taken apart."""
    preschool = _PRESCHOOL_SHARE if age <= _PRESCHOOL_LAST_AGE else 0.0
    doctor = _DOCTOR_SHARE if age >= _DOCTOR_FIRST_AGE else 0.0
    none, postgraduate = shares["none_or_preschool"], shares["postgraduate"]
    return [
        (_NEVER, none * (1 - preschool)),
        (_PRESCHOOL, none * preschool),
        *((code, shares[level]) for level, code in _CODES.items()),
        (_MASTER, postgraduate * (1 - doctor)),
        (_DOCTOR, postgraduate * doctor),
    ]
