"""The censuses that the program brings along, and the definition of any other."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from domain.census_definition import (
    CensusDefinition,
    Phase,
    PhaseCode,
    Sampling,
    Staffing,
)
from domain.census_file import CensusDefinitionError, load_census
from domain.thresholds import HouseholdThresholds, PersonThresholds

__all__ = [
    "CENSUS_2020",
    "CensusDefinition",
    "CensusDefinitionError",
    "HouseholdThresholds",
    "PersonThresholds",
    "Phase",
    "PhaseCode",
    "Sampling",
    "Staffing",
    "censuses",
    "load_census",
]


@cache
def censuses() -> Mapping[str, CensusDefinition]:
    """The built-in censuses by code."""
    folder = files("domain") / "data" / "censuses"
    loaded = [load_census(file) for file in folder.iterdir() if file.name.endswith(".json")]
    return MappingProxyType({census.code: census for census in sorted(loaded, key=_code)})


def _code(census: CensusDefinition) -> str:
    return census.code


CENSUS_2020 = censuses()["CN-2020"]
"""The seventh national population census of China."""
