"""Which mistakes and oddities there are, and putting one of them into a household."""

from collections.abc import Mapping
from random import Random
from typing import Any

from domain.population.identities import Identities
from domain.population.planting.children import CHILDREN_MISTAKES
from domain.population.planting.dead import DEATH_MISTAKES
from domain.population.planting.draft import Draft, Planter
from domain.population.planting.education import EDUCATION_MISTAKES, EDUCATION_ODDITIES
from domain.population.planting.foreigner import FOREIGNER_MISTAKES
from domain.population.planting.household import HOUSEHOLD_MISTAKES, HOUSEHOLD_ODDITIES
from domain.population.planting.housing import HOUSING_MISTAKES
from domain.population.planting.identity import IDENTITY_MISTAKES, IDENTITY_ODDITIES
from domain.population.planting.kinship import KINSHIP_MISTAKES, KINSHIP_ODDITIES
from domain.population.planting.marriage import MARRIAGE_MISTAKES
from domain.population.planting.old_age import OLD_AGE_MISTAKES
from domain.population.planting.origin import ORIGIN_MISTAKES
from domain.population.planting.residence import RESIDENCE_MISTAKES, RESIDENCE_ODDITIES
from domain.population.planting.work import WORK_MISTAKES

MISTAKES: Mapping[str, Planter] = {
    **IDENTITY_MISTAKES,
    **RESIDENCE_MISTAKES,
    **EDUCATION_MISTAKES,
    **KINSHIP_MISTAKES,
    **HOUSEHOLD_MISTAKES,
}
"""Mistakes of the short form, by the id of the rule that owns each."""

LONG_MISTAKES: Mapping[str, Planter] = {
    **ORIGIN_MISTAKES,
    **WORK_MISTAKES,
    **MARRIAGE_MISTAKES,
    **CHILDREN_MISTAKES,
    **OLD_AGE_MISTAKES,
    **HOUSING_MISTAKES,
}
"""The same for what only the long form asks."""

ODDITIES: Mapping[str, Planter] = {
    **IDENTITY_ODDITIES,
    **RESIDENCE_ODDITIES,
    **EDUCATION_ODDITIES,
    **KINSHIP_ODDITIES,
    **HOUSEHOLD_ODDITIES,
}
"""What is true and yet unusual, by the one warning that it draws."""

_ODDITY_RULES = tuple(ODDITIES)
_OF_FORM: Mapping[str, Mapping[str, Planter]] = {
    "short": MISTAKES,
    "long": LONG_MISTAKES,
    "death": DEATH_MISTAKES,
    "foreign": FOREIGNER_MISTAKES,
}


def plant_mistake(form: dict[str, Any], rng: Random, identities: Identities) -> str | None:
    """Puts one mistake into a clean form, drawn among those that it lends itself to.

    Gives the id of the rule that owns it; None where the form lends itself to none.
    """
    mistakes = _OF_FORM[form["form"]]
    return _plant(Draft(form, rng, identities), tuple(mistakes), mistakes)


def plant_oddity(form: dict[str, Any], rng: Random, identities: Identities) -> str | None:
    """Puts one oddity into a clean short form, as :func:`plant_mistake` does with a mistake."""
    return _plant(Draft(form, rng, identities), _ODDITY_RULES, ODDITIES)


def _plant(draft: Draft, rules: tuple[str, ...], planters: Mapping[str, Planter]) -> str | None:
    order = draft.rng.sample(rules, len(rules))
    return next((rule for rule in order if planters[rule](draft)), None)
