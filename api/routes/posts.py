"""Posts with their holders, and the units that they belong to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from domain.day import day_of
from domain.duties import Duty, UnitKind
from domain.permissions import Act, covers, permit
from domain.post import Appointment, Post
from domain.status import Role

router = APIRouter(prefix="/books/{book}", tags=["posts"])


class TrainingBody(BaseModel):
    """A course that the holder took."""

    course: str
    hours: int
    passed: bool
    on: str


class AppointmentBody(BaseModel):
    """Somebody's time in a post; the name stays sealed."""

    appointment_id: UUID
    account: str
    credential: str = Field(description="empty: none is issued yet")
    valid_until: str | None
    certified: bool = Field(description="may act as field staff on the day asked about")
    suspended: bool
    last_day: str | None = Field(description="an announced departure")
    trainings: list[TrainingBody]
    appointed_by: str


class PostBody(BaseModel):
    """A post; without ``appointment`` it is vacant."""

    post_id: UUID
    role: Role
    areas: list[str]
    unit: str | None
    title_zh: str
    title_en: str
    appointment: AppointmentBody | None


class Posts(BaseModel):
    """Posts in the order of their areas; ``next`` goes on, null at the end."""

    area: str
    posts: list[PostBody]
    next: UUID | None


class UnitBody(BaseModel):
    """A unit with its duties, and how many posts of it are held."""

    code: str
    kind: UnitKind
    area: str
    name_zh: str
    name_en: str
    duties: list[Duty]
    dissolved: bool
    held_posts: int


class Units(BaseModel):
    """Units in the order of their areas."""

    area: str
    units: list[UnitBody]


def appointment_body(appointment: Appointment, today: str) -> AppointmentBody:
    """An appointment as it is told on a day (ISO)."""
    return AppointmentBody(
        appointment_id=appointment.appointment_id,
        account=appointment.account,
        credential=appointment.credential,
        valid_until=appointment.valid_until,
        certified=appointment.certified(today),
        suspended=appointment.suspended,
        last_day=appointment.last_day,
        trainings=[
            TrainingBody(course=t.course, hours=t.hours, passed=t.passed, on=t.on)
            for t in appointment.trainings
        ],
        appointed_by=appointment.appointed_by,
    )


def post_body(post: Post, today: str) -> PostBody:
    """A post as it is told on a day (ISO)."""
    held = post.appointment
    return PostBody(
        post_id=post.id,
        role=post.role,
        areas=list(post.areas),
        unit=post.unit,
        title_zh=post.title_zh,
        title_en=post.title_en,
        appointment=None if held is None else appointment_body(held, today),
    )


def lies_in(place: str, post: Post, book: str) -> bool:
    """Whether a post answers for something of a place; one without areas is the county's."""
    return any(covers(place, area) for area in post.areas or (book,))


def _in_order(post: Post) -> tuple[str, str, UUID]:
    return post.area, post.role, post.id


@router.get("/posts", summary="岗位和任职 / Posts and holders", responses=problems(*READS))
def posts(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    area: Area = None,
    cursor: Annotated[UUID | None, Query(description="from next")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Posts:
    """The posts of an area, vacant ones among them, with their units, areas and holders."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_STAFFING, place)
    roster = service.book(book).application.roster()
    today = day_of(datetime.now(UTC)).isoformat()
    found = sorted(
        (post for post in roster.posts.values() if lies_in(place, post, book)), key=_in_order
    )
    if cursor is not None:
        after = _in_order(roster.post(cursor))
        found = [post for post in found if _in_order(post) > after]
    return Posts(
        area=place,
        posts=[post_body(post, today) for post in found[:limit]],
        next=found[limit - 1].id if len(found) > limit else None,
    )


@router.get("/units", summary="单位和职责 / Units and duties", responses=problems(*READS))
def units(service: TheService, signed_in: SignedIn, book: BookCode, area: Area = None) -> Units:
    """Leading groups, offices, community groups and member units of an area."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_STAFFING, place)
    roster = service.book(book).application.roster()
    held = [post.unit for post in roster.posts.values() if post.appointment is not None]
    return Units(
        area=place,
        units=[
            UnitBody(
                code=unit.code,
                kind=unit.kind,
                area=unit.area,
                name_zh=unit.name_zh,
                name_en=unit.name_en,
                duties=list(unit.duties),
                dissolved=unit.dissolved,
                held_posts=held.count(unit.code),
            )
            for unit in sorted(roster.units.values(), key=lambda unit: (unit.area, unit.code))
            if covers(place, unit.area)
        ],
    )
