"""Buildings, units and households of a block's list, and households that are listed late."""

from __future__ import annotations

import pytest

from domain.attribution import Authority
from domain.canvass import BuildingKind, RegistrationMode
from domain.commands import (
    BuildingLine,
    ClosePhase,
    ConfirmListing,
    ListBuildings,
    ListDwellingUnits,
    ListHouseholds,
    ListingLine,
)
from domain.events import Expected
from domain.phase import CensusPhase
from domain.refusal import ListingUnconfirmed, NotPermitted, UnitNotListed
from ledger.application import BookApplication
from tests.ledger.books import BLOCK, act, registration

HOUSE = BuildingLine(number="0001", kind=BuildingKind.RESIDENTIAL, storeys=3, units=("0002",))
EXPECTED = Expected(persons=2, absent=0, foreigners=False, deaths=False, mode=RegistrationMode.SELF)


def line(unit: str = "0001") -> ListHouseholds:
    listed = ListingLine(number=None, building="0001", unit=unit, expected=EXPECTED)
    return ListHouseholds(block=BLOCK, households=(listed,))


def test_household_is_listed_in_a_unit_of_the_list(book: BookApplication) -> None:
    act(book, "enumerator", ListBuildings(block=BLOCK, buildings=(HOUSE,)))
    with pytest.raises(UnitNotListed):
        act(book, "enumerator", line())
    told = act(book, "enumerator", ListDwellingUnits(block=BLOCK, building="0001", units=("0001",)))
    assert told.result == {"block": BLOCK, "buildings": 1, "units": 2}
    act(book, "enumerator", line())
    act(book, "enumerator", registration())
    assert book.roster().household(BLOCK, "001").expected == EXPECTED


def test_line_from_before_the_list_of_buildings_is_held_to_it(book: BookApplication) -> None:
    act(book, "enumerator", line())
    act(book, "enumerator", ListBuildings(block=BLOCK, buildings=(HOUSE,)))
    with pytest.raises(UnitNotListed):
        act(book, "enumerator", registration())


def test_late_household_is_registered_once_the_supervisor_confirmed_it(
    book: BookApplication,
) -> None:
    document = Authority(document="渝北人普〔2020〕3号", issued_by="渝北区普查办公室")
    act(book, "county-1", ClosePhase(phase=CensusPhase.LISTING, authority=document))
    act(book, "enumerator", line())
    with pytest.raises(ListingUnconfirmed):
        act(book, "enumerator", registration())
    confirmation = ConfirmListing(block=BLOCK, numbers=("001",))
    with pytest.raises(NotPermitted):
        act(book, "enumerator", confirmation)
    act(book, "supervisor", confirmation)
    act(book, "enumerator", registration())
