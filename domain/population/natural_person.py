"""A made-up natural person, and the record of one in a household."""

from dataclasses import dataclass
from random import Random
from typing import NamedTuple, TypeAlias

from domain.census import CENSUS_2020
from domain.population.calibration import OLDEST, Calibration
from domain.population.chance import Distribution
from domain.population.names import full_name, newborn_name, surname
from domain.population.schooling import Schooling

Record: TypeAlias = dict[str, int | str | None]
"""A person's answers by item code, as on an exchanged form."""


class Standing(NamedTuple):
    """Where someone lives and is registered: codes of D7-D10, counties of six digits."""

    lives: int
    registered: int
    away: int | None
    reason: int | None = None
    lives_county: str | None = None
    registered_county: str | None = None


@dataclass(slots=True)
class NaturalPerson:
    """Someone, apart from any household. ``birth`` is ``YYYY-MM``, the rest codes of the form."""

    family_name: str
    name: str
    sex: int
    age: int
    birth: str
    ethnicity: str
    education: int | None
    literacy: int | None
    id_number: str | None = None


class People:
    """Makes natural persons of a given age and sex."""

    def __init__(self, published: Calibration) -> None:
        """Takes the province's figures."""
        self.schooling = Schooling(published)
        self.ethnicities = Distribution(published.ethnicity.items())

    def person(
        self, age: int, sex: int, ethnicity: str, family_name: str | None, rng: Random
    ) -> NaturalPerson:
        """Someone without a number yet; a surname is drawn where none is given."""
        if age == OLDEST:
            while rng.random() < 0.4 and age < OLDEST + 8:
                age += 1
        family = surname(rng) if family_name is None else family_name
        education = self.schooling.education(age, sex, rng)
        return NaturalPerson(
            family_name=family,
            name=(full_name if age else newborn_name)(family, sex, rng),
            sex=sex,
            age=age,
            birth=month_of_birth(age, 1 + int(rng.random() * 12)),
            ethnicity=ethnicity,
            education=education,
            literacy=self.schooling.literacy(age, education, rng),
        )


def month_of_birth(age: int, month: int) -> str:
    """The month ``YYYY-MM`` of that number (1-12) in which someone of that age was born."""
    later = month > CENSUS_2020.reference_month_number
    return f"{CENSUS_2020.reference_year - age - later}-{month:02d}"


def record(person: NaturalPerson, relationship: int, standing: Standing) -> Record:
    """The person's answers in a household to whose head he or she has that relationship."""
    answers: Record = {
        "D1": person.name,
        "D2": relationship,
        "D3": person.id_number,
        "D4": person.sex,
        "D5": person.birth,
        "D6": person.ethnicity,
        "D7": standing.lives,
        "D8": standing.registered,
        "D9": standing.away,
        "D10": standing.reason,
        "D11": person.education,
        "D12": person.literacy,
    }
    if standing.lives_county is not None:
        answers["D7_county"] = standing.lives_county
    if standing.registered_county is not None:
        answers["D8_county"] = standing.registered_county
    return answers
