"""Persons: finding one by ID number."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.access import Purpose
from api.edge import WRITES, BookCode, SignedIn, TheService, problems
from api.person_finding import find_persons
from domain.status import Status

router = APIRouter(prefix="/books/{book}/persons", tags=["persons"])

IdNumber = Annotated[
    str,
    StringConstraints(
        pattern=r"^\s*[0-9０-９]{15}([0-9０-９]{2}[0-9０-９xXｘＸ])?\s*$", max_length=40
    ),
    Field(description="citizen identification number, 18 characters or the 15 of before 1999"),
]


class Search(BaseModel):
    """Whom to find, and what for."""

    model_config = ConfigDict(extra="forbid")

    id_number: IdNumber
    purpose: Purpose


class FoundPersonBody(BaseModel):
    """A person on whose form the number stands now."""

    person_id: UUID
    household_id: UUID
    block: str
    status: Status = Field(description="of the household's record; a withdrawn one counts no more")


class UnreadableHouseholdBody(BaseModel):
    """A household that may hold a person of the number, and cannot be opened."""

    household_id: UUID
    block: str
    code: str = Field(description="why: `key-missing`, `seal-broken` or `key-not-committed`")


class FoundPersons(BaseModel):
    """The persons found in one's own area: none, one, or several where people stand twice."""

    persons: list[FoundPersonBody]
    unreadable: list[UnreadableHouseholdBody] = Field(
        description="households where the bearer may stand too, which could not be opened"
    )


@router.post(
    "/find",
    summary="按证件号码查人 / Find a person by ID number",
    response_model=FoundPersons,
    responses=problems(*WRITES),
)
def find_person(
    service: TheService, signed_in: SignedIn, book: BookCode, given: Search, response: Response
) -> FoundPersons:
    """Where the bearer of an ID number is registered, within the area of one's post.

    The number goes in the body, so that no address or log holds it. The search is on record, and
    so is every household that was opened to confirm it.
    """
    reader = service.actor(signed_in, book)
    response.headers["Cache-Control"] = "no-store"
    found = find_persons(service, book, reader, given.id_number, given.purpose)
    return FoundPersons(
        persons=[
            FoundPersonBody(
                person_id=person.person_id,
                household_id=person.household_id,
                block=person.block,
                status=person.status,
            )
            for person in found.persons
        ],
        unreadable=[
            UnreadableHouseholdBody(
                household_id=household.household_id, block=household.block, code=household.code
            )
            for household in found.unreadable
        ],
    )
