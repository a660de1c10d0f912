"""What a coder reads: the texts of industries and occupations that have no code yet."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.access import Purpose
from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from domain.forms import Answer
from domain.household_record import HouseholdRecord
from domain.permissions import Act, permit
from projections.coding import uncoded

router = APIRouter(prefix="/books/{book}/coding", tags=["coding"])

_SHOWN = ("C18", "C19", "D11", "C20_text", "C20_section", "C20_division", "C21_text", "C21_major")


class TextsBody(BaseModel):
    """A person's texts, and what helps to read them. No name, no ID number."""

    household_id: UUID
    person_id: UUID
    person_version: int = Field(description="to be given back with the codes")
    answers: dict[str, Answer]


class Worklist(BaseModel):
    """Texts to be coded; ``next`` goes on, null at the end."""

    persons: list[TextsBody]
    next: UUID | None


@router.get(
    "/worklist",
    summary="待编码文字 / Texts to be coded",
    response_model=Worklist,
    responses=problems(*READS),
)
def worklist(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    response: Response,
    area: Area = None,
    cursor: Annotated[UUID | None, Query(description="from next")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Worklist:
    """Industries and occupations in people's words, as of the rows; each reading is on record.

    A household whose key was destroyed has no texts any more, and is passed over.
    """
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.CODE, place)
    application = service.book(book).application
    with service.connection() as connection:
        found = uncoded(connection, book, place, cursor, limit)
    roster = application.roster()
    readable = [(home, person) for home, person in found if not roster.key_destroyed(home)]
    for household_id, person_id in readable:
        service.readings.record(
            book,
            actor,
            Act.CODE,
            Purpose.CODING,
            area=place,
            household_id=household_id,
            person_id=person_id,
            identifiers=False,
        )
    records = application.household_records(list({home for home, _ in readable}))
    persons: list[TextsBody] = []
    for household_id, person_id in readable:
        record = records.get(household_id)
        person = record.persons.get(person_id) if isinstance(record, HouseholdRecord) else None
        if person is None:
            # It left the form meanwhile, or its household cannot be opened, which verify tells.
            continue
        answers = {item: person.answers[item] for item in _SHOWN if item in person.answers}
        persons.append(
            TextsBody(
                household_id=household_id,
                person_id=person_id,
                person_version=person.version,
                answers=answers,
            )
        )
    response.headers["Cache-Control"] = "no-store"
    return Worklist(persons=persons, next=found[-1][1] if len(found) == limit else None)
