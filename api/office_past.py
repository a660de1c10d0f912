"""The office's own work as of a position or a moment, and the day against which dates are held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeAlias

from fastapi import Query
from pydantic import Field

from api.past import AskedPast, Past
from api.service import Service
from projections.pay import OfficeThen

OnDay: TypeAlias = Annotated[
    date | None,
    Query(description="the day that dates are held against; default: that of the position"),
]


class OfficePast(Past):
    """A state, and the day that its dates were held against."""

    on: date = Field(description="default: the day of the entry at the position")


@dataclass(frozen=True, slots=True)
class OfficeAsked:
    """What a question about the office's own work is answered from."""

    then: OfficeThen
    past: OfficePast


def office_asked(
    service: Service, book: str, as_of: AskedPast, on: date | None = None, *, rows: bool = False
) -> OfficeAsked:
    """The office and the roster as of a position; with ``rows``, once the rows have come so far.

    Raises:
        PositionNotReached, NothingRecordedYet: the book was not there.
        FollowerStopped, FollowerBehind: the rows were not, in time.
    """
    application = service.book(book).application
    past = as_of.in_book(application)
    if rows:
        service.wait_for_rows(book, past.position)
    day = past.recorded_at.astimezone(application.census.reference_time.tzinfo).date()
    roster = application.roster()
    if roster.position > past.position:
        roster = application.replay.roster(past.position)
    then = OfficeThen(
        book=book,
        census=application.census,
        position=past.position,
        office=application.replay.office(past.position),
        roster=roster,
    )
    return OfficeAsked(then, OfficePast(**past.model_dump(), on=on or day))
