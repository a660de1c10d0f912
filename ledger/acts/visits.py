"""Acts on visits to households."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.commands import RecordVisit
from domain.permissions import Act
from domain.refusal import KeyDestroyed, WrongStatus
from domain.status import Status
from domain.visit import Visits
from ledger.acts.situation import Decision, Handler, Needs, Situation
from ledger.aggregate_ids import AggregateIds


def visits_id(ids: AggregateIds, household_id: UUID) -> UUID:
    """The aggregate of the visits to a household."""
    return ids.named("visits", household_id.hex)


def _needs(situation: Situation[RecordVisit]) -> Needs:
    household_id = situation.command.household_id
    return Needs(
        households=frozenset({household_id}),
        aggregates={visits_id(situation.ids, household_id): Visits},
    )


def _record(situation: Situation[RecordVisit]) -> Decision:
    command = situation.command
    household = situation.record(command.household_id).household
    situation.permit(Act.VISIT, household.block)
    block = situation.roster.block(household.block)
    block.require_open()
    if situation.roster.key_destroyed(household.id) and command.needs_key:
        raise KeyDestroyed
    if household.status is Status.WITHDRAWN:
        raise WrongStatus(household.status.value)
    aggregate_id = visits_id(situation.ids, household.id)
    visits = situation.aggregate(Visits, aggregate_id) or Visits(aggregate_id)
    visits.make(
        situation.by(),
        household.id,
        outcome=command.outcome,
        next_visit=command.next_visit,
        remark=command.remark,
    )
    told = {
        "household_id": str(household.id),
        "visits": len(visits.outcomes),
        "proposes_withdrawal": visits.proposes_withdrawal,
    }
    # Should the block be closed meanwhile, nobody goes there any more.
    return situation.decided(visits.collect_events(), told, also_rests_on={block.id: block.version})


def _touched(command: RecordVisit) -> UUID:
    return command.household_id


HANDLERS: Sequence[Handler[Any]] = (Handler(RecordVisit, "visits", _record, _touched, _needs),)
