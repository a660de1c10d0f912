"""The work plan: tasks, who answers for each and who did before, and what is overdue."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from api.office_past import OfficeAsked, OfficePast, OnDay, office_asked
from api.past import AsOf
from domain.events import TaskKind
from domain.permissions import Act, permit, permit_own
from domain.work_plan import Task, TaskState

router = APIRouter(prefix="/books/{book}/tasks", tags=["work plan"])

_CODE = r"^[A-Z][A-Z0-9]{0,7}(-[A-Z0-9]{1,8}){0,4}$"


class EvidenceBody(BaseModel):
    """A document that shows the work; its file is kept elsewhere."""

    document: str
    sha256: str
    account: str


class HolderBody(BaseModel):
    """Somebody who holds the post that answers for a task, or held it."""

    account: str
    appointment_id: UUID
    current: bool


class TaskBody(BaseModel):
    """A task. ``holders`` are all who ever held its post, the one of then last."""

    code: str
    kind: TaskKind
    title: str
    criteria: str
    area: str
    due: str
    state: TaskState
    percent: int
    overdue: bool
    post_id: UUID | None
    set_for: str = Field(description="the account that held the post when it was laid down")
    holders: list[HolderBody]
    depends_on: list[str]
    inspection: str | None = Field(description="whose finding it mends")
    evidence: list[EvidenceBody]
    judged_by: str | None
    times_returned: int
    positions: list[int] = Field(description="of all its entries")


class Tasks(OfficePast):
    """Tasks in the order of their codes; ``next`` goes on, null at the end."""

    area: str
    overdue: int = Field(description="of all tasks that were asked for")
    tasks: list[TaskBody]
    next: str | None


@router.get("", summary="工作任务 / Tasks", responses=problems(*READS))
def tasks(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    as_of: AsOf,
    on: OnDay = None,
    area: Area = None,
    state: Annotated[TaskState | None, Query()] = None,
    overdue: Annotated[bool, Query(description="the overdue ones alone")] = False,
    cursor: Annotated[str | None, Query(pattern=_CODE, description="from next")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Tasks:
    """The tasks of an area; where none is named, of one's own, and those that one answers for."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    if area is None:
        permit_own(actor, Act.READ_WORK_PLAN)
    else:
        permit(actor, Act.READ_WORK_PLAN, area)
    asked = office_asked(service, book, as_of, on)
    day = asked.past.on.isoformat()
    known = sorted(asked.then.office.tasks.values(), key=lambda task: task.code)
    lying = [
        task
        for task in known
        if (place and task.area.startswith(place))
        or (area is None and task.post_id == actor.post_id)
    ]
    found = [
        task
        for task in lying
        if task.code > (cursor or "")
        and (state is None or task.state is state)
        and (not overdue or task.overdue(day))
    ]
    page = found[:limit]
    return Tasks(
        **asked.past.model_dump(),
        area=place,
        overdue=sum(task.overdue(day) for task in lying),
        tasks=[_body(task, asked) for task in page],
        next=page[-1].code if len(found) > limit else None,
    )


def _body(task: Task, asked: OfficeAsked) -> TaskBody:
    held = asked.then.roster.appointments.values()
    return TaskBody(
        code=task.code,
        kind=task.kind,
        title=task.title,
        criteria=task.criteria,
        area=task.area,
        due=task.due,
        state=task.state,
        percent=task.percent,
        overdue=task.overdue(asked.past.on.isoformat()),
        post_id=task.post_id,
        set_for=task.set_for,
        holders=[
            HolderBody(account=a.account, appointment_id=a.appointment_id, current=a.current)
            for a in held
            if a.post_id == task.post_id
        ],
        depends_on=list(task.depends_on),
        inspection=task.inspection,
        evidence=[
            EvidenceBody(document=e.document, sha256=e.sha256, account=e.account)
            for e in task.evidence
        ],
        judged_by=task.judged_by,
        times_returned=task.times_returned,
        positions=list(asked.then.office.positions[task.id]),
    )
