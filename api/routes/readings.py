"""Who read whose personal data, and what for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.access import Reading
from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from domain.permissions import Act, permit

router = APIRouter(prefix="/books/{book}/readings", tags=["readings"])


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Readings(BaseModel):
    """Readings, newest first; ``next`` goes on, null at the end."""

    readings: list[Reading]
    next: str | None


@router.get("", summary="查阅记录 / Readings", responses=problems(*READS))
def readings(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    area: Area = None,
    household_id: Annotated[UUID | None, Query()] = None,
    cursor: Annotated[
        str | None,
        Query(
            pattern=r"^[0-9]{1,17}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
            description="from next",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Readings:
    """The record of readings in an area, for the auditor."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_READINGS, place)
    found = service.readings.latest(
        book, place, limit=limit + 1, household_id=household_id, before=_before(cursor)
    )
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return Readings(
        readings=page,
        next=None if last is None else f"{_microseconds(last.read_at)}_{last.reading_id}",
    )


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _before(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    at, _, reading_id = cursor.partition("_")
    return _EPOCH + timedelta(microseconds=int(at)), UUID(reading_id)
