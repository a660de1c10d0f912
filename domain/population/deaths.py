"""Deaths of the window as lines of the death form that a household hands in (H4)."""

from random import Random
from typing import TypeAlias

from domain.census import CENSUS_2020
from domain.population.calibration import OLDEST
from domain.population.chance import Distribution
from domain.population.fitting import PopulationModel
from domain.population.identities import Identities
from domain.population.names import full_name, newborn_name, surname
from domain.population.schooling import Schooling

DeathLine: TypeAlias = dict[str, int | str | None]
"""Keys as exchanged: household, name, id, sex, birth, death, age, ethnicity, education, marital."""

# Of the dead, those who leave no household behind.
_LIVED_ALONE = 0.07
_MARITAL_AGE = 15
_LEGAL_AGES = {1: 22, 2: 20}
# Codes of C24 at death by first age: never married, married, divorced, widowed.
_MARITAL = (
    (60, Distribution([(1, 5), (2, 68), (3, 3), (4, 24)])),
    (20, Distribution([(1, 15), (2, 73), (3, 8), (4, 4)])),
)


class Deaths:
    """Draws deaths at the registered rate of a province."""

    def __init__(
        self, model: PopulationModel, schooling: Schooling, identities: Identities
    ) -> None:
        """Takes the model of the province and what people of it are given."""
        published = model.calibration
        families = 1 - published.collective_share
        self._schooling = schooling
        self._identities = identities
        rate = published.deaths_per_resident * model.residents_per_household / families
        self.per_family = rate * (1 - _LIVED_ALONE)
        self.per_family_alone = rate * _LIVED_ALONE
        self._sexes = Distribution(published.deaths.items())
        self._ages = {
            sex: Distribution((g, n) for (g, s), n in published.death_age.items() if s == sex)
            for sex in (1, 2)
        }
        self._months = {
            sex: Distribution((m, n) for (m, s), n in published.death_month.items() if s == sex)
            for sex in (1, 2)
        }

    def number(self, rng: Random) -> int:
        """Deaths of one family household in the window: none, one, or seldom two."""
        if rng.random() >= self.per_family:
            return 0
        return 2 if rng.random() < self.per_family / 2 else 1

    def line(self, household: str, ethnicity: str, rng: Random) -> DeathLine:
        """One dead person of the household with that number."""
        sex = self._sexes.draw(rng)
        age = _age_in(self._ages[sex].draw(rng), rng)
        death = self._months[sex].draw(rng)
        birth = _birth(age, death, rng)
        family = surname(rng)
        education = self._schooling.education(age, sex, rng)
        numbered = age > 0 or rng.random() < 0.5
        return {
            "household": household,
            "name": (full_name if age else newborn_name)(family, sex, rng),
            "id": self._identities.issue(self._identities.home, birth, sex) if numbered else None,
            "sex": sex,
            "birth": birth,
            "death": death,
            "age": age,
            "ethnicity": ethnicity,
            "education": education,
            "marital": _marital(age, sex, rng),
        }


def deaths_of_sex(lines: list[DeathLine], sex: int) -> int:
    """How many of the lines are of that sex."""
    return sum(line["sex"] == sex for line in lines)


def born_in_window(lines: list[DeathLine], sex: int) -> int:
    """How many of the lines are children of that sex who were born in the window, too."""
    return sum(line["sex"] == sex and CENSUS_2020.in_window(str(line["birth"])) for line in lines)


def _age_in(group: str, rng: Random) -> int:
    """A completed age of an age group; those of 100 and over die before 105."""
    first, _, last = group.rstrip("+").partition("-")
    youngest = int(first)
    oldest = int(last) if last else OLDEST + 4 if youngest == OLDEST else youngest
    return rng.randint(youngest, oldest)


def _birth(age: int, death: str, rng: Random) -> str:
    """A month of birth that gives exactly that age at death.

    Beyond the first year never the month of death itself, where the age would depend on the day.
    """
    year, month = int(death[:4]), int(death[5:])
    months_before = rng.randint(0 if age == 0 else 1, 11)
    total = (year - age) * 12 + (month - 1) - months_before
    return f"{total // 12}-{total % 12 + 1:02d}"


def _marital(age: int, sex: int, rng: Random) -> int | None:
    """Code of C24 at death; None under fifteen."""
    if age < _MARITAL_AGE:
        return None
    if age < _LEGAL_AGES[sex]:
        return 1
    return next(codes for first, codes in _MARITAL if age >= first).draw(rng)
