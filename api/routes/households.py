"""Households: registering one, every act on one, and reading one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field

from api.commands.households import (
    AmendBody,
    ApproveBody,
    CorrectBody,
    RegisterBody,
    ReturnBody,
    SubmitBody,
    WithdrawBody,
)
from api.edge import (
    READS,
    WRITES,
    BookCode,
    ForPurpose,
    SignedIn,
    TheService,
    WithIdentifiers,
    problems,
)
from api.household_reading import find_household, read_household
from api.performing import perform_one
from api.receipts import ReceiptBody
from domain.forms import DEATH_IDENTIFIER_ITEMS, IDENTIFIER_ITEMS, Answer, Answers
from domain.household_record import HouseholdRecord
from domain.permissions import Act
from domain.rules import RULES
from domain.status import Status
from projections.destruction import SealedForGood, sealed_for_good

router = APIRouter(prefix="/books/{book}/households", tags=["households"])

_ACT: dict[str, Any] = {"response_model": ReceiptBody, "responses": problems(*WRITES)}


class PersonBody(BaseModel):
    """A person on the form."""

    person_id: UUID
    version: int
    answers: dict[str, Answer]


class FindingBody(BaseModel):
    """What a rule said of the record when it was recorded, and why it is kept."""

    rule: str
    severity: str
    person_id: UUID | None
    items: list[str]
    message_zh: str
    message_en: str
    explained: bool
    explanation: str | None = Field(description="with identifiers only")


class HouseholdBody(BaseModel):
    """A household's record; answers by item code. Names and ID numbers only where asked for."""

    household_id: UUID
    version: int
    status: Status
    block: str
    number: str
    building: str
    unit: str
    form: str | None
    form_version: str | None
    answers: dict[str, Answer]
    persons: list[PersonBody]
    foreigners: list[PersonBody] = Field(
        description="who stands on the form for Hong Kong, Macao, Taiwan residents and foreigners"
    )
    deaths: list[dict[str, Answer]]
    findings: list[FindingBody]
    sealed_for_good: SealedForGood | None = Field(
        description="who had the key destroyed and when, if it was: identifiers stay sealed"
    )


@router.post(
    "",
    status_code=201,
    summary="登记一户 / Register a household",
    response_model=ReceiptBody,
    responses=problems(*WRITES),
)
def register(
    service: TheService, signed_in: SignedIn, book: BookCode, given: RegisterBody
) -> Response:
    """Record a listed household's answered form; an error of a rule refuses it."""
    envelope = given.envelope(
        signed_in.account, given.command(service.book(book).application.census)
    )
    return perform_one(service, book, signed_in, envelope, status=201)


@router.post("/{household_id}/submit", summary="提交 / Submit", **_ACT)
def submit(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    given: SubmitBody,
) -> Response:
    """Declare the answers true and send the record to review; every warning needs its reason."""
    envelope = given.envelope(signed_in.account, given.command(household_id))
    return perform_one(service, book, signed_in, envelope)


@router.post("/{household_id}/return", summary="退回 / Return", **_ACT)
def return_household(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    given: ReturnBody,
) -> Response:
    """Send the record back to its enumerator, with a coded reason."""
    envelope = given.envelope(signed_in.account, given.command(household_id))
    return perform_one(service, book, signed_in, envelope)


@router.post("/{household_id}/approve", summary="审核通过 / Approve", **_ACT)
def approve(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    given: ApproveBody,
) -> Response:
    """Approve at the level of one's post: supervisor, community, township, county, in turn."""
    envelope = given.envelope(signed_in.account, given.command(household_id))
    return perform_one(service, book, signed_in, envelope)


@router.post("/{household_id}/amend", summary="修改 / Amend", **_ACT)
def amend(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    given: AmendBody,
) -> Response:
    """Change a record that is not in review, before submission or after a return."""
    envelope = given.envelope(signed_in.account, given.command(household_id))
    return perform_one(service, book, signed_in, envelope)


@router.post("/{household_id}/correct", summary="更正 / Correct", **_ACT)
def correct(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    given: CorrectBody,
) -> Response:
    """Correct an approved record on an authority.

    Once the county has accepted it, ``second_token`` must be another person's own token.
    """
    second = given.second_token and service.second_account(book, given.second_token)
    envelope = given.envelope(signed_in.account, given.command(household_id, second or None))
    return perform_one(service, book, signed_in, envelope)


@router.post("/{household_id}/withdraw", summary="撤销 / Withdraw", **_ACT)
def withdraw(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    given: WithdrawBody,
) -> Response:
    """Let a registration count no more: a duplicate, or nothing that is counted.

    Once a level has approved it, an office does so on an ``authority``; once the county has
    accepted it, ``second_token`` must be another person's own token.
    """
    second = given.second_token and service.second_account(book, given.second_token)
    envelope = given.envelope(signed_in.account, given.command(household_id, second or None))
    return perform_one(service, book, signed_in, envelope)


@router.get(
    "/{household_id}",
    summary="读取一户 / Read a household",
    response_model=HouseholdBody,
    responses=problems(*READS) | {304: {"description": "not changed since If-None-Match"}},
)
def read(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    purpose: ForPurpose,
    response: Response,
    identifiers: WithIdentifiers = False,
    if_none_match: Annotated[str | None, Header()] = None,
) -> HouseholdBody | Response:
    """The record as it stands; its version is the ETag. The reading is put on record first."""
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
    record = read_household(application, found, identifiers=identifiers)
    sealed = sealed_for_good(application, household_id)
    etag = f'"{record.household.version}{"+" if identifiers else ""}{"-" if sealed else ""}"'
    said = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if if_none_match == etag:
        return Response(status_code=304, headers=said)
    response.headers.update(said)
    return household_body(record, identifiers, sealed)


def _without(answers: Answers, left_out: frozenset[str]) -> dict[str, Answer]:
    return {item: answer for item, answer in answers.items() if item not in left_out}


def _persons(
    record: HouseholdRecord, person_ids: Sequence[UUID], hidden: frozenset[str]
) -> list[PersonBody]:
    """Persons of a form as they are shown; of a past state, those who were entered by then."""
    return [
        PersonBody(
            person_id=person.id,
            version=person.version,
            answers=_without(person.answers, hidden),
        )
        for i in person_ids
        if (person := record.persons.get(i)) is not None
    ]


def household_body(
    record: HouseholdRecord, identifiers: bool, sealed: SealedForGood | None
) -> HouseholdBody:
    """A record as it is shown, of now or of the past; identifiers only where asked for."""
    household = record.household
    hidden = frozenset() if identifiers else IDENTIFIER_ITEMS
    hidden_of_dead = frozenset() if identifiers else DEATH_IDENTIFIER_ITEMS
    findings = []
    for finding in household.findings:
        explanation = household.explanations.get((finding.rule, finding.person_id))
        findings.append(
            FindingBody(
                rule=finding.rule,
                severity=finding.severity,
                person_id=finding.person_id,
                items=list(finding.items),
                message_zh=RULES[finding.rule].zh,
                message_en=RULES[finding.rule].en,
                explained=explanation is not None,
                explanation=(explanation.text or None) if explanation and identifiers else None,
            )
        )
    return HouseholdBody(
        household_id=household.id,
        version=household.version,
        status=household.status,
        block=household.block,
        number=household.number,
        building=household.building,
        unit=household.unit,
        form=household.form or None,
        form_version=household.form_version or None,
        answers=_without(household.answers, hidden),
        persons=_persons(record, household.person_ids, hidden),
        foreigners=_persons(record, household.foreign_ids, hidden),
        deaths=[_without(line, hidden_of_dead) for line in household.deaths],
        findings=findings,
        sealed_for_good=sealed,
    )
