"""Acts by which persons change forms, or one of two registrations of a person goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from domain.attribution import Attribution
from domain.book_transfer import BookTransfer
from domain.bookkeeping import accept_in, announce_out, merge, move, resolve_duplicate, split
from domain.commands import (
    AcceptTransferIn,
    AnnounceTransferOut,
    BookkeepingCommand,
    MergeHouseholds,
    MovePersons,
    ResolveDuplicate,
    SplitHousehold,
    TransferCommand,
)
from domain.events import Event
from domain.household_record import HouseholdRecord
from domain.permissions import Act
from domain.refusal import KeyDestroyed, UnfitTransfer
from domain.refusal.bookkeeping import Misfit
from ledger.acts.households import told
from ledger.acts.situation import Decision, Handler, Needs, Situation, new_ids

B = TypeVar("B", bound=BookkeepingCommand)
T = TypeVar("T", bound=TransferCommand)

_BetweenBooks: TypeAlias = Situation[AnnounceTransferOut] | Situation[AcceptTransferIn]

WAVE = "bookkeeping"


def _author(situation: Situation[B], *records: HouseholdRecord) -> Attribution:
    """Who answers for an act on all these households, once it is permitted at each.

    Raises:
        NotPermitted, OutsideArea: the sender may not, at one of them.
        KeyDestroyed: the key of one is gone.
        StaleVersion: the first changed since the sender read it.
    """
    for record in records:
        act = Act.MOVE_APPROVED if record.household.approved else Act.MOVE_PERSONS
        situation.permit(act, record.household.block)
        if situation.roster.key_destroyed(record.household.id):
            raise KeyDestroyed
    command = situation.command
    records[0].expect(command.expected_version)
    return situation.by(reason=command.reason.value, authority=command.authority)


def _both(situation: Situation[T]) -> tuple[HouseholdRecord, HouseholdRecord, Attribution]:
    source = situation.record(situation.command.household_id)
    target = situation.record(situation.command.to_household_id)
    by = _author(situation, source, target)
    target.expect(situation.command.to_expected_version)
    return source, target, by


def _decided(
    situation: Situation[T], source: HouseholdRecord, target: HouseholdRecord, events: list[Event]
) -> Decision:
    return situation.decided(events, {**told(source), "other": told(target)})


def _move(situation: Situation[MovePersons]) -> Decision:
    source, target, by = _both(situation)
    return _decided(situation, source, target, move(source, target, by, situation.command))


def _split(situation: Situation[SplitHousehold]) -> Decision:
    source, target, by = _both(situation)
    line = target.household
    # The second household is registered by this: what keeps it from that, keeps it from this.
    block = situation.roster.block(line.block)
    block.require_registrable(line.number)
    situation.rests_on[block.id] = block.version
    return _decided(situation, source, target, split(source, target, by, situation.command))


def _merge(situation: Situation[MergeHouseholds]) -> Decision:
    source, target, by = _both(situation)
    return _decided(situation, source, target, merge(source, target, by, situation.command))


def _resolve_duplicate(situation: Situation[ResolveDuplicate]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    other = situation.record(command.other_household_id)
    by = _author(situation, record, other)
    events = resolve_duplicate(record, other, by, command)
    # The registration that stays must still be there when the other goes.
    rests_on = {other.household.id: other.household.version}
    return situation.decided(events, told(record), also_rests_on=rests_on)


def _announce_out(situation: Situation[AnnounceTransferOut]) -> Decision:
    record = situation.record(situation.command.household_id)
    by = _author(situation, record)
    half = _half(situation)
    half.record(by, situation.command.transfer_id, record.household.id)
    events = announce_out(record, by, situation.command)
    return situation.decided([*events, *half.collect_events()], told(record))


def _accept_in(situation: Situation[AcceptTransferIn]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = _author(situation, record)
    half = _half(situation)
    half.record(by, command.transfer_id, record.household.id)
    events = accept_in(record, by, command, new_ids(len(command.persons)))
    return situation.decided([*events, *half.collect_events()], told(record))


def _half_id(situation: _BetweenBooks) -> UUID:
    command = situation.command
    half = "transfer-out" if isinstance(command, AnnounceTransferOut) else "transfer-in"
    return situation.ids.named(half, command.transfer_id.hex)


def _half(situation: _BetweenBooks) -> BookTransfer:
    """This book's half of a transfer with another.

    Raises:
        UnfitTransfer: the other book is this one.
    """
    if situation.command.other_book == situation.book:
        raise UnfitTransfer(Misfit.OTHER_BOOK)
    aggregate_id = _half_id(situation)
    return situation.aggregate(BookTransfer, aggregate_id) or BookTransfer(aggregate_id)


def _needs_both(situation: Situation[T]) -> Needs:
    command = situation.command
    both = frozenset({command.household_id, command.to_household_id})
    return Needs(households=both, whole=both)


def _needs_the_other(situation: Situation[ResolveDuplicate]) -> Needs:
    command = situation.command
    both = frozenset({command.household_id, command.other_household_id})
    return Needs(households=both, whole=both)


def _needs_household_and_half(situation: _BetweenBooks) -> Needs:
    only = frozenset({situation.command.household_id})
    return Needs(households=only, whole=only, aggregates={_half_id(situation): BookTransfer})


def _one_at_a_time(_: BookkeepingCommand) -> str:
    """Each touches two records, which another may touch too."""
    return WAVE


HANDLERS: Sequence[Handler[Any]] = (
    Handler(MovePersons, WAVE, _move, _one_at_a_time, _needs_both),
    Handler(SplitHousehold, WAVE, _split, _one_at_a_time, _needs_both),
    Handler(MergeHouseholds, WAVE, _merge, _one_at_a_time, _needs_both),
    Handler(ResolveDuplicate, WAVE, _resolve_duplicate, _one_at_a_time, _needs_the_other),
    Handler(AnnounceTransferOut, WAVE, _announce_out, _one_at_a_time, _needs_household_and_half),
    Handler(AcceptTransferIn, WAVE, _accept_in, _one_at_a_time, _needs_household_and_half),
)
