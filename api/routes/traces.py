"""Traces: every event of a household or a person, with who, when, from where, why, and what."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.edge import (
    READS,
    BookCode,
    ForPurpose,
    SignedIn,
    TheService,
    WithIdentifiers,
    problems,
)
from api.household_reading import find_household
from domain.permissions import Act, permit
from ledger.error_translation import edited_entries
from projections.destruction import SealedForGood, sealed_for_good
from projections.trace import trace_household, trace_person
from projections.trace_step import TraceStep

router = APIRouter(prefix="/books/{book}", tags=["traces"])


class Trace(BaseModel):
    """The steps in the order of the book."""

    household_id: UUID
    person_id: UUID | None
    block: str
    sealed_for_good: SealedForGood | None = Field(
        description="who had the key destroyed and when, if it was: identifiers stay sealed"
    )
    steps: list[TraceStep]


@router.get(
    "/households/{household_id}/trace", summary="追溯一户 / Trace", responses=problems(*READS)
)
def household_trace(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    purpose: ForPurpose,
    identifiers: WithIdentifiers = False,
) -> Trace:
    """Every event of the household and of the persons on its form; the reading is on record."""
    actor = service.actor(signed_in, book)
    application = service.book(book).application
    block = find_household(application, actor, Act.TRACE, household_id).block
    service.readings.record(
        book,
        actor,
        Act.TRACE,
        purpose,
        area=block,
        household_id=household_id,
        identifiers=identifiers,
    )
    with edited_entries():
        steps = trace_household(application, household_id, with_personal=identifiers)
    return Trace(
        household_id=household_id,
        person_id=None,
        block=block,
        sealed_for_good=sealed_for_good(application, household_id),
        steps=steps,
    )


@router.get("/persons/{person_id}/trace", summary="追溯一人 / Trace", responses=problems(*READS))
def person_trace(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    person_id: UUID,
    purpose: ForPurpose,
    identifiers: WithIdentifiers = False,
) -> Trace:
    """Every event of the person, and those of the household that bear on it."""
    actor = service.actor(signed_in, book)
    application = service.book(book).application
    permit(actor, Act.TRACE, actor.area)
    household_id = application.person_household(person_id)
    block = find_household(application, actor, Act.TRACE, household_id).block
    service.readings.record(
        book,
        actor,
        Act.TRACE,
        purpose,
        area=block,
        household_id=household_id,
        person_id=person_id,
        identifiers=identifiers,
    )
    with edited_entries():
        steps = trace_person(application, person_id, with_personal=identifiers)
    return Trace(
        household_id=household_id,
        person_id=person_id,
        block=block,
        sealed_for_good=sealed_for_good(application, household_id),
        steps=steps,
    )
