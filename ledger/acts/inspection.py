"""Acts on inspections and their findings."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from domain.commands import (
    CarryOutInspection,
    PlanInspection,
    RecordFinding,
    SetTask,
    VerifyFinding,
)
from domain.events import TaskKind
from domain.inspection import Inspection
from domain.permissions import Act
from domain.refusal import CodeTaken, FutureDate, KeyDestroyed
from ledger.acts.situation import NOTHING, Decision, Handler, Needs, Situation
from ledger.acts.work_plan import lay_down_task, require_independent

RECTIFY = "整改检查发现的问题 / Mend what the inspection found"
RECTIFIED = "检查问题经核验销号 / The finding is verified as mended"


def _plan(situation: Situation[PlanInspection]) -> Decision:
    command = situation.command
    situation.require_in_book(command.area)
    situation.permit(Act.INSPECT, command.area)
    situation.require_area(command.area)
    if command.code in situation.office.inspections:
        raise CodeTaken
    for household_id in command.household_ids:
        situation.permit(Act.INSPECT, situation.record(household_id).household.block)
    inspection = Inspection(situation.ids.named("inspection", command.code))
    inspection.plan(
        situation.by(),
        code=command.code,
        area=command.area,
        planned_for=command.planned_for,
        household_ids=command.household_ids,
    )
    return situation.decided(inspection.collect_events(), {"code": inspection.code})


def _sample(situation: Situation[PlanInspection]) -> Needs:
    return Needs(households=frozenset(situation.command.household_ids))


def _carry_out(situation: Situation[CarryOutInspection]) -> Decision:
    command = situation.command
    inspection = situation.office.inspection(command.code).twin()
    situation.permit(Act.INSPECT, inspection.area)
    if command.carried_out_on > situation.today:
        raise FutureDate
    inspection.carry_out(situation.by(), command.carried_out_on)
    return situation.decided(inspection.collect_events(), {"code": inspection.code})


def _record_finding(situation: Situation[RecordFinding]) -> Decision:
    command = situation.command
    inspection = situation.office.inspection(command.inspection).twin()
    situation.permit(Act.INSPECT, inspection.area)
    household = None
    if command.household_id is not None:
        if situation.roster.key_destroyed(command.household_id):
            raise KeyDestroyed
        household = command.household_id, situation.record(command.household_id).household.block
    number, task_code = inspection.next_task(situation.office.tasks)
    inspection.find(
        situation.by(),
        kind=command.kind,
        severity=command.severity,
        text=command.text,
        household=household,
        item=command.item,
        taken=situation.office.tasks,
    )
    rectification = SetTask(
        code=task_code,
        kind=TaskKind.RECTIFICATION,
        title=RECTIFY,
        criteria=RECTIFIED,
        area=inspection.area if household is None else household[1],
        due=command.due,
        account=command.account,
    )
    task = lay_down_task(situation, rectification, inspection=inspection.code)
    events = [*inspection.collect_events(), *task.collect_events()]
    told = {"code": inspection.code, "number": number, "task": task_code}
    return situation.decided(events, told)


def _found(situation: Situation[RecordFinding]) -> Needs:
    household_id = situation.command.household_id
    return NOTHING if household_id is None else Needs(households=frozenset({household_id}))


def _verify(situation: Situation[VerifyFinding]) -> Decision:
    command = situation.command
    inspection = situation.office.inspection(command.inspection).twin()
    situation.permit(Act.INSPECT, inspection.area)
    task = situation.office.task(inspection.open_finding(command.number).task).twin()
    require_independent(situation, task)
    task.accept(situation.by())
    inspection.close(situation.by(), command.number)
    events = [*inspection.collect_events(), *task.collect_events()]
    told = {"code": inspection.code, "number": command.number, "task": task.code}
    return situation.decided(events, told)


def _inspection(command: Any) -> Hashable:
    return "inspection", getattr(command, "inspection", None) or command.code


HANDLERS: Sequence[Handler[Any]] = (
    Handler(PlanInspection, "inspection", _plan, _inspection, _sample),
    Handler(CarryOutInspection, "inspection", _carry_out, _inspection),
    Handler(RecordFinding, "inspection", _record_finding, _inspection, _found),
    Handler(VerifyFinding, "inspection", _verify, _inspection),
)
