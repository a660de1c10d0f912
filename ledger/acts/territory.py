"""Acts on blocks and their lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.area import fit_block
from domain.commands import (
    ConfirmListing,
    DelineateBlock,
    ListBuildings,
    ListDwellingUnits,
    ListHouseholds,
)
from domain.events import ListedBuilding, ListedHousehold
from domain.household import Household
from domain.household_record import HouseholdRecord
from domain.permissions import Act
from domain.refusal import AlreadyEstablished, KeyDestroyed
from domain.territory import Block
from ledger.acts.situation import Decision, Handler, Situation, new_ids

LISTING = "listing"
"""The wave of listings: many may extend one block's list, one after the other."""


def _list(situation: Situation[ListHouseholds]) -> Decision:
    command = situation.command
    block = situation.block(command.block)
    situation.permit(Act.LIST, block.code)
    if situation.roster.book_destroyed is not None:
        raise KeyDestroyed
    by = situation.by()
    numbers = block.free_numbers()
    ids = new_ids(len(command.households))
    lines = tuple(
        ListedHousehold(
            household_id=household_id,
            number=line.number or next(numbers),
            building=line.building,
            unit=line.unit,
            expected=line.expected,
        )
        for household_id, line in zip(ids, command.households, strict=True)
    )
    block.extend_list(by, lines, late=situation.book_itself().listed_late(block.code))
    events = block.collect_events()
    for line in lines:
        record = HouseholdRecord(Household(line.household_id), {}, situation.census)
        record.list_at(
            by, block=block.code, number=line.number, building=line.building, unit=line.unit
        )
        events += record.collect_events()
    told = [{"number": li.number, "household_id": str(li.household_id)} for li in lines]
    return situation.decided(events, {"block": block.code, "households": told}, ids)


def _list_buildings(situation: Situation[ListBuildings]) -> Decision:
    command = situation.command
    block = situation.block(command.block)
    situation.permit(Act.LIST, block.code)
    buildings = tuple(
        ListedBuilding(number=b.number, kind=b.kind, storeys=b.storeys, units=b.units)
        for b in command.buildings
    )
    block.list_buildings(situation.by(), buildings)
    return _extended(situation, block)


def _list_units(situation: Situation[ListDwellingUnits]) -> Decision:
    command = situation.command
    block = situation.block(command.block)
    situation.permit(Act.LIST, block.code)
    block.list_units(situation.by(), command.building, command.units)
    return _extended(situation, block)


def _extended(
    situation: Situation[ListBuildings] | Situation[ListDwellingUnits], block: Block
) -> Decision:
    told = {"block": block.code, "buildings": len(block.buildings), "units": len(block.units)}
    return situation.decided(block.collect_events(), told)


def _confirm(situation: Situation[ConfirmListing]) -> Decision:
    command = situation.command
    block = situation.block(command.block)
    situation.permit(Act.CONFIRM_LISTING, block.code)
    block.confirm(situation.by(), command.numbers)
    told = {"block": block.code, "unconfirmed": sorted(block.unconfirmed)}
    return situation.decided(block.collect_events(), told)


def _delineate(situation: Situation[DelineateBlock]) -> Decision:
    command = situation.command
    situation.permit(Act.DELINEATE, command.code)
    situation.require_in_book(command.code)
    if command.code in situation.roster.blocks:
        raise AlreadyEstablished
    fit_block(command.code, command.urban_rural)
    book = situation.book_itself()
    book.require_area_open(command.code)
    block = Block(situation.ids.block(command.code))
    block.delineate(situation.by(), code=command.code, urban_rural=command.urban_rural)
    # Should the area be closed meanwhile, no block is drawn in it.
    return situation.decided(
        block.collect_events(), {"block": command.code}, also_rests_on={book.id: book.version}
    )


def _block_of(
    command: ListHouseholds | ListBuildings | ListDwellingUnits | ConfirmListing,
) -> str:
    return command.block


HANDLERS: Sequence[Handler[Any]] = (
    Handler(ListBuildings, LISTING, _list_buildings, _block_of),
    Handler(ListDwellingUnits, LISTING, _list_units, _block_of),
    Handler(ListHouseholds, LISTING, _list, _block_of),
    Handler(ConfirmListing, LISTING, _confirm, _block_of),
    Handler(DelineateBlock, "delineation", _delineate),
)
