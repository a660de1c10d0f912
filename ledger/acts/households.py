"""Acts on one household's record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from domain.attribution import Attribution, Authority
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    CorrectHousehold,
    DestroyHouseholdKey,
    HouseholdCommand,
    RegisterHousehold,
    ReturnHousehold,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.household_record import HouseholdRecord
from domain.permissions import Act
from domain.refusal import KeyDestroyed
from domain.status import CORRECTABLE, LEVEL_OF_ROLE
from ledger.acts.situation import Decision, Handler, Needs, Situation, new_ids

H = TypeVar("H", bound=HouseholdCommand)
_Place: TypeAlias = tuple[str, str]


def told(record: HouseholdRecord) -> dict[str, object]:
    """What a receipt tells of a household."""
    household = record.household
    return {
        "household_id": str(household.id),
        "version": household.version,
        "status": household.status.value,
        "person_ids": [str(i) for i in household.person_ids],
    }


def author(
    situation: Situation[H] | Situation[RegisterHousehold],
    record: HouseholdRecord,
    act: Act,
    *,
    reason: str | None = None,
    authority: Authority | None = None,
) -> Attribution:
    """Who answers for an act on a household, once it is permitted there.

    Raises:
        NotPermitted, OutsideArea: the sender may not.
        KeyDestroyed: the act needs the household's key, which is gone.
        StaleVersion: the record changed since the sender read it.
    """
    situation.permit(act, record.household.block)
    gone = situation.roster.key_destroyed(record.household.id)
    if gone and situation.command.needs_key:
        raise KeyDestroyed
    command = situation.command
    if isinstance(command, HouseholdCommand):
        record.expect(command.expected_version)
    return situation.by(reason=reason, authority=authority)


def _decided(situation: Situation[H], record: HouseholdRecord) -> Decision:
    return situation.decided(record.collect_events(), told(record))


def needs_household(situation: Situation[H]) -> Needs:
    """The household that a command names, without its persons."""
    return Needs(households=frozenset({situation.command.household_id}))


def needs_whole_household(situation: Situation[H]) -> Needs:
    """The household that a command names, with its persons and all that is personal."""
    only = frozenset({situation.command.household_id})
    return Needs(households=only, whole=only)


def household_touched(command: HouseholdCommand) -> UUID:
    """The household that a command names."""
    return command.household_id


def _place(command: RegisterHousehold) -> _Place:
    address = command.form.address
    return address.block_code, address.number


def _line(situation: Situation[RegisterHousehold]) -> UUID:
    block, number = _place(situation.command)
    return situation.roster.household(block, number).household_id


def _registration_needs(situation: Situation[RegisterHousehold]) -> Needs:
    # An area that is not the sender's is not told whether it has a line of that number.
    block, _ = _place(situation.command)
    situation.roster.block(block)
    situation.permit(Act.REGISTER, block)
    return Needs(households=frozenset({_line(situation)}))


def _register(situation: Situation[RegisterHousehold]) -> Decision:
    command = situation.command
    record = situation.record(_line(situation))
    by = author(situation, record, Act.REGISTER)
    record.register(by, command.form, new_ids(len(command.form.persons)), command.explanations)
    return situation.decided(record.collect_events(), told(record))


def _submit(situation: Situation[SubmitHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(situation, record, Act.SUBMIT)
    record.submit(by, command.declaration, command.explanations)
    return _decided(situation, record)


def _return(situation: Situation[ReturnHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(situation, record, Act.RETURN, reason=command.reason.value)
    record.send_back(by, LEVEL_OF_ROLE[situation.appointment.role], command.remarks)
    return _decided(situation, record)


def _approve(situation: Situation[ApproveHousehold]) -> Decision:
    record = situation.record(situation.command.household_id)
    by = author(situation, record, Act.APPROVE)
    record.approve(by, LEVEL_OF_ROLE[situation.appointment.role])
    return _decided(situation, record)


def _amend(situation: Situation[AmendHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(situation, record, Act.AMEND, reason=command.reason.value)
    ids = new_ids(len(command.revision.added))
    record.amend(by, command.revision, ids, command.explanations)
    return _decided(situation, record)


def _correct(situation: Situation[CorrectHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(
        situation,
        record,
        Act.CORRECT,
        reason=command.reason.value,
        authority=command.authority,
    )
    ids = new_ids(len(command.revision.added))
    record.correct(by, command.revision, ids, command.explanations)
    return _decided(situation, record)


def _withdraw(situation: Situation[WithdrawHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    approved = record.household.status in CORRECTABLE
    act = Act.WITHDRAW_APPROVED if approved else Act.WITHDRAW
    by = author(situation, record, act, reason=command.reason.value, authority=command.authority)
    record.withdraw(by, command.duplicate_of)
    return _decided(situation, record)


def _destroy_key(situation: Situation[DestroyHouseholdKey]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(situation, record, Act.DESTROY_KEYS, authority=command.authority)
    record.household.destroy_key(by)
    return _decided(situation, record)


WAVE = "households"
"""Acts on households that are on record."""

HANDLERS: Sequence[Handler[Any]] = (
    Handler(RegisterHousehold, "registration", _register, _place, _registration_needs),
    Handler(SubmitHousehold, WAVE, _submit, household_touched, needs_household),
    Handler(ReturnHousehold, WAVE, _return, household_touched, needs_household),
    Handler(ApproveHousehold, WAVE, _approve, household_touched, needs_household),
    Handler(AmendHousehold, WAVE, _amend, household_touched, needs_whole_household),
    Handler(CorrectHousehold, WAVE, _correct, household_touched, needs_whole_household),
    Handler(WithdrawHousehold, WAVE, _withdraw, household_touched, needs_household),
    Handler(DestroyHouseholdKey, WAVE, _destroy_key, household_touched, needs_household),
)
