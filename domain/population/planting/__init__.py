"""Mistakes put into clean households on purpose, each owned by the rule that must find it."""

from domain.population.planting.draft import Draft, Planter
from domain.population.planting.plan import MISTAKES, ODDITIES, plant_mistake, plant_oddity

__all__ = [
    "MISTAKES",
    "ODDITIES",
    "Draft",
    "Planter",
    "plant_mistake",
    "plant_oddity",
]
