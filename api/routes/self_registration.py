"""Households that register themselves: signing in with a code, and reading their own record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.access import Purpose
from api.commands.sender import BlockCode
from api.edge import READS, BookCode, SignedIn, TheService, problems
from api.household_reading import own_household, read_household
from api.problems import OtherBook, SignInFailed
from api.respondents import respondent_of
from api.routes.households import HouseholdBody, household_body
from domain.attribution import RESPONDENT
from domain.permissions import Act
from domain.phase import CensusPhase
from domain.refusal import NotPermitted
from domain.status import AMENDABLE, Status
from projections.destruction import sealed_for_good

router = APIRouter(tags=["self-registration"])


class HouseholdCode(BaseModel):
    """A household of a block's list with the code that was handed to it."""

    model_config = ConfigDict(extra="forbid")

    book: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    block: BlockCode
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
    code: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class HouseholdSession(BaseModel):
    """A household's sign-in with its token, which is good for its own record alone."""

    book: str
    household_id: UUID
    expires: datetime
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # the kind of token, not one


class OwnRecord(BaseModel):
    """What is on record of the household that asks."""

    household: HouseholdBody
    open_to_change: bool = Field(description="whether it may still register, amend or submit")


@router.post(
    "/session/self",
    summary="住户登录 / Sign in as a household",
    responses=problems(400, 401, 403, 413, 415, 422, 429),
)
def sign_in_as_household(service: TheService, given: HouseholdCode) -> HouseholdSession:
    """Give a token for a household's own record; wrong codes are counted like wrong passwords."""
    with service.failures.attempt(given.book, f"{given.block}/{given.number}"):
        application = service.book(given.book).application
        respondent = respondent_of(application, given.block, given.number, given.code)
        if respondent is None:
            raise SignInFailed
    token, signed_in = service.tokens.issue(given.book, RESPONDENT, respondent=respondent)
    return HouseholdSession(
        book=given.book,
        household_id=respondent.household_id,
        expires=signed_in.expires,
        access_token=token,
    )


@router.get(
    "/books/{book}/self",
    summary="本户记录 / One's own record",
    responses=problems(*READS),
)
def own_record(service: TheService, signed_in: SignedIn, book: BookCode) -> OwnRecord:
    """The signed-in household's own record, names and all. The reading is put on record first."""
    if signed_in.book != book:
        raise OtherBook
    if signed_in.respondent is None:
        raise NotPermitted("read-own-record", "post")
    application = service.book(book).application
    roster = application.roster()
    household_id = signed_in.respondent.household_id
    issuer = roster.appointments[signed_in.respondent.appointment_id]
    found = own_household(application, household_id)
    service.readings.record(
        book,
        replace(issuer, account=RESPONDENT),
        Act.READ_HOUSEHOLD,
        Purpose.RESPONDENT_REQUEST,
        area=found.block,
        household_id=household_id,
        identifiers=True,
    )
    sealed = sealed_for_good(application, household_id)
    record = read_household(application, found, identifiers=sealed is None)
    phases = roster.book.phases_open if roster.book is not None else frozenset()
    return OwnRecord(
        household=household_body(record, sealed is None, sealed),
        open_to_change=CensusPhase.SELF_REGISTRATION in phases
        and record.household.status in AMENDABLE | {Status.LISTED},
    )
