"""Days worked, for those who countersign them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from api.office_past import office_asked
from api.past import AsOf, Past
from api.position import Position
from domain.pay import worked_in
from domain.permissions import Act, permit
from domain.status import Role
from projections.pay import OfficeThen

router = APIRouter(prefix="/books/{book}/pay/workdays", tags=["pay"])


class WorkdayState(StrEnum):
    """Whether somebody of a higher post confirmed a day."""

    WAITING = "waiting"
    COUNTERSIGNED = "countersigned"


class WorkdayBody(BaseModel):
    """A day worked under an appointment."""

    appointment_id: UUID
    account: str
    role: Role
    area: str = Field(description="that it was worked in; that of the county where there was none")
    date: str
    minutes: int
    recorded_by: str
    countersigned_by: str | None


class Workdays(Past):
    """Days in the order of account and date; ``next`` goes on, null at the end."""

    area: str
    workdays: list[WorkdayBody]
    next: int | None


@router.get("", summary="工作日 / Days worked", responses=problems(*READS))
def workdays(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    as_of: AsOf,
    area: Area = None,
    state: WorkdayState | None = None,
    cursor: Annotated[Position, Query(ge=0, lt=2**31, description="from next")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Workdays:
    """The days worked in an area, as they are to be signed."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_WORKDAYS, place)
    asked = office_asked(service, book, as_of)
    found = [
        day
        for day in _days(asked.then)
        if day.area.startswith(place) and (state is None or _state(day) is state)
    ]
    found.sort(key=lambda day: (day.account, day.date, str(day.appointment_id)))
    end = cursor + limit
    return Workdays(
        **asked.past.model_dump(exclude={"on"}),
        area=place,
        workdays=found[cursor:end],
        next=end if end < len(found) else None,
    )


def _days(then: OfficeThen) -> Iterator[WorkdayBody]:
    for appointment_id, account in then.office.accounts.items():
        worker = then.roster.appointments[appointment_id]
        for day in account.workdays.values():
            yield WorkdayBody(
                appointment_id=appointment_id,
                account=worker.account,
                role=worker.role,
                area=worked_in(worker, day.date) or then.book,
                date=day.date,
                minutes=day.minutes,
                recorded_by=day.recorded_by,
                countersigned_by=day.countersigned_by,
            )


def _state(day: WorkdayBody) -> WorkdayState:
    waits = day.countersigned_by is None
    return WorkdayState.WAITING if waits else WorkdayState.COUNTERSIGNED
