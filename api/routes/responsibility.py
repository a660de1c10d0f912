"""The chain of responsibility (责任链) of a block, a household, a person or an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from api.edge import READS, BookCode, SignedIn, TheService, problems
from api.household_reading import find_household
from api.past import AskedPast, AsOf, Past
from api.position import Position
from api.problems import InvalidRequest
from api.routes.posts import AppointmentBody, PostBody, appointment_body, post_body
from domain.attribution import Attribution
from domain.day import day_of
from domain.events import HouseholdEvent, PersonEvent
from domain.permissions import Act, permit
from domain.post import Appointment
from domain.responsibility import Answerable, Chain, chain
from domain.roster import Roster
from domain.status import Role
from ledger.application import BookApplication, RecordedEvent

router = APIRouter(prefix="/books/{book}/chain", tags=["posts"])


class AnswerableBody(PostBody):
    """A post of the chain with its unit's name; ``acts`` tells whether somebody is there."""

    unit_zh: str | None
    unit_en: str | None
    acts: bool


class LinkBody(BaseModel):
    """The posts of a level; ``gap`` tells that nobody acts there."""

    role: Role
    gap: bool
    posts: list[AnswerableBody]


class MakerBody(BaseModel):
    """Who made an entry, in which appointment, from which device."""

    topic: str
    role: Role
    areas: list[str]
    appointment: AppointmentBody
    second: AppointmentBody | None
    device: str
    device_flag: str | None


class ChainBody(Past):
    """Who answered for a place at a position, from the enumerators up to the county."""

    place: str
    links: list[LinkBody]
    gaps: list[Role] = Field(description="the levels at which nobody acted")
    maker: MakerBody | None = Field(description="of the entry asked about")


@dataclass(frozen=True, slots=True)
class AskedSubject:
    """Whose chain is asked for; one of these."""

    block: str | None
    household: UUID | None
    person: UUID | None
    entry: int | None


def _asked_subject(
    block: Annotated[str | None, Query(pattern=r"^[0-9]{15}$", description="15 digits")] = None,
    household: UUID | None = None,
    person: UUID | None = None,
    entry: Annotated[
        Position | None,
        Query(ge=0, lt=2**63, description="position; the chain is that of this moment"),
    ] = None,
) -> AskedSubject:
    """What the query asks about.

    Raises:
        InvalidRequest: nothing, or several things.
    """
    if sum(given is not None for given in (block, household, person, entry)) != 1:
        raise InvalidRequest([_ONE_SUBJECT])
    return AskedSubject(block, household, person, entry)


_ONE_SUBJECT: dict[str, object] = {
    "code": "missing",
    "pointer": "/query/block",
    "item": None,
    "message_zh": "须给出 block、household、person、entry 其中一项",
    "message_en": "one of block, household, person and entry is to be given",
}
Subject: TypeAlias = Annotated[AskedSubject, Depends(_asked_subject)]


@router.get("", summary="责任链 / Chain of responsibility", responses=problems(*READS))
def chain_of(
    service: TheService, signed_in: SignedIn, book: BookCode, subject: Subject, as_of: AsOf
) -> ChainBody:
    """Enumerators, supervisors, community, township and county, each with unit, post and holder.

    As of a position or a moment; a level at which nobody acted is a gap.
    """
    actor = service.actor(signed_in, book)
    permit(actor, Act.READ_STAFFING, actor.area)
    application = service.book(book).application
    entry = None
    if subject.entry is not None:
        as_of = AskedPast(subject.entry, None)
    then = as_of.in_book(application)
    if subject.entry is not None:
        [entry] = application.read(subject.entry, 1)
    roster = _roster_at(application, then.position)
    place = _place(application, actor, subject, entry, roster)
    permit(actor, Act.READ_STAFFING, place)
    today = _day(as_of, then).isoformat()
    found = chain(roster, place, today)
    return ChainBody(
        **then.model_dump(),
        place=place,
        links=_links(found, today),
        gaps=list(found.gaps),
        maker=None if entry is None else _maker(application, roster, entry, today),
    )


def _roster_at(application: BookApplication, position: int) -> Roster:
    now = application.roster()
    return now if now.position <= position else application.replay.roster(position)


def _day(as_of: AskedPast, then: Past) -> date:
    """The day asked about: of the moment that was named, of the entry, or today."""
    if as_of.at_time is not None:
        return day_of(as_of.at_time)
    return day_of(datetime.now(UTC) if as_of.at is None else then.recorded_at)


def _place(
    application: BookApplication,
    actor: Appointment,
    subject: AskedSubject,
    entry: RecordedEvent | None,
    roster: Roster,
) -> str:
    """Where the chain hangs: a block, or the area of what is no block's.

    Raises:
        UnknownBlock, UnknownHousehold, UnknownPerson, OutsideArea: as they say.
    """
    household = subject.household
    if subject.person is not None:
        household = application.person_household(subject.person)
    match entry and entry.event:
        case HouseholdEvent() as event:
            household = event.originator_id
        case PersonEvent() as event:
            household = event.household_id
    if household is not None:
        return find_household(application, actor, Act.READ_STAFFING, household).block
    if subject.block is not None:
        permit(actor, Act.READ_STAFFING, subject.block)
        return application.roster().block(subject.block).code
    blocks = (b.code for b in roster.blocks.values() if entry and b.id == entry.event.originator_id)
    post = roster.posts.get(entry.event.originator_id) if entry else None
    return next(blocks, "") or (post.area if post else "") or application.book


def _links(found: Chain, today: str) -> list[LinkBody]:
    return [
        LinkBody(
            role=link.role,
            gap=link.gap,
            posts=[_answerable(answerable, today) for answerable in link.posts],
        )
        for link in found.links
    ]


def _answerable(answerable: Answerable, today: str) -> AnswerableBody:
    unit = answerable.unit
    return AnswerableBody(
        **post_body(answerable.post, today).model_dump(),
        unit_zh=None if unit is None else unit.name_zh,
        unit_en=None if unit is None else unit.name_en,
        acts=answerable.acts,
    )


def _maker(
    application: BookApplication, then: Roster, entry: RecordedEvent, today: str
) -> MakerBody:
    by: Attribution = entry.event.by
    # What opens a book names an appointment that begins a few entries later.
    known = application.roster().appointments | then.appointments
    made_by = known[by.appointment_id]
    second = by.second_appointment_id
    return MakerBody(
        topic=entry.event.topic,
        role=made_by.role,
        areas=list(made_by.areas),
        appointment=appointment_body(made_by, today),
        second=None if second is None else appointment_body(known[second], today),
        device=by.device,
        device_flag=by.device_flag,
    )
