"""Doubts of the cross-check: which there are, and where each stands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.commands.sender import RuleId
from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from domain.doubt import DoubtState, answering_area
from domain.events import DoubtOutcome
from domain.permissions import Act, permit
from domain.rules.cross import CROSS_RULES
from projections.doubts import DoubtRow, count_doubts, doubts

router = APIRouter(prefix="/books/{book}", tags=["cross-check"])

_UNMATCHED = (
    "跨县移转只有一半在案",
    "Only one half of a transfer between two counties' books is on record",
)


class DoubtBody(BaseModel):
    """A doubt, with what its rule says; it holds ids and codes, nothing personal."""

    doubt_id: UUID
    rule: str
    severity: str
    message_zh: str
    message_en: str
    state: DoubtState
    outcome: DoubtOutcome | None
    area: str = Field(description="the area whose staff may resolve it")
    blocks: list[str]
    household_ids: list[UUID]
    person_ids: list[UUID]
    items: list[str]
    about: str = Field(description="what tells it from others of the same rule and records")
    raised_from: int = Field(description="position of the entry that raised it")
    raised_at: datetime
    raised_by: str
    closed_from: int | None
    closed_at: datetime | None
    closed_by: str | None


class DoubtCountBody(BaseModel):
    """How many doubts of a rule stand in a state."""

    rule: str
    state: DoubtState
    count: int


class Doubts(BaseModel):
    """Doubts in the order in which they were raised; ``next`` goes on, null at the end.

    ``counts`` are of the whole area, whatever else was asked.
    """

    area: str
    doubts: list[DoubtBody]
    counts: list[DoubtCountBody]
    next: str | None


@router.get("/doubts", summary="疑点 / Doubts", responses=problems(*READS))
def get_doubts(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    area: Area = None,
    rule: Annotated[RuleId | None, Query()] = None,
    state: Annotated[DoubtState | None, Query()] = None,
    cursor: Annotated[
        str | None, Query(pattern=r"^[0-9]{1,18}_[0-9a-f]{32}$", description="from next")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Doubts:
    """The doubts that concern a block of the area."""
    reader = service.actor(signed_in, book)
    place = service.place(book, reader, area)
    permit(reader, Act.READ_DOUBTS, place)
    after = None
    if cursor is not None:
        position, _, doubt_id = cursor.partition("_")
        after = int(position), UUID(hex=doubt_id)
    # Whoever has just asked the rules sees what they found.
    service.wait_for_rows(book, service.book(book).application.head().size - 1)
    with service.connection() as connection:
        found = doubts(
            connection,
            book,
            place,
            rule=rule,
            state=None if state is None else state.value,
            after=after,
            limit=limit + 1,
        )
        counts = count_doubts(connection, book, place)
    page = found[:limit]
    goes_on = len(found) > limit
    return Doubts(
        area=place,
        doubts=[_body(row) for row in page],
        counts=[
            DoubtCountBody(rule=c.rule, state=DoubtState(c.state), count=c.count) for c in counts
        ],
        next=f"{page[-1].raised_from}_{page[-1].doubt_id.hex}" if goes_on else None,
    )


def _body(row: DoubtRow) -> DoubtBody:
    known = CROSS_RULES.get(row.rule)
    zh, en = _UNMATCHED if known is None else (known.zh, known.en)
    return DoubtBody(
        doubt_id=row.doubt_id,
        rule=row.rule,
        severity=row.severity,
        message_zh=zh,
        message_en=en,
        state=DoubtState(row.state),
        outcome=None if row.outcome is None else DoubtOutcome(row.outcome),
        area=answering_area(row.blocks),
        blocks=row.blocks,
        household_ids=row.household_ids,
        person_ids=row.person_ids,
        items=row.items,
        about=row.about,
        raised_from=row.raised_from,
        raised_at=row.raised_at,
        raised_by=row.raised_by,
        closed_from=row.closed_from,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
    )
