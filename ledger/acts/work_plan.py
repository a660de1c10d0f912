"""Acts on the tasks of the work plan."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from domain.commands import (
    AcceptTask,
    AddEvidence,
    CancelTask,
    ClaimTaskDone,
    PutOffTask,
    ReportProgress,
    ReturnTask,
    SetTask,
)
from domain.permissions import Act
from domain.refusal import CodeTaken, DependsOnOthers, NotIndependent
from domain.work_plan import Task, TaskState
from ledger.acts.situation import Decision, Handler, Situation

_Changing: TypeAlias = (
    ReportProgress | AddEvidence | ClaimTaskDone | AcceptTask | ReturnTask | PutOffTask | CancelTask
)


def lay_down_task(
    situation: Situation[Any], command: SetTask, *, inspection: str | None = None
) -> Task:
    """A new task with its event waiting; the post that an account holds now answers for it.

    Raises:
        CodeTaken: there is one of that code.
        NoAppointment: the account holds no post.
    """
    if command.code in situation.office.tasks:
        raise CodeTaken
    answerable = situation.roster.appointment_of(command.account)
    task = Task(situation.ids.named("task", command.code))
    task.lay_down(
        situation.by(),
        code=command.code,
        kind=command.kind,
        title=command.title,
        criteria=command.criteria,
        area=command.area,
        due=command.due,
        post_id=answerable.post_id,
        appointment_id=answerable.appointment_id,
        account=answerable.account,
        depends_on=command.depends_on,
        inspection=inspection,
    )
    situation.rests_on[answerable.post_id] = situation.roster.posts[answerable.post_id].version
    return task


def require_independent(situation: Situation[Any], task: Task) -> None:
    """Let the sender judge a task, or refuse it.

    Raises:
        NotIndependent: the sender worked on it or holds its post, or one of the sender and those
            who worked on it appointed the other.
    """
    own = situation.appointment.post_id == task.post_id
    judge, roster = situation.envelope.account, situation.roster
    if own or not all(roster.independent(judge, worker) for worker in task.workers):
        raise NotIndependent


def _set(situation: Situation[SetTask]) -> Decision:
    command = situation.command
    situation.require_in_book(command.area)
    situation.permit(Act.PLAN_WORK, command.area)
    situation.require_area(command.area)
    for code in command.depends_on:
        situation.office.task(code)
    return _decided(situation, lay_down_task(situation, command))


def _report(situation: Situation[ReportProgress], task: Task) -> None:
    situation.permit_own(Act.DO_TASK)
    task.report(situation.by(), situation.appointment.post_id, situation.command.percent)


def _add_evidence(situation: Situation[AddEvidence], task: Task) -> None:
    situation.permit_own(Act.DO_TASK)
    task.add_evidence(
        situation.by(),
        situation.appointment.post_id,
        document=situation.command.document,
        sha256=situation.command.sha256,
    )


def _claim(situation: Situation[ClaimTaskDone], task: Task) -> Mapping[UUID, int]:
    situation.permit_own(Act.DO_TASK)
    before = [situation.office.task(code) for code in task.depends_on]
    done = {TaskState.ACCEPTED, TaskState.CANCELLED}
    missing = [other.code for other in before if other.state not in done]
    if missing:
        raise DependsOnOthers(missing)
    task.claim_done(situation.by(), situation.appointment.post_id)
    return {other.id: other.version for other in before}


def _accept(situation: Situation[AcceptTask], task: Task) -> None:
    situation.permit(Act.JUDGE_TASK, task.area)
    task.require_no_finding()
    require_independent(situation, task)
    task.accept(situation.by())


def _return(situation: Situation[ReturnTask], task: Task) -> None:
    # What mends a finding is judged by whoever inspects.
    act = Act.JUDGE_TASK if task.inspection is None else Act.INSPECT
    situation.permit(act, task.area)
    require_independent(situation, task)
    task.send_back(situation.by(reason=situation.command.reason.value))


def _put_off(situation: Situation[PutOffTask], task: Task) -> None:
    situation.permit(Act.PLAN_WORK, task.area)
    task.put_off(situation.by(reason=situation.command.reason.value), situation.command.due)


def _cancel(situation: Situation[CancelTask], task: Task) -> None:
    situation.permit(Act.PLAN_WORK, task.area)
    task.cancel(situation.by(reason=situation.command.reason.value))


def _of_task(
    change: Callable[[Situation[Any], Task], Mapping[UUID, int] | None],
) -> Callable[[Situation[Any]], Decision]:
    """How a command is decided that changes the task it names."""

    def decide(situation: Situation[Any]) -> Decision:
        task = situation.office.task(situation.command.code).twin()
        return _decided(situation, task, change(situation, task))

    return decide


def _decided(
    situation: Situation[Any], task: Task, rests_on: Mapping[UUID, int] | None = None
) -> Decision:
    told = {"code": task.code, "state": task.state.value}
    return situation.decided(task.collect_events(), told, also_rests_on=rests_on)


def _plan(_: SetTask | _Changing) -> Hashable:
    """The plan as a whole: a task may depend on another one of the same batch."""
    return "work plan"


HANDLERS: Sequence[Handler[Any]] = (
    Handler(SetTask, "work plan", _set, _plan),
    Handler(ReportProgress, "work plan", _of_task(_report), _plan),
    Handler(AddEvidence, "work plan", _of_task(_add_evidence), _plan),
    Handler(ClaimTaskDone, "work plan", _of_task(_claim), _plan),
    Handler(AcceptTask, "work plan", _of_task(_accept), _plan),
    Handler(ReturnTask, "work plan", _of_task(_return), _plan),
    Handler(PutOffTask, "work plan", _of_task(_put_off), _plan),
    Handler(CancelTask, "work plan", _of_task(_cancel), _plan),
)
