"""Which mistakes and oddities there are, and putting one of them into a household."""

from collections.abc import Mapping
from random import Random
from typing import Any

from domain.population.identities import Identities
from domain.population.planting.draft import Draft, Planter
from domain.population.planting.education import EDUCATION_MISTAKES, EDUCATION_ODDITIES
from domain.population.planting.household import HOUSEHOLD_MISTAKES, HOUSEHOLD_ODDITIES
from domain.population.planting.identity import IDENTITY_MISTAKES, IDENTITY_ODDITIES
from domain.population.planting.kinship import KINSHIP_MISTAKES, KINSHIP_ODDITIES
from domain.population.planting.residence import RESIDENCE_MISTAKES, RESIDENCE_ODDITIES

MISTAKES: Mapping[str, Planter] = {
    **IDENTITY_MISTAKES,
    **RESIDENCE_MISTAKES,
    **EDUCATION_MISTAKES,
    **KINSHIP_MISTAKES,
    **HOUSEHOLD_MISTAKES,
}
"""By the id of the rule that owns the mistake."""

ODDITIES: Mapping[str, Planter] = {
    **IDENTITY_ODDITIES,
    **RESIDENCE_ODDITIES,
    **EDUCATION_ODDITIES,
    **KINSHIP_ODDITIES,
    **HOUSEHOLD_ODDITIES,
}
"""What is true and yet unusual, by the one warning that it draws."""

_MISTAKE_RULES = tuple(MISTAKES)
_ODDITY_RULES = tuple(ODDITIES)


def plant_mistake(form: dict[str, Any], rng: Random, identities: Identities) -> str | None:
    """Puts one mistake into a clean form, drawn among those that it lends itself to.

    Gives the id of the rule that owns it; None where the form lends itself to none.
    """
    return _plant(Draft(form, rng, identities), _MISTAKE_RULES, MISTAKES)


def plant_oddity(form: dict[str, Any], rng: Random, identities: Identities) -> str | None:
    """Puts one oddity into a clean form, as :func:`plant_mistake` does with a mistake."""
    return _plant(Draft(form, rng, identities), _ODDITY_RULES, ODDITIES)


def _plant(draft: Draft, rules: tuple[str, ...], planters: Mapping[str, Planter]) -> str | None:
    order = draft.rng.sample(rules, len(rules))
    return next((rule for rule in order if planters[rule](draft)), None)
