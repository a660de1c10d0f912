"""A short form as the object of one line of the exchange format."""

from typing import Any, TypeAlias

from domain.population.deaths import DeathLine, born_in_window, deaths_of_sex
from domain.population.families import Household
from domain.population.natural_person import Record

Form: TypeAlias = dict[str, Any]
"""A form as the object of one line of the exchange format."""


def counts(household: Household, deaths: list[DeathLine]) -> dict[str, int | str | None]:
    """Answers to H1-H4."""
    return {
        "H1": household.type,
        "H2a": household.living,
        "H2b": len(household.records) - household.living,
        "H3m": household.newborn(1) + born_in_window(deaths, 1),
        "H3f": household.newborn(2) + born_in_window(deaths, 2),
        "H4m": deaths_of_sex(deaths, 1),
        "H4f": deaths_of_sex(deaths, 2),
    }


def short_form(
    answers: dict[str, int | str | None], persons: list[Record], deaths: list[DeathLine]
) -> Form:
    """The object of the exchange format for a household with these answers and address."""
    number = f"{answers['district']}{answers['block']}-{answers['hh']}"
    return {
        "form": "short",
        "id": number,
        "household": answers,
        "persons": persons,
        "deaths": deaths,
    }
