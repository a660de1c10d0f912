"""Inspections with their findings, and the remarks on households, which take a purpose to read."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.edge import READS, Area, BookCode, ForPurpose, SignedIn, TheService, problems
from api.household_reading import find_household
from api.office_past import office_asked
from api.past import AsOf, Past
from domain.events import FindingKind, FindingSeverity, InspectionFindingMade
from domain.inspection import Inspection
from domain.office import Office
from domain.permissions import Act, permit
from domain.refusal import KeyDestroyed, UnknownFinding
from domain.work_plan import TaskState

router = APIRouter(prefix="/books/{book}/inspections", tags=["inspections"])

InspectionInPath = Annotated[
    str, Path(pattern=r"^[A-Z][A-Z0-9]{0,7}(-[A-Z0-9]{1,8}){0,3}$", description="检查编号 / code")
]
NumberInPath = Annotated[int, Path(ge=1, lt=2**31, description="问题序号 / number")]


class FindingBody(BaseModel):
    """Something found wanting. A remark on a household is not told here."""

    number: int
    kind: FindingKind
    severity: FindingSeverity
    household_id: UUID | None
    item: str | None
    note: str | None
    found_by: str
    task: str
    task_state: TaskState
    closed_by: str | None


class InspectionBody(BaseModel):
    """An inspection with its findings."""

    code: str
    area: str
    planned_for: str
    household_ids: list[UUID] = Field(description="the sample; empty: the whole area")
    carried_out_on: str | None
    carried_out_by: str | None
    findings: list[FindingBody]
    positions: list[int] = Field(description="of all its entries")


class Inspections(Past):
    """Inspections in the order of their codes."""

    area: str
    unclosed: int = Field(description="findings that are not closed")
    inspections: list[InspectionBody]


class RemarkBody(BaseModel):
    """What an inspection says of a household."""

    inspection: str
    number: int
    household_id: UUID
    item: str | None
    remark: str


@router.get("", summary="检查 / Inspections", responses=problems(*READS))
def inspections(
    service: TheService, signed_in: SignedIn, book: BookCode, as_of: AsOf, area: Area = None
) -> Inspections:
    """The inspections of an area."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_WORK_PLAN, place)
    asked = office_asked(service, book, as_of)
    office = asked.then.office
    known = sorted(office.inspections.values(), key=lambda inspection: inspection.code)
    found = [_body(i, office) for i in known if i.area.startswith(place)]
    return Inspections(
        position=asked.past.position,
        recorded_at=asked.past.recorded_at,
        area=place,
        unclosed=sum(f.closed_by is None for i in found for f in i.findings),
        inspections=found,
    )


@router.get(
    "/{inspection}/findings/{number}/remark",
    summary="问题说明 / The remark on a household",
    responses=problems(*READS, 409),
)
def remark(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    inspection: InspectionInPath,
    number: NumberInPath,
    purpose: ForPurpose,
) -> RemarkBody:
    """What was found at a household, opened; the reading is put on record first."""
    actor = service.actor(signed_in, book)
    application = service.book(book).application
    found = application.office().inspection(inspection)
    finding = found.findings.get(number)
    if finding is None or finding.household_id is None:
        raise UnknownFinding
    household = find_household(application, actor, Act.READ_REMARK, finding.household_id)
    if application.roster().key_destroyed(finding.household_id):
        raise KeyDestroyed
    service.readings.record(
        book,
        actor,
        Act.READ_REMARK,
        purpose,
        area=household.block,
        household_id=finding.household_id,
        identifiers=True,
    )
    for recorded in application.events_of([found.id], with_personal=True):
        event = recorded.event
        if isinstance(event, InspectionFindingMade) and event.number == number:
            return RemarkBody(
                inspection=inspection,
                number=number,
                household_id=finding.household_id,
                item=event.item,
                remark=event.remark,
            )
    raise UnknownFinding


def _body(inspection: Inspection, office: Office) -> InspectionBody:
    return InspectionBody(
        code=inspection.code,
        area=inspection.area,
        planned_for=inspection.planned_for,
        household_ids=list(inspection.sample),
        carried_out_on=inspection.carried_out_on,
        carried_out_by=inspection.carried_out_by,
        findings=[
            FindingBody(
                number=f.number,
                kind=f.kind,
                severity=f.severity,
                household_id=f.household_id,
                item=f.item,
                note=f.note,
                found_by=f.found_by,
                task=f.task,
                task_state=office.task(f.task).state,
                closed_by=f.closed_by,
            )
            for f in inspection.findings.values()
        ],
        positions=list(office.positions[inspection.id]),
    )
