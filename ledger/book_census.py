"""The census that a book is kept under: its first entry says which, and holds another's definition.

Another census is another definition, not another program: whoever has the book has the definition.
"""

from __future__ import annotations

import json

from domain.census import (
    CENSUS_2020,
    CensusDefinition,
    CensusDefinitionError,
    censuses,
    load_census,
)
from domain.events import BookOpened, Event
from ledger.errors import CensusUnknown


def defined_census(definition: str) -> CensusDefinition:
    """The census that a JSON text defines.

    Raises:
        CensusDefinitionError: the text is none, or defines no census.
    """
    try:
        raw = json.loads(definition)
    except ValueError:
        raise CensusDefinitionError("", "not-json") from None
    if not isinstance(raw, dict):
        raise CensusDefinitionError("", "not-json")
    return load_census(raw)


def census_of(first: Event | None) -> CensusDefinition:
    """The census of a book from its first event; that of 2020 where nothing is written yet.

    Raises:
        CensusUnknown: the program does not bring it along, and the book does not define it.
    """
    if not isinstance(first, BookOpened):
        return CENSUS_2020
    if first.definition is not None:
        return defined_census(first.definition)
    try:
        return censuses()[first.census]
    except KeyError:
        raise CensusUnknown(first.census) from None
