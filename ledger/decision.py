"""Deciding a command: from who sends it and how the record stands to the events to be added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID, uuid4

from domain.area import fit_block, fit_post
from domain.attribution import Attribution, Authority
from domain.census import CensusDefinition
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    BeginLogEpoch,
    CorrectHousehold,
    DelineateBlock,
    DestroyBookKeys,
    DestroyHouseholdKey,
    Envelope,
    EstablishPost,
    ListHouseholds,
    RegisterHousehold,
    ReturnHousehold,
    SubmitHousehold,
    VacatePost,
    WithdrawHousehold,
)
from domain.destruction import needs_key
from domain.events import Event, ListedHousehold
from domain.forms.faults import FormError
from domain.household import Household
from domain.household_record import HouseholdRecord
from domain.permissions import Act, permit
from domain.post import Appointment, Post
from domain.refusal import (
    AlreadyEstablished,
    BookMismatch,
    FormRefused,
    KeyDestroyed,
    UnknownHousehold,
)
from domain.status import CORRECTABLE, LEVEL_OF_ROLE
from domain.territory import Block, Book
from ledger.aggregate_ids import AggregateIds
from ledger.standing import Standing


@dataclass(frozen=True, slots=True)
class Decision:
    """The events of a command and what its receipt tells; ``subjects`` need new keys first."""

    events: Sequence[Event]
    result: Mapping[str, object]
    rests_on: Mapping[UUID, int]
    subjects: Sequence[UUID] = field(default=())


def decide(
    book: str,
    ids: AggregateIds,
    envelope: Envelope,
    standing: Standing,
    record: HouseholdRecord | None,
    census: CensusDefinition,
) -> Decision:
    """The events that a command leads to.

    ``record`` is the household that the standing names, None where there is none on record.

    Raises:
        Refusal: the command is not carried out.
        LedgerError: the key that ids are made with is out of reach.
    """
    command = envelope.command
    try:
        match command:
            case ListHouseholds():
                return _listed(envelope, command, standing, census)
            case DelineateBlock():
                return _delineated(book, ids, envelope, command, standing)
            case EstablishPost():
                return _established(book, ids, envelope, command, standing)
            case VacatePost():
                return _vacated(envelope, standing)
            case DestroyBookKeys():
                return _book_keys_destroyed(book, envelope, command, standing)
            case BeginLogEpoch():
                return _log_epoch_begun(book, envelope, command, standing)
            case _:
                if record is None:
                    raise UnknownHousehold
                return _on_household(envelope, standing, record)
    except FormError as error:
        raise FormRefused(error.faults) from None


def attribution(
    envelope: Envelope,
    appointment: Appointment,
    *,
    reason: str | None = None,
    authority: Authority | None = None,
    second: Appointment | None = None,
) -> Attribution:
    """Who answers for the events of a command."""
    return Attribution(
        command_id=envelope.command_id,
        account=envelope.account,
        appointment_id=appointment.appointment_id,
        device=envelope.device,
        device_time=envelope.device_time,
        channel=envelope.channel,
        reason=reason,
        authority=authority,
        second_account=None if second is None else second.account,
        second_appointment_id=None if second is None else second.appointment_id,
    )


def found_post(
    post_id: UUID, by: Attribution, command: EstablishPost, appointment_id: UUID
) -> Post:
    """A new post with its first holder, its events waiting."""
    post = Post(post_id)
    post.establish(
        by,
        role=command.role,
        area=command.area,
        title_zh=command.title_zh,
        title_en=command.title_en,
    )
    post.fill(
        by,
        appointment_id=appointment_id,
        account=command.account,
        credential=command.credential,
        holder=command.holder,
    )
    return post


def _on_household(envelope: Envelope, standing: Standing, record: HouseholdRecord) -> Decision:
    appointment, command = standing.appointment, envelope.command
    household = record.household

    def by(act: Act, **grounds: Any) -> Attribution:
        permit(appointment, act, household.block)
        if standing.second is not None:
            permit(standing.second, act, household.block)
        if standing.key_destroyed and needs_key(command):
            raise KeyDestroyed
        return attribution(envelope, appointment, second=standing.second, **grounds)

    match command:
        case RegisterHousehold():
            ids = _new_ids(len(command.form.persons))
            record.register(by(Act.REGISTER), command.form, ids, command.explanations)
        case SubmitHousehold():
            author = by(Act.SUBMIT)
            record.expect(command.expected_version)
            record.submit(author, command.declaration, command.explanations)
        case ReturnHousehold():
            author = by(Act.RETURN, reason=command.reason.value)
            record.expect(command.expected_version)
            record.send_back(author, LEVEL_OF_ROLE[appointment.role], command.remarks)
        case ApproveHousehold():
            author = by(Act.APPROVE)
            record.expect(command.expected_version)
            record.approve(author, LEVEL_OF_ROLE[appointment.role])
        case AmendHousehold():
            author = by(Act.AMEND, reason=command.reason.value)
            record.expect(command.expected_version)
            ids = _new_ids(len(command.revision.added))
            record.amend(author, command.revision, ids, command.explanations)
        case CorrectHousehold():
            author = by(Act.CORRECT, reason=command.reason.value, authority=command.authority)
            record.expect(command.expected_version)
            ids = _new_ids(len(command.revision.added))
            record.correct(author, command.revision, ids, command.explanations)
        case WithdrawHousehold():
            approved = household.status in CORRECTABLE
            act = Act.WITHDRAW_APPROVED if approved else Act.WITHDRAW
            author = by(act, reason=command.reason.value, authority=command.authority)
            record.expect(command.expected_version)
            record.withdraw(author, command.duplicate_of)
        case DestroyHouseholdKey():
            author = by(Act.DESTROY_KEYS, authority=command.authority)
            record.expect(command.expected_version)
            household.destroy_key(author)
        case _:
            raise TypeError(f"{type(command).__name__} is no command on a household")
    return Decision(record.collect_events(), _told(household), standing.rests_on)


def _told(household: Household) -> dict[str, object]:
    return {
        "household_id": str(household.id),
        "version": household.version,
        "status": household.status.value,
        "person_ids": [str(i) for i in household.person_ids],
    }


def _listed(
    envelope: Envelope, command: ListHouseholds, standing: Standing, census: CensusDefinition
) -> Decision:
    block = cast(Block, standing.block)
    if standing.key_destroyed:
        raise KeyDestroyed
    by = attribution(envelope, standing.appointment)
    numbers = block.free_numbers()
    lines = tuple(
        ListedHousehold(
            household_id=uuid4(),
            number=line.number or next(numbers),
            building=line.building,
            unit=line.unit,
        )
        for line in command.households
    )
    block.extend_list(by, lines)
    events = block.collect_events()
    for line in lines:
        record = HouseholdRecord(Household(line.household_id), {}, census)
        record.list_at(
            by, block=block.code, number=line.number, building=line.building, unit=line.unit
        )
        events += record.collect_events()
    told = [{"number": li.number, "household_id": str(li.household_id)} for li in lines]
    return Decision(
        events,
        {"block": block.code, "households": told},
        standing.rests_on,
        [line.household_id for line in lines],
    )


def _delineated(
    book: str,
    ids: AggregateIds,
    envelope: Envelope,
    command: DelineateBlock,
    standing: Standing,
) -> Decision:
    permit(standing.appointment, Act.DELINEATE, command.code)
    _in_book(book, command.code)
    if standing.account_taken:
        raise AlreadyEstablished
    fit_block(command.code, command.urban_rural)
    block = Block(ids.block(command.code))
    block.delineate(
        attribution(envelope, standing.appointment),
        code=command.code,
        urban_rural=command.urban_rural,
    )
    return Decision(block.collect_events(), {"block": command.code}, standing.rests_on)


def _established(
    book: str,
    ids: AggregateIds,
    envelope: Envelope,
    command: EstablishPost,
    standing: Standing,
) -> Decision:
    permit(standing.appointment, Act.APPOINT, command.area)
    _in_book(book, command.area)
    if standing.account_taken:
        raise AlreadyEstablished
    fit_post(command.role, command.area, delineated=standing.area_delineated)
    appointment_id = uuid4()
    by = attribution(envelope, standing.appointment)
    post = found_post(ids.post(command.account), by, command, appointment_id)
    told = {"post_id": str(post.id), "appointment_id": str(appointment_id)}
    return Decision(post.collect_events(), told, standing.rests_on, [post.id])


def _vacated(envelope: Envelope, standing: Standing) -> Decision:
    post = cast(Post, standing.post)
    post.vacate(attribution(envelope, standing.appointment))
    return Decision(post.collect_events(), {"post_id": str(post.id)}, standing.rests_on)


def _book_keys_destroyed(
    book: str, envelope: Envelope, command: DestroyBookKeys, standing: Standing
) -> Decision:
    for signer in (standing.appointment, standing.second or standing.appointment):
        permit(signer, Act.DESTROY_KEYS, book)
    opened = cast(Book, standing.opened)
    opened.destroy_keys(
        attribution(
            envelope, standing.appointment, authority=command.authority, second=standing.second
        )
    )
    return Decision(opened.collect_events(), {"book": book}, standing.rests_on)


def _log_epoch_begun(
    book: str, envelope: Envelope, command: BeginLogEpoch, standing: Standing
) -> Decision:
    for signer in (standing.appointment, standing.second or standing.appointment):
        permit(signer, Act.BEGIN_LOG_EPOCH, book)
    opened = cast(Book, standing.opened)
    opened.begin_log_epoch(
        attribution(
            envelope,
            standing.appointment,
            reason=command.reason.value,
            authority=command.authority,
            second=standing.second,
        ),
        epoch=command.epoch,
        origin=command.origin,
        ended_origin=command.ended_origin,
        signed_size=command.signed_size,
        signed_root=command.signed_root,
        kept_size=command.kept_size,
    )
    told = {"epoch": command.epoch, "origin": command.origin}
    return Decision(opened.collect_events(), told, standing.rests_on)


def _in_book(book: str, place: str) -> None:
    if not place.startswith(book):
        raise BookMismatch


def _new_ids(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]
