"""Mistakes put into clean households on purpose, each owned by the rule that must find it."""

from domain.population.planting.dead import DEATH_MISTAKES
from domain.population.planting.draft import Draft, Planter
from domain.population.planting.foreigner import FOREIGNER_MISTAKES
from domain.population.planting.plan import (
    LONG_MISTAKES,
    MISTAKES,
    ODDITIES,
    plant_mistake,
    plant_oddity,
)

__all__ = [
    "DEATH_MISTAKES",
    "FOREIGNER_MISTAKES",
    "LONG_MISTAKES",
    "MISTAKES",
    "ODDITIES",
    "Draft",
    "Planter",
    "plant_mistake",
    "plant_oddity",
]
