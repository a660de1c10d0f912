"""The act that lets a household register itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.commands import IssueSelfRegistration
from domain.permissions import Act
from domain.refusal import KeyDestroyed, WrongStatus
from domain.self_registration import SelfRegistration
from domain.status import AMENDABLE, Status
from ledger.acts.situation import Decision, Handler, Needs, Situation
from ledger.aggregate_ids import AggregateIds


def self_registration_id(ids: AggregateIds, household_id: UUID) -> UUID:
    """The aggregate of a household's codes."""
    return ids.named("self-registration", household_id.hex)


def code_mark(ids: AggregateIds, household_id: UUID, code_digest: str) -> UUID:
    """What is kept of a code: the book's key over the household and the code's SHA-256 in hex."""
    return ids.named("self-registration-code", f"{household_id.hex}/{code_digest}")


def _needs(situation: Situation[IssueSelfRegistration]) -> Needs:
    household_id = situation.command.household_id
    return Needs(
        households=frozenset({household_id}),
        aggregates={self_registration_id(situation.ids, household_id): SelfRegistration},
    )


def _issue(situation: Situation[IssueSelfRegistration]) -> Decision:
    command, ids = situation.command, situation.ids
    household = situation.record(command.household_id).household
    situation.permit(Act.ISSUE_SELF_REGISTRATION, household.block)
    if household.status is not Status.LISTED and household.status not in AMENDABLE:
        raise WrongStatus(household.status.value)
    if situation.roster.key_destroyed(household.id):
        raise KeyDestroyed
    aggregate_id = self_registration_id(ids, household.id)
    code = situation.aggregate(SelfRegistration, aggregate_id) or SelfRegistration(aggregate_id)
    code.issue(situation.by(), household.id, code_mark(ids, household.id, command.code_digest))
    told = {"household_id": str(household.id), "block": household.block}
    return situation.decided(code.collect_events(), {**told, "number": household.number})


def _touched(command: IssueSelfRegistration) -> UUID:
    return command.household_id


HANDLERS: Sequence[Handler[Any]] = (
    Handler(IssueSelfRegistration, "self-registration", _issue, _touched, _needs),
)
