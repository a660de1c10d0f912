"""Timelines: every value that each field of a household or a person ever had."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.edge import READS, BookCode, ForPurpose, SignedIn, TheService, WithIdentifiers, problems
from api.routes.traces import Trace, household_trace, person_trace
from projections.destruction import SealedForGood
from projections.timeline import TimelineField, timeline

router = APIRouter(prefix="/books/{book}", tags=["traces"])


class Timeline(BaseModel):
    """The fields in the order in which they were first filled."""

    household_id: UUID
    person_id: UUID | None
    block: str
    sealed_for_good: SealedForGood | None = Field(
        description="who had the key destroyed and when, if it was: identifiers stay sealed"
    )
    fields: list[TimelineField]


@router.get(
    "/households/{household_id}/timeline",
    summary="一户的时间线 / Timeline",
    responses=problems(*READS),
)
def household_timeline(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    purpose: ForPurpose,
    identifiers: WithIdentifiers = False,
) -> Timeline:
    """Every field of the household and of the persons on its form; a trace is put on record."""
    trace = household_trace(service, signed_in, book, household_id, purpose, identifiers)
    return _turned(trace, identifiers)


@router.get(
    "/persons/{person_id}/timeline",
    summary="一人的时间线 / Timeline",
    responses=problems(*READS),
)
def person_timeline(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    person_id: UUID,
    purpose: ForPurpose,
    identifiers: WithIdentifiers = False,
) -> Timeline:
    """Every field of the person; a trace is put on record."""
    trace = person_trace(service, signed_in, book, person_id, purpose, identifiers)
    return _turned(trace, identifiers)


def _turned(trace: Trace, identifiers: bool) -> Timeline:
    opened = identifiers and trace.sealed_for_good is None
    return Timeline(
        household_id=trace.household_id,
        person_id=trace.person_id,
        block=trace.block,
        sealed_for_good=trace.sealed_for_good,
        fields=timeline(trace.steps, with_personal=opened),
    )
