"""What a command is decided on besides the record: who sends it, and what the roster says."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.commands import (
    BeginLogEpoch,
    DelineateBlock,
    DestroyBookKeys,
    Envelope,
    EstablishPost,
    ListHouseholds,
    RegisterHousehold,
    VacatePost,
)
from domain.destruction import needs_key
from domain.permissions import Act, permit
from domain.post import Appointment, Post
from domain.refusal import LastCountyOffice, SecondPersonNeeded
from domain.roster import Roster
from domain.status import Role
from domain.territory import Block, Book


@dataclass(frozen=True, slots=True)
class Standing:
    """What the roster says of an envelope at one moment.

    ``rests_on`` are the versions of the posts that the acts are done in, and of the book where a
    key is needed: should one change before the events are added, the command is decided anew.
    """

    appointment: Appointment
    rests_on: Mapping[UUID, int]
    second: Appointment | None = None
    household_id: UUID | None = None
    block: Block | None = None
    account_taken: bool = False
    area_delineated: bool = False
    post: Post | None = None
    opened: Book | None = None
    key_destroyed: bool = False


def stand(roster: Roster, envelope: Envelope) -> Standing:
    """Look up who sends a command and what it touches. Call it while the roster stands still.

    Raises:
        Refusal: no appointment, or the command names a block or a number that there is not.
    """
    appointment, rests_on = _holder(roster, envelope.account)
    command = envelope.command
    second, also = _second(roster, envelope)
    rests_on |= also
    if needs_key(command) and roster.book is not None:
        # Should the keys of the book be destroyed meanwhile, nothing more is sealed under them.
        rests_on[roster.book.id] = roster.book.version
    match command:
        case RegisterHousehold():
            address = command.form.address
            block = roster.block(address.block_code)
            permit(appointment, Act.REGISTER, block.code)
            line = roster.household(address.block_code, address.number)
            return _of_household(roster, line.household_id, appointment, rests_on)
        case ListHouseholds():
            block = roster.block(command.block)
            permit(appointment, Act.LIST, block.code)
            destroyed = roster.book_destroyed is not None
            listing = copy.deepcopy(block)
            return Standing(appointment, rests_on, block=listing, key_destroyed=destroyed)
        case DestroyBookKeys() | BeginLogEpoch():
            opened = copy.deepcopy(roster.book)
            return Standing(appointment, rests_on, second=second, opened=opened)
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
            return _of_household(roster, command.household_id, appointment, rests_on, second)


def _holder(roster: Roster, account: str) -> tuple[Appointment, dict[UUID, int]]:
    appointment = roster.appointment_of(account)
    return appointment, {appointment.post_id: roster.posts[appointment.post_id].version}


def _second(roster: Roster, envelope: Envelope) -> tuple[Appointment | None, Mapping[UUID, int]]:
    """Who countersigns, and the post's version.

    Raises:
        SecondPersonNeeded: one of the two appointed the other.
    """
    account = getattr(envelope.command, "second_account", None)
    if account is None:
        return None, {}
    second = _holder(roster, account)
    if not roster.independent(envelope.account, account):
        raise SecondPersonNeeded
    return second


def _of_household(
    roster: Roster,
    household_id: UUID,
    appointment: Appointment,
    rests_on: Mapping[UUID, int],
    second: Appointment | None = None,
) -> Standing:
    destroyed = roster.key_destroyed(household_id)
    return Standing(appointment, rests_on, second, household_id, key_destroyed=destroyed)


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
