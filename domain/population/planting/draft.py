"""A form that a mistake is to be put into, with what keeps the rest of it consistent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from domain.age import completed_age
from domain.census import CENSUS_2020
from domain.population.identities import Identities
from domain.population.natural_person import Record, month_of_birth

HERE, HUKOU_HERE, NOT_LEFT = 1, 1, 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A clean form in the exchange shape; planters change it in place, or leave it alone."""

    form: dict[str, Any]
    rng: Random
    identities: Identities

    @property
    def persons(self) -> list[Record]:
        """The answers of each person."""
        persons: list[Record] = self.form["persons"]
        return persons

    @property
    def household(self) -> dict[str, Any]:
        """Address and household answers."""
        household: dict[str, Any] = self.form["household"]
        return household

    @property
    def is_family(self) -> bool:
        """Whether it is a family household with persons in it."""
        return self.household.get("H1") == 1 and bool(self.persons)

    @property
    def relationships(self) -> list[object]:
        """Answers to D2, in order."""
        return [person["D2"] for person in self.persons]

    @property
    def living(self) -> int:
        """Persons who lived here on the reference night."""
        return sum(person["D7"] == HERE for person in self.persons)

    def pick(self, fits: Callable[[Record], bool]) -> Record | None:
        """One of the persons who fit, at random."""
        fitting = [person for person in self.persons if fits(person)]
        return self.rng.choice(fitting) if fitting else None

    def relative(self, relationship: int) -> Record | None:
        """The first person with that answer to D2."""
        return next((p for p in self.persons if p["D2"] == relationship), None)

    def make_age(self, person: Record, years: int) -> None:
        """Another month of birth, so that the person has that age; the number follows."""
        month = int(str(person["D5"])[5:])
        person["D5"] = month_of_birth(years, month)
        self.renumber(person)

    def renumber(self, person: Record, county: str | None = None) -> None:
        """Another number that agrees with birth and sex, if the person has one."""
        if person["D3"] is not None:
            person["D3"] = self.identities.issue_spare(
                county or str(person["D3"])[:6], str(person["D5"]), int(str(person["D4"]))
            )

    def recount(self) -> None:
        """Lets H2 follow the answers to D7 and D8."""
        absent = [p for p in self.persons if p["D7"] != HERE and p["D8"] == HUKOU_HERE]
        self.household["H2a"] = self.living
        self.household["H2b"] = len(absent)


Planter: TypeAlias = Callable[[Draft], bool]
"""Puts one mistake in; False, with nothing changed, for a household that does not lend itself."""


def age(person: Record) -> int:
    """Completed years at the reference time."""
    return completed_age(str(person["D5"]), CENSUS_2020)


def has_left(person: Record) -> bool:
    """Whether the person has left the place of the hukou (D9 in 2-9)."""
    return person["D9"] not in {None, NOT_LEFT}


def settled(person: Record) -> bool:
    """Grown up, schooled, never left: another age brings no second contradiction."""
    education = person["D11"]
    return (
        person["D9"] == NOT_LEFT
        and isinstance(education, int)
        and 3 <= education <= 5
        and age(person) >= 18
    )


def set_answers(person: Record | None, **answers: int | str | None) -> bool:
    """Changes answers of the person; False where there is none."""
    if person is None:
        return False
    person.update(answers)
    return True


def cleared(person: Record, items: Iterable[str]) -> None:
    """Takes the answers to items away."""
    for item in items:
        person.pop(item, None)


def month_later(month: str, months: int) -> str:
    """The month ``YYYY-MM`` that comes so many months after another; before it if negative."""
    total = int(month[:4]) * 12 + int(month[5:]) - 1 + months
    return f"{total // 12}-{total % 12 + 1:02d}"
