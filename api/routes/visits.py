"""What visits came to: counted for a block, and one by one for a household."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
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
from api.routes.blocks import BlockInPath
from domain.canvass import VisitOutcome
from domain.events import VisitMade
from domain.household import Household
from domain.permissions import Act, permit
from domain.status import Status
from domain.visit import Visits
from ledger.acts.visits import visits_id
from ledger.error_translation import edited_entries
from projections.destruction import sealed_for_good

router = APIRouter(prefix="/books/{book}", tags=["visits"])


class Proposal(BaseModel):
    """A household whose last visit found nobody who belongs there: to be withdrawn as vacant."""

    household_id: UUID
    number: str
    outcome: VisitOutcome


class BlockVisits(BaseModel):
    """Outcomes of the visits in a block, counted: who refused is nobody's list."""

    block: str
    outcomes: dict[VisitOutcome, int]
    proposals: list[Proposal]


class VisitBody(BaseModel):
    """A visit."""

    outcome: VisitOutcome
    next_visit: str | None
    account: str
    recorded_at: datetime
    remark: str | None = Field(description="with identifiers only")


class HouseholdVisits(BaseModel):
    """The visits to a household, the first one first."""

    household_id: UUID
    visits: list[VisitBody]


@router.get(
    "/blocks/{block}/visits", summary="小区入户情况 / Visits in a block", responses=problems(*READS)
)
def block_visits(
    service: TheService, signed_in: SignedIn, book: BookCode, block: BlockInPath
) -> BlockVisits:
    """How visits in the block ended, by outcome, and which households are to be withdrawn."""
    permit(service.actor(signed_in, book), Act.READ_HOUSEHOLD, block)
    application = service.book(book).application
    listed = application.roster().block(block).households
    ids = {visits_id(application.ids, line.household_id): line for line in listed.values()}
    visits = {visits_of: (line, Visits(visits_of)) for visits_of, line in ids.items()}
    with edited_entries():
        for recorded in application.events_of(list(visits)):
            visits[recorded.event.originator_id][1].fold((recorded.event,))
    outcomes = Counter(outcome for _, made in visits.values() for outcome in made.outcomes)
    gone = [(line, made.outcomes[-1]) for line, made in visits.values() if made.proposes_withdrawal]
    records = {line.household_id: Household(line.household_id) for line, _ in gone}
    with edited_entries():
        for recorded in application.events_of(list(records)):
            records[recorded.event.originator_id].fold((recorded.event,))
    return BlockVisits(
        block=block,
        outcomes=dict(outcomes),
        proposals=[
            Proposal(household_id=line.household_id, number=line.number, outcome=outcome)
            for line, outcome in gone
            if records[line.household_id].status is not Status.WITHDRAWN
        ],
    )


@router.get(
    "/households/{household_id}/visits",
    summary="户入户记录 / Visits to a household",
    responses=problems(*READS),
)
def household_visits(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    purpose: ForPurpose,
    identifiers: WithIdentifiers = False,
) -> HouseholdVisits:
    """Every visit with its outcome; the remarks where asked for. The reading is put on record."""
    actor = service.actor(signed_in, book)
    application = service.book(book).application
    found = find_household(application, actor, Act.READ_HOUSEHOLD, household_id)
    service.readings.record(
        book,
        actor,
        Act.READ_HOUSEHOLD,
        purpose,
        area=found.block,
        household_id=household_id,
        identifiers=identifiers,
    )
    opened = identifiers and sealed_for_good(application, household_id) is None
    events = application.events_of([visits_id(application.ids, household_id)], with_personal=opened)
    return HouseholdVisits(
        household_id=household_id,
        visits=[
            VisitBody(
                outcome=recorded.event.outcome,
                next_visit=recorded.event.next_visit,
                account=recorded.event.by.account,
                recorded_at=recorded.recorded_at,
                remark=(recorded.event.remark or None) if opened else None,
            )
            for recorded in events
            if isinstance(recorded.event, VisitMade)
        ],
    )
