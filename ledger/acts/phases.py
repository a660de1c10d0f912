"""Acts on the calendar, and the closing and reopening of blocks and areas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain.aggregate import Aggregate
from domain.area import BLOCK, COUNTY, DISTRICT, TOWNSHIP
from domain.commands import (
    ApproveEarlyRegistration,
    CloseArea,
    CloseBlock,
    ClosePhase,
    OpenPhase,
    ReopenBlock,
)
from domain.comment import Comments
from domain.doubt import BlockDoubts, Doubt, DoubtState
from domain.permissions import Act
from domain.refusal import UnfitArea, UnknownBlock
from domain.roster import Roster
from ledger.acts.comments import comments_id
from ledger.acts.doubts import block_doubts_id
from ledger.acts.situation import Decision, Handler, Needs, Situation

_PARTS = {DISTRICT: BLOCK, TOWNSHIP: DISTRICT, COUNTY: TOWNSHIP}
"""Digits of an area's parts, by those of its own code."""


def _open_phase(situation: Situation[OpenPhase]) -> Decision:
    command = situation.command
    situation.permit(Act.OPEN_PHASE, situation.book)
    book = situation.book_itself()
    by = situation.by(authority=command.authority)
    today = date.fromisoformat(situation.today)
    book.open_phase(by, command.phase, situation.census, today)
    return situation.decided(book.collect_events(), {"phase": command.phase.value})


def _close_phase(situation: Situation[ClosePhase]) -> Decision:
    command = situation.command
    situation.permit(Act.OPEN_PHASE, situation.book)
    book = situation.book_itself()
    by = situation.by(authority=command.authority)
    today = date.fromisoformat(situation.today)
    book.close_phase(by, command.phase, situation.census, today)
    return situation.decided(book.collect_events(), {"phase": command.phase.value})


def _approve_early(situation: Situation[ApproveEarlyRegistration]) -> Decision:
    township = situation.command.township
    situation.permit(Act.APPROVE_EARLY, township)
    situation.require_in_book(township)
    if len(township) != TOWNSHIP:
        raise UnfitArea
    book = situation.book_itself()
    book.approve_early(situation.by(authority=situation.command.authority), township)
    return situation.decided(book.collect_events(), {"township": township})


def _households_of(situation: Situation[CloseBlock]) -> list[UUID]:
    block = situation.roster.block(situation.command.block)
    return [line.household_id for line in block.households.values()]


def _closing_needs(situation: Situation[CloseBlock]) -> Needs:
    situation.permit(Act.CLOSE_BLOCK, situation.command.block)
    households = _households_of(situation)
    asked_of: dict[UUID, type[Aggregate]] = dict.fromkeys(situation.command.doubts, Doubt)
    asked_of[block_doubts_id(situation.ids, situation.command.block)] = BlockDoubts
    asked_of |= {comments_id(situation.ids, i): Comments for i in households}
    return Needs(households=frozenset(households), aggregates=asked_of)


def _close_block(situation: Situation[CloseBlock]) -> Decision:
    block = situation.block(situation.command.block)
    households = [situation.record(i).household for i in _households_of(situation)]
    # A record that changes meanwhile, a comment or a doubt that comes, is looked at anew.
    rests_on = {household.id: household.version for household in households}
    open_comments = 0
    for household in households:
        aggregate_id = comments_id(situation.ids, household.id)
        comments = situation.aggregate(Comments, aggregate_id) or Comments(aggregate_id)
        rests_on[aggregate_id] = comments.version
        open_comments += len(comments.unresolved)
    doubts_id = block_doubts_id(situation.ids, block.code)
    doubted = situation.aggregate(BlockDoubts, doubts_id) or BlockDoubts(doubts_id)
    rests_on[doubts_id] = doubted.version
    open_doubts = sum(_is_open(situation, doubt_id) for doubt_id in doubted.doubt_ids)
    block.close(
        situation.by(),
        {household.id: household.status for household in households},
        {"open_comments": open_comments, "open_doubts": open_doubts},
    )
    told = {"block": block.code}
    return situation.decided(block.collect_events(), told, also_rests_on=rests_on)


def _is_open(situation: Situation[CloseBlock], doubt_id: UUID) -> bool:
    doubt = situation.aggregate(Doubt, doubt_id)
    # One that the service did not know of yet was raised just now.
    return doubt is None or doubt.state is DoubtState.OPEN


def _reopen_block(situation: Situation[ReopenBlock]) -> Decision:
    command = situation.command
    situation.permit(Act.REOPEN_BLOCK, command.block)
    by = situation.by(reason=command.reason.value, authority=command.authority)
    block, book = situation.block(command.block), situation.book_itself()
    block.reopen(by)
    book.reopen_areas_of(by, block.code)
    events = block.collect_events() + book.collect_events()
    return situation.decided(events, {"block": block.code})


def _close_area(situation: Situation[CloseArea]) -> Decision:
    area = situation.command.area
    situation.permit(Act.CLOSE_AREA, area)
    situation.require_in_book(area)
    roster, book = situation.roster, situation.book_itself()
    parts = _parts(roster, area)
    open_below = tuple(part for part in parts if not _is_closed(roster, part))
    book.close_area(situation.by(), area, open_below)
    # Should a block be reopened meanwhile, the area is looked at anew.
    blocks = {b.id: b.version for b in roster.blocks.values() if b.code in parts}
    return situation.decided(book.collect_events(), {"area": area}, also_rests_on=blocks)


def _parts(roster: Roster, area: str) -> list[str]:
    """The parts of an area, one level down, in which blocks were drawn.

    Raises:
        UnfitArea: the code is no district's, township's or county's.
        UnknownBlock: no block was drawn in the area.
    """
    digits = _PARTS.get(len(area))
    if digits is None:
        raise UnfitArea
    parts = sorted({code[:digits] for code in roster.blocks if code.startswith(area)})
    if not parts:
        raise UnknownBlock
    return parts


def _is_closed(roster: Roster, part: str) -> bool:
    if len(part) == BLOCK:
        return roster.blocks[part].closed
    return roster.book is not None and part in roster.book.closed_areas


def _the_book(_: Any) -> str:
    return "book"


def _block_of(command: CloseBlock | ReopenBlock) -> str:
    return command.block


PHASES = "phases"
CLOSING = "closing"

HANDLERS: Sequence[Handler[Any]] = (
    Handler(OpenPhase, PHASES, _open_phase, _the_book),
    Handler(ClosePhase, PHASES, _close_phase, _the_book),
    Handler(ApproveEarlyRegistration, PHASES, _approve_early, _the_book),
    Handler(CloseBlock, CLOSING, _close_block, _block_of, _closing_needs),
    Handler(ReopenBlock, "reopening", _reopen_block, _the_book),
    Handler(CloseArea, "area-closing", _close_area, _the_book),
)
