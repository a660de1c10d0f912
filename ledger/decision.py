"""Deciding a command: from who sends it and how the record stands to the events to be added."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from domain.area import fit_block, fit_post
from domain.attribution import Attribution, Authority
from domain.census import CensusDefinition
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    CorrectHousehold,
    DelineateBlock,
    Envelope,
    EstablishPost,
    ListHouseholds,
    RegisterHousehold,
    ReturnHousehold,
    SubmitHousehold,
    VacatePost,
    WithdrawHousehold,
)
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
    LastCountyOffice,
    SecondPersonNeeded,
    UnknownHousehold,
)
from domain.roster import Roster
from domain.status import CORRECTABLE, LEVEL_OF_ROLE, Role
from domain.territory import Block

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:census-ledger")


def book_id(book: str) -> UUID:
    """The aggregate that a book begins with."""
    return uuid5(_NAMESPACE, f"{book}/book")


def post_id(book: str, account: str) -> UUID:
    """The post that an account was first made for; the same twice, so that none is made twice."""
    return uuid5(_NAMESPACE, f"{book}/post/{account}")


def block_id(book: str, code: str) -> UUID:
    """The block of a code; the same twice, so that none is drawn twice."""
    return uuid5(_NAMESPACE, f"{book}/block/{code}")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the roster says of an envelope at one moment.

    ``rests_on`` are the versions of the posts that the acts are done in: should one change before
    the events are added, the command is decided anew.
    """

    appointment: Appointment
    rests_on: Mapping[UUID, int]
    second: Appointment | None = None
    household_id: UUID | None = None
    block: Block | None = None
    account_taken: bool = False
    area_delineated: bool = False
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The events of a command and what its receipt tells; ``subjects`` need new keys first."""

    events: Sequence[Event]
    result: Mapping[str, object]
    rests_on: Mapping[UUID, int]
    subjects: Sequence[UUID] = field(default=())


def stand(roster: Roster, envelope: Envelope) -> Standing:
    """Look up who sends a command and what it touches. Call it while the roster stands still.

    Raises:
        Refusal: no appointment, or the command names a block or a number that there is not.
    """
    appointment, rests_on = _holder(roster, envelope.account)
    command = envelope.command
    match command:
        case RegisterHousehold():
            address = command.form.address
            block = roster.block(address.block_code)
            permit(appointment, Act.REGISTER, block.code)
            line = roster.household(address.block_code, address.number)
            return Standing(appointment, rests_on, household_id=line.household_id)
        case ListHouseholds():
            block = roster.block(command.block)
            permit(appointment, Act.LIST, block.code)
            return Standing(appointment, rests_on, block=copy.deepcopy(block))
        case (
            CorrectHousehold(second_account=str() as account)
            | WithdrawHousehold(second_account=str() as account)
        ):
            second, also = _holder(roster, account)
            if not roster.independent(envelope.account, account):
                raise SecondPersonNeeded
            return Standing(
                appointment,
                {**rests_on, **also},
                second=second,
                household_id=command.household_id,
            )
        case DelineateBlock():
            taken = command.code in roster.blocks
            return Standing(appointment, rests_on, account_taken=taken)
        case EstablishPost():
            return Standing(
                appointment,
                rests_on,
                account_taken=roster.knows_account(command.account),
                area_delineated=command.area in roster.blocks,
            )
        case VacatePost():
            post = roster.post_of(command.account)
            permit(appointment, Act.APPOINT, post.area)
            return Standing(
                appointment, {**rests_on, **_who_stays(roster, post)}, post=copy.deepcopy(post)
            )
        case _:
            return Standing(appointment, rests_on, household_id=command.household_id)


def decide(
    book: str,
    envelope: Envelope,
    standing: Standing,
    record: HouseholdRecord | None,
    census: CensusDefinition,
) -> Decision:
    """The events that a command leads to.

    ``record`` is the household that the standing names, None where there is none on record.

    Raises:
        Refusal: the command is not carried out.
    """
    command = envelope.command
    try:
        match command:
            case ListHouseholds():
                return _listed(envelope, command, standing, census)
            case DelineateBlock():
                return _delineated(book, envelope, command, standing)
            case EstablishPost():
                return _established(book, envelope, command, standing)
            case VacatePost():
                return _vacated(envelope, standing)
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


def found_post(book: str, by: Attribution, command: EstablishPost, appointment_id: UUID) -> Post:
    """A new post with its first holder, its events waiting."""
    post = Post(post_id(book, command.account))
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


def _holder(roster: Roster, account: str) -> tuple[Appointment, dict[UUID, int]]:
    appointment = roster.appointment_of(account)
    return appointment, {appointment.post_id: roster.posts[appointment.post_id].version}


def _who_stays(roster: Roster, post: Post) -> dict[UUID, int]:
    """The other county offices, on which vacating one of them rests.

    Raises:
        LastCountyOffice: there is no other.
    """
    if post.role is not Role.COUNTY_OFFICE:
        return {}
    others = {a.post_id for a in roster.holders(Role.COUNTY_OFFICE)} - {post.id}
    if not others:
        raise LastCountyOffice
    return {i: roster.posts[i].version for i in others}


def _on_household(envelope: Envelope, standing: Standing, record: HouseholdRecord) -> Decision:
    appointment, command = standing.appointment, envelope.command
    household = record.household

    def by(act: Act, **grounds: Any) -> Attribution:
        permit(appointment, act, household.block)
        if standing.second is not None:
            permit(standing.second, act, household.block)
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
    book: str, envelope: Envelope, command: DelineateBlock, standing: Standing
) -> Decision:
    permit(standing.appointment, Act.DELINEATE, command.code)
    _in_book(book, command.code)
    if standing.account_taken:
        raise AlreadyEstablished
    fit_block(command.code, command.urban_rural)
    block = Block(block_id(book, command.code))
    block.delineate(
        attribution(envelope, standing.appointment),
        code=command.code,
        urban_rural=command.urban_rural,
    )
    return Decision(block.collect_events(), {"block": command.code}, standing.rests_on)


def _established(
    book: str, envelope: Envelope, command: EstablishPost, standing: Standing
) -> Decision:
    permit(standing.appointment, Act.APPOINT, command.area)
    _in_book(book, command.area)
    if standing.account_taken:
        raise AlreadyEstablished
    fit_post(command.role, command.area, delineated=standing.area_delineated)
    appointment_id = uuid4()
    by = attribution(envelope, standing.appointment)
    post = found_post(book, by, command, appointment_id)
    told = {"post_id": str(post.id), "appointment_id": str(appointment_id)}
    return Decision(post.collect_events(), told, standing.rests_on, [post.id])


def _vacated(envelope: Envelope, standing: Standing) -> Decision:
    post = cast(Post, standing.post)
    post.vacate(attribution(envelope, standing.appointment))
    return Decision(post.collect_events(), {"post_id": str(post.id)}, standing.rests_on)


def _in_book(book: str, place: str) -> None:
    if not place.startswith(book):
        raise BookMismatch


def _new_ids(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]
