"""Acts on comments on a household's record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.commands import MakeComment, ResolveComment
from domain.comment import Comments
from domain.household import Household
from domain.permissions import Act
from domain.refusal import KeyDestroyed, UnknownItem, UnknownPerson
from ledger.acts.situation import Decision, Handler, Needs, Situation
from ledger.aggregate_ids import AggregateIds


def comments_id(ids: AggregateIds, household_id: UUID) -> UUID:
    """The aggregate of the comments on a household."""
    return ids.named("comments", household_id.hex)


def _needs(situation: Situation[MakeComment] | Situation[ResolveComment]) -> Needs:
    household_id = situation.command.household_id
    return Needs(
        households=frozenset({household_id}),
        aggregates={comments_id(situation.ids, household_id): Comments},
    )


def _commented(
    situation: Situation[MakeComment] | Situation[ResolveComment],
) -> tuple[Household, Comments]:
    household = situation.record(situation.command.household_id).household
    situation.permit(Act.COMMENT, household.block)
    if situation.roster.key_destroyed(household.id):
        raise KeyDestroyed
    situation.roster.block(household.block).require_open()
    aggregate_id = comments_id(situation.ids, household.id)
    return household, situation.aggregate(Comments, aggregate_id) or Comments(aggregate_id)


def _make(situation: Situation[MakeComment]) -> Decision:
    command = situation.command
    household, comments = _commented(situation)
    if command.person_id is not None and command.person_id not in household.everyone:
        raise UnknownPerson
    if command.item is not None and not situation.census.forms.asks(command.item):
        raise UnknownItem
    number = comments.make(
        situation.by(),
        household.id,
        item=command.item,
        person_id=command.person_id,
        text=command.text,
    )
    return _decided(situation, household, comments, number)


def _resolve(situation: Situation[ResolveComment]) -> Decision:
    command = situation.command
    household, comments = _commented(situation)
    comments.resolve(situation.by(), household.id, command.comment, command.text)
    return _decided(situation, household, comments, command.comment)


def _decided(
    situation: Situation[MakeComment] | Situation[ResolveComment],
    household: Household,
    comments: Comments,
    number: int,
) -> Decision:
    told = {"household_id": str(household.id), "comment": number}
    # Should the block be closed meanwhile, nothing is added.
    block = situation.roster.block(household.block)
    return situation.decided(
        comments.collect_events(), told, also_rests_on={block.id: block.version}
    )


def _touched(command: MakeComment | ResolveComment) -> UUID:
    return command.household_id


HANDLERS: Sequence[Handler[Any]] = (
    Handler(MakeComment, "comments", _make, _touched, _needs),
    Handler(ResolveComment, "comments", _resolve, _touched, _needs),
)
