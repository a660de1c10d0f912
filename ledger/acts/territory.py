"""Acts on blocks and their lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.area import fit_block
from domain.commands import DelineateBlock, ListHouseholds
from domain.events import ListedHousehold
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
        )
        for household_id, line in zip(ids, command.households, strict=True)
    )
    block.extend_list(by, lines)
    events = block.collect_events()
    for line in lines:
        record = HouseholdRecord(Household(line.household_id), {}, situation.census)
        record.list_at(
            by, block=block.code, number=line.number, building=line.building, unit=line.unit
        )
        events += record.collect_events()
    told = [{"number": li.number, "household_id": str(li.household_id)} for li in lines]
    return situation.decided(events, {"block": block.code, "households": told}, ids)


def _delineate(situation: Situation[DelineateBlock]) -> Decision:
    command = situation.command
    situation.permit(Act.DELINEATE, command.code)
    situation.require_in_book(command.code)
    if command.code in situation.roster.blocks:
        raise AlreadyEstablished
    fit_block(command.code, command.urban_rural)
    block = Block(situation.ids.block(command.code))
    block.delineate(situation.by(), code=command.code, urban_rural=command.urban_rural)
    return situation.decided(block.collect_events(), {"block": command.code})


def _block_of(command: ListHouseholds) -> str:
    return command.block


HANDLERS: Sequence[Handler[Any]] = (
    Handler(ListHouseholds, LISTING, _list, _block_of),
    Handler(DelineateBlock, "delineation", _delineate),
)
