"""The phases of the census: planned and as they stand."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.edge import READS, BookCode, SignedIn, TheService, problems
from domain.permissions import Act, permit
from domain.phase import CensusPhase, plan

router = APIRouter(prefix="/books/{book}/phases", tags=["phases"])


class PhaseBody(BaseModel):
    """A phase with its planned days, null where one is not established."""

    phase: CensusPhase
    planned_first: date | None
    planned_last: date | None
    open: bool
    begun: bool = Field(description="whether it is, or was, open")


class Phases(BaseModel):
    """The phases in the order of the calendar, and what is early or closed."""

    phases: list[PhaseBody]
    early_townships: list[str] = Field(description="may register before the short form's phase")
    closed_areas: list[str]


@router.get("", summary="普查阶段 / Phases", responses=problems(*READS))
def phases(service: TheService, signed_in: SignedIn, book: BookCode) -> Phases:
    """Which phases of the census are open in the county."""
    permit(service.actor(signed_in, book), Act.READ_BOOK, book)
    application = service.book(book).application
    found = application.roster().book
    is_open = frozenset() if found is None else found.phases_open
    begun = frozenset() if found is None else found.phases_begun
    told = []
    for phase in CensusPhase:
        planned = plan(application.census, phase)
        told.append(
            PhaseBody(
                phase=phase,
                planned_first=None if planned is None else planned.first,
                planned_last=None if planned is None else planned.last,
                open=phase in is_open,
                begun=phase in begun or phase in is_open,
            )
        )
    return Phases(
        phases=told,
        early_townships=[] if found is None else sorted(found.early),
        closed_areas=[] if found is None else sorted(found.closed_areas),
    )
