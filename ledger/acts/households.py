"""Acts on one household's record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from domain.attribution import Attribution, Authority, Channel
from domain.coding import require_uncoded
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    CodePerson,
    CorrectHousehold,
    DestroyHouseholdKey,
    HouseholdCommand,
    RegisterHousehold,
    ReopenHousehold,
    ReturnHousehold,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.household_record import HouseholdRecord
from domain.permissions import RESPONDENTS_ACTS, Act
from domain.refusal import InstitutionOnly, KeyDestroyed, OutsideArea, OwnWork
from domain.sample import require_drawn
from domain.status import LEVEL_OF_ROLE, Role
from domain.visit import Visits
from ledger.acts.situation import Decision, Handler, Needs, Situation, new_ids
from ledger.acts.visits import visits_id

_OFFICES = frozenset({Role.TOWNSHIP_OFFICE, Role.COUNTY_OFFICE})
_COLLECTIVE = 2
"""The answer to H1 of a collective household (集体户)."""

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
        **(
            {"foreign_ids": [str(i) for i in household.foreign_ids]}
            if household.foreign_ids
            else {}
        ),
    }


def author(
    situation: Situation[H] | Situation[RegisterHousehold] | Situation[CodePerson],
    record: HouseholdRecord,
    act: Act,
    *,
    reason: str | None = None,
    authority: Authority | None = None,
) -> Attribution:
    """Who answers for an act on a household, once it is permitted there.

    Raises:
        NotPermitted, OutsideArea: the sender may not.
        InstitutionOnly: an office registers no other household.
        KeyDestroyed: the act needs the household's key, which is gone.
        StaleVersion: the record changed since the sender read it.
    """
    situation.permit(act, record.household.block)
    respondent = situation.envelope.respondent
    if respondent is not None and respondent.household_id != record.household.id:
        raise OutsideArea
    if act in RESPONDENTS_ACTS and respondent is None and situation.appointment.role in _OFFICES:
        _require_institution(situation, record)
    gone = situation.roster.key_destroyed(record.household.id)
    if gone and situation.command.needs_key:
        raise KeyDestroyed
    command = situation.command
    if isinstance(command, HouseholdCommand):
        record.expect(command.expected_version)
    return situation.by(reason=reason, authority=authority)


def _require_institution(
    situation: Situation[H] | Situation[RegisterHousehold] | Situation[CodePerson],
    record: HouseholdRecord,
) -> None:
    """Let an office register, amend and submit collective households, and no other.

    Raises:
        InstitutionOnly: it is another, or would be one.
    """
    command, kinds = situation.command, [record.household.answers.get("H1")]
    match command:
        case RegisterHousehold():
            kinds = [command.form.answers.get("H1", *kinds)]
        case AmendHousehold():
            kinds.append(command.revision.household.get("H1", _COLLECTIVE))
    if any(kind != _COLLECTIVE for kind in kinds):
        raise InstitutionOnly


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


def _require_own_line(situation: Situation[RegisterHousehold], block: str, number: str) -> None:
    """Tell a household of no line but its own whether it is there.

    Raises:
        OutsideArea: a household sends the form, and the line is not its own.
    """
    respondent = situation.envelope.respondent
    if respondent is None:
        return
    drawn = situation.roster.blocks.get(block)
    line = None if drawn is None else drawn.households.get(number)
    if line is None or line.household_id != respondent.household_id:
        raise OutsideArea


def _registration_needs(situation: Situation[RegisterHousehold]) -> Needs:
    # An area that is not the sender's is not told whether it has a line of that number.
    block, number = _place(situation.command)
    _require_own_line(situation, block, number)
    situation.roster.block(block)
    situation.permit(Act.REGISTER, block)
    line = _line(situation)
    situation.roster.block(block).require_registrable(number)
    only = frozenset({line})
    # What stands on record of it is judged with the new form: little, or nothing.
    return Needs(households=only, whole=only)


def _handed_over(situation: Situation[RegisterHousehold]) -> bool:
    """Whether the form comes from an office's file, which may hold what its coders gave before."""
    return situation.envelope.channel is Channel.IMPORT and situation.appointment.role in _OFFICES


def _register(situation: Situation[RegisterHousehold]) -> Decision:
    command = situation.command
    record = situation.record(_line(situation))
    by = author(situation, record, Act.REGISTER)
    if command.form.form == "long":
        require_drawn(situation.roster, record.household)
    if not _handed_over(situation):
        require_uncoded(*((("persons", n), p) for n, p in enumerate(command.form.persons)))
    record.register(by, command.form, new_ids(len(command.form.persons)), command.explanations)
    return situation.decided(record.collect_events(), told(record))


def _submit(situation: Situation[SubmitHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(situation, record, Act.SUBMIT)
    record.submit(by, command.declaration, command.explanations)
    return _decided(situation, record)


def _require_independent(situation: Situation[H], record: HouseholdRecord) -> None:
    """Refuse a review by somebody of the same level whom a worker on the record appointed.

    Who appoints gives the first password, and could act under that account. Levels below are
    appointed by the county as a rule, and the county's own acceptance comes after them.

    Raises:
        OwnWork: somebody who worked on it appointed the reviewer to a post like their own.
    """
    roster, reviewer = situation.roster, situation.appointment
    makers = roster.appointers(reviewer.account) & record.household.worked_by
    if makers and any(
        a.account in makers and a.role is reviewer.role for a in roster.appointments.values()
    ):
        raise OwnWork


def _return(situation: Situation[ReturnHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(situation, record, Act.RETURN, reason=command.reason.value)
    _require_independent(situation, record)
    record.send_back(by, LEVEL_OF_ROLE[situation.appointment.role], command.remarks)
    return _decided(situation, record)


def _approve(situation: Situation[ApproveHousehold]) -> Decision:
    record = situation.record(situation.command.household_id)
    by = author(situation, record, Act.APPROVE)
    _require_independent(situation, record)
    record.approve(by, LEVEL_OF_ROLE[situation.appointment.role])
    return _decided(situation, record)


def _amendment_needs(situation: Situation[AmendHousehold]) -> Needs:
    respondent = situation.envelope.respondent
    if respondent is not None and respondent.household_id != situation.command.household_id:
        raise OutsideArea
    return needs_whole_household(situation)


def _amend(situation: Situation[AmendHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(situation, record, Act.AMEND, reason=command.reason.value)
    ids = new_ids(len(command.revision.added) + len(command.revision.foreign_added))
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
    ids = new_ids(len(command.revision.added) + len(command.revision.foreign_added))
    record.correct(by, command.revision, ids, command.explanations)
    return _decided(situation, record)


def _withdraw(situation: Situation[WithdrawHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    act = Act.WITHDRAW_APPROVED if record.household.approved else Act.WITHDRAW
    by = author(situation, record, act, reason=command.reason.value, authority=command.authority)
    aggregate_id = visits_id(situation.ids, command.household_id)
    visits = situation.aggregate(Visits, aggregate_id) or Visits(aggregate_id)
    rests_on, stays = {visits.id: visits.version}, None
    if command.duplicate_of is not None:
        stays = situation.record(command.duplicate_of).household
        if stays.id != record.household.id:
            rests_on[stays.id] = stays.version
    record.withdraw(by, stays, visits)
    # Should a visit be made meanwhile, or the one that stays be withdrawn, it is decided anew.
    return situation.decided(record.collect_events(), told(record), also_rests_on=rests_on)


def _withdrawal_needs(situation: Situation[WithdrawHousehold]) -> Needs:
    household_id, stays = situation.command.household_id, situation.command.duplicate_of
    return Needs(
        households=frozenset({household_id} if stays is None else {household_id, stays}),
        aggregates={visits_id(situation.ids, household_id): Visits},
    )


def _reopen(situation: Situation[ReopenHousehold]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(
        situation,
        record,
        Act.REOPEN_HOUSEHOLD,
        reason=command.reason.value,
        authority=command.authority,
    )
    block = situation.roster.block(record.household.block)
    block.require_open()
    record.reopen(by, LEVEL_OF_ROLE[situation.appointment.role])
    # Should the block be closed meanwhile, the record stays as it is.
    return situation.decided(
        record.collect_events(), told(record), also_rests_on={block.id: block.version}
    )


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
    Handler(AmendHousehold, WAVE, _amend, household_touched, _amendment_needs),
    Handler(CorrectHousehold, WAVE, _correct, household_touched, needs_whole_household),
    Handler(WithdrawHousehold, WAVE, _withdraw, household_touched, _withdrawal_needs),
    Handler(ReopenHousehold, WAVE, _reopen, household_touched, needs_household),
    Handler(DestroyHouseholdKey, WAVE, _destroy_key, household_touched, needs_household),
)
