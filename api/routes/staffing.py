"""The live check of the staff (责任明确、不留死角), and when places were without their person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from api.routes.posts import AppointmentBody, appointment_body
from api.service import Service
from domain.coverage import Moment, RosterEvent, UncoveredInterval, uncovered_intervals
from domain.day import day_of
from domain.permissions import Act, covers, permit
from domain.staffing import Load, Loss, Shared, StaffingReport, check_staffing
from domain.status import Role
from projections.progress import progress

router = APIRouter(prefix="/books/{book}/staffing", tags=["posts"])


class Gap(BaseModel):
    """A block without an enumerator, or a district whose ``blocks`` have no supervisor."""

    role: Role
    place: str
    blocks: list[str]


class OverlapBody(BaseModel):
    """A block that several enumerators have."""

    block: str
    accounts: list[str]


class InTwoPostsBody(BaseModel):
    """Appointments with one account or one credential: they seem to be one person's."""

    shared: Shared
    value: str
    accounts: list[str]


class OverloadBody(BaseModel):
    """An enumerator with more than the norm; ``ratio`` is that of the load to it."""

    account: str
    areas: list[str]
    households: float
    persons: float
    ratio: float


class AboutToLoseBody(BaseModel):
    """Somebody whose areas will be without a person."""

    loss: Loss
    account: str
    role: Role
    areas: list[str]
    on: str | None = Field(description="the last day")


class Norm(BaseModel):
    """The work of one enumerator by the census definition: so many of the one or the other."""

    households: int
    persons: int


class Staffing(BaseModel):
    """What the live check finds; ``as_of`` is the position up to which the loads are counted."""

    area: str
    today: str
    as_of: int
    blocks: int
    norm: Norm
    clean: bool
    gaps: list[Gap]
    overlaps: list[OverlapBody]
    in_two_posts: list[InTwoPostsBody]
    overloads: list[OverloadBody]
    about_to_lose: list[AboutToLoseBody]
    uncertified: list[AppointmentBody]


class Interval(BaseModel):
    """A place had nobody from a position on, until before another; null: to this day."""

    role: Role
    place: str
    from_position: int
    from_time: AwareDatetime
    to_position: int | None
    to_time: AwareDatetime | None


class StaffingHistory(BaseModel):
    """Intervals in the order in which they began."""

    area: str
    position: int
    intervals: list[Interval]


@router.get("", summary="人员即时检查 / Live check of the staff", responses=problems(*READS))
def staffing(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    area: Area = None,
    within_days: Annotated[
        int, Query(ge=0, le=366, description="how far ahead departures are looked for")
    ] = 14,
) -> Staffing:
    """Gaps, overlaps, overload, uncertified staff, and areas about to lose their person."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_STAFFING, place)
    application = service.book(book).application
    loads, as_of = _loads(service, book)
    norm = application.census.staffing
    report = check_staffing(
        application.roster(),
        place,
        norm=norm,
        loads=loads,
        today=day_of(datetime.now(UTC)),
        within_days=within_days,
    )
    told = Norm(households=norm.households, persons=norm.persons)
    return _body(report, told, as_of)


def _loads(service: Service, book: str) -> tuple[Mapping[str, Load], int]:
    with service.connection() as connection:
        found = progress(connection, book)
    loads = {b.block: Load(b.listed - b.withdrawn, b.persons) for b in found.blocks}
    return loads, found.as_of


def _body(report: StaffingReport, norm: Norm, as_of: int) -> Staffing:
    return Staffing(
        area=report.area,
        today=report.today,
        as_of=as_of,
        blocks=report.blocks,
        norm=norm,
        clean=report.clean,
        gaps=[Gap(role=g.role, place=g.place, blocks=list(g.blocks)) for g in report.gaps],
        overlaps=[OverlapBody(block=o.block, accounts=list(o.accounts)) for o in report.overlaps],
        in_two_posts=[
            InTwoPostsBody(
                shared=two.shared, value=two.value, accounts=[a.account for a in two.appointments]
            )
            for two in report.in_two_posts
        ],
        overloads=[
            OverloadBody(
                account=o.account,
                areas=list(o.areas),
                households=o.households,
                persons=o.persons,
                ratio=o.ratio,
            )
            for o in report.overloads
        ],
        about_to_lose=[
            AboutToLoseBody(
                loss=about.loss,
                account=about.appointment.account,
                role=about.appointment.role,
                areas=list(about.appointment.areas),
                on=about.on,
            )
            for about in report.about_to_lose
        ],
        uncertified=[appointment_body(a, report.today) for a in report.uncertified],
    )


@router.get("/history", summary="人员空缺历史 / When places had nobody", responses=problems(*READS))
def staffing_history(
    service: TheService, signed_in: SignedIn, book: BookCode, area: Area = None
) -> StaffingHistory:
    """Every interval, while registration was open, in which a block or district had nobody."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_STAFFING, place)
    application = service.book(book).application
    last = application.head().size - 1
    events = (
        RosterEvent(recorded.position, recorded.recorded_at, recorded.event)
        for recorded in application.replay.roster_events(last)
    )
    found = uncovered_intervals(events, Moment(last, datetime.now(UTC)))
    return StaffingHistory(
        area=place,
        position=last,
        intervals=[_interval(i) for i in found if covers(place, i.place) or covers(i.place, place)],
    )


def _interval(interval: UncoveredInterval) -> Interval:
    ended = interval.ended
    return Interval(
        role=interval.role,
        place=interval.place,
        from_position=interval.begun.position,
        from_time=interval.begun.at,
        to_position=None if ended is None else ended.position,
        to_time=None if ended is None else ended.at,
    )
