"""Acts of the cross-check: raising doubts, settling them, answering them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.commands import CheckingCommand, CompareExtract, CrossCheck, ResolveDoubt
from domain.doubt import ASKED_WHEN_CLOSING, BlockDoubts, Doubt, FoundDoubt, RecordExtract
from domain.events import Event
from domain.extract import require_duty
from domain.permissions import Act
from domain.refusal import KeyDestroyed, OwnWork, UnknownDoubt
from ledger.acts.situation import Decision, Handler, Needs, Situation
from ledger.aggregate_ids import AggregateIds

K = TypeVar("K", bound=CheckingCommand)

WAVE = "doubts"


def _doubt_ids(situation: Situation[K]) -> dict[UUID, FoundDoubt]:
    """The findings by the ids of their doubts; the same finding always has the same."""
    named = situation.ids.named
    return {named("doubt", found.name): found for found in situation.command.findings}


def block_doubts_id(ids: AggregateIds, block: str) -> UUID:
    """The aggregate of the doubts about a block."""
    return ids.named("block-doubts", block)


def _checking_needs(situation: Situation[K]) -> Needs:
    command = situation.command
    ids = {*_doubt_ids(situation), *command.open_doubts}
    blocks = {block for found in command.findings for block in found.blocks}
    asked_of: dict[UUID, type[Aggregate]] = dict.fromkeys(ids, Doubt)
    asked_of |= {block_doubts_id(situation.ids, block): BlockDoubts for block in blocks}
    return Needs(aggregates=asked_of)


def _checked(situation: Situation[K], by: Attribution) -> tuple[list[Event], dict[str, object]]:
    """Raise what is new, settle what the rules speak of no more; how many of each."""
    command, found = situation.command, _doubt_ids(situation)
    events: list[Event] = []
    raised = settled = 0
    doubted: defaultdict[str, list[UUID]] = defaultdict(list)
    for doubt_id, finding in found.items():
        doubt = situation.aggregate(Doubt, doubt_id) or Doubt(doubt_id)
        if doubt.found(by, finding, command.as_of):
            raised += 1
            if finding.rule != ASKED_WHEN_CLOSING:
                for block in finding.blocks:
                    doubted[block].append(doubt_id)
        events += doubt.collect_events()
    for block, doubt_ids in doubted.items():
        aggregate_id = block_doubts_id(situation.ids, block)
        of_block = situation.aggregate(BlockDoubts, aggregate_id) or BlockDoubts(aggregate_id)
        of_block.raise_about(by, block, tuple(doubt_ids))
        events += of_block.collect_events()
    for doubt_id in command.open_doubts:
        standing = situation.aggregate(Doubt, doubt_id)
        if standing is not None and doubt_id not in found:
            settled += standing.not_found(by, command.as_of)
            events += standing.collect_events()
    told: Mapping[str, object] = {
        "as_of": command.as_of,
        "found": len(found),
        "raised": raised,
        "settled": settled,
    }
    return events, dict(told)


def _cross_check(situation: Situation[CrossCheck]) -> Decision:
    area = situation.command.area
    situation.permit(Act.CROSS_CHECK, area)
    situation.require_area(area)
    events, told = _checked(situation, situation.by())
    return situation.decided(events, {"area": area, **told})


def _compare_extract(situation: Situation[CompareExtract]) -> Decision:
    command = situation.command
    for block in command.blocks:
        situation.permit(Act.SUPPLY_EXTRACT, block)
    require_duty(situation.roster, situation.appointment, command.source)
    by = situation.by(authority=command.authority)
    extract = RecordExtract(situation.ids.named("extract", str(by.command_id)))
    extract.compare(
        by,
        source=command.source,
        digest=command.digest,
        records=command.records,
        blocks=command.blocks,
        as_of=command.as_of,
    )
    events, told = _checked(situation, by)
    return situation.decided([*extract.collect_events(), *events], told)


def _resolution_needs(situation: Situation[ResolveDoubt]) -> Needs:
    command = situation.command
    return Needs(households=frozenset(command.household_ids), aggregates={command.doubt_id: Doubt})


def _resolve(situation: Situation[ResolveDoubt]) -> Decision:
    command = situation.command
    doubt = situation.aggregate(Doubt, command.doubt_id)
    if doubt is None or set(doubt.household_ids) != set(command.household_ids):
        raise UnknownDoubt
    situation.permit(Act.RESOLVE_DOUBT, doubt.area)
    by = situation.by()
    households = [situation.record(i).household for i in command.household_ids]
    if any(household.worked_on(by.account, by.appointment_id) for household in households):
        raise OwnWork
    key_of = next(iter(doubt.household_ids), situation.appointment.post_id)
    if situation.roster.key_destroyed(key_of):
        raise KeyDestroyed
    doubt.resolve(by, command.outcome, key_of, command.explanation)
    return situation.decided(
        doubt.collect_events(), {"doubt_id": str(doubt.id), "outcome": command.outcome.value}
    )


def _doubt_resolved(command: ResolveDoubt) -> UUID:
    return command.doubt_id


def _checks(_: CheckingCommand) -> str:
    """One check after the other: two may find the same."""
    return WAVE


HANDLERS: Sequence[Handler[Any]] = (
    Handler(CrossCheck, WAVE, _cross_check, _checks, _checking_needs),
    Handler(CompareExtract, WAVE, _compare_extract, _checks, _checking_needs),
    Handler(ResolveDoubt, WAVE, _resolve, _doubt_resolved, _resolution_needs),
)
