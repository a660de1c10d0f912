"""The work plan of a whole census, an inspection, and the bulletin at its end."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, NamedTuple

from api.simulation.review import COUNTY, supervisor_of
from api.simulation.whole.course import Course
from api.simulation.whole.staff import INSPECTOR
from domain.events import FindingKind, FindingSeverity, TaskKind

_DAYS = 30
"""How far ahead tasks are due."""
INSPECTION = "JC-01"
BULLETIN = "TB-01"
INSPECTED = 20
"""Households in the sample of an inspection."""


class _Task(NamedTuple):
    code: str
    kind: TaskKind
    title: str
    criteria: str
    depends_on: tuple[str, ...] = ()


_TASKS = (
    _Task("GZ-01", TaskKind.PUBLICITY, "普查宣传 / Publicity", "每个社区张贴公告 / Posters up"),
    _Task("GZ-02", TaskKind.TRAINING, "业务培训 / Training", "全员考核合格 / Everybody passed"),
    _Task(
        "GZ-03",
        TaskKind.LOGISTICS,
        "发放设备证件 / Devices and passes",
        "领用手续齐全 / Receipts signed",
        ("GZ-02",),
    ),
    _Task("GZ-04", TaskKind.INSPECTION, "质量检查 / Inspection", "抽查并销号 / Findings closed"),
)
_AFTERWARDS = "GZ-04"
"""The task that ends with the inspection."""


def plan_work(course: Course) -> None:
    """Lay down the tasks; those before registration are done and found so."""
    due = (course.day + timedelta(days=_DAYS)).isoformat()
    for task in _TASKS:
        course.do(
            COUNTY[0],
            "set-task",
            task.code,
            code=task.code,
            kind=task.kind.value,
            title=task.title,
            criteria=task.criteria,
            area=course.township,
            due=due,
            account=_answerable(course),
            depends_on=list(task.depends_on),
        )
    for task in _TASKS:
        if task.code != _AFTERWARDS:
            _done(course, task.code)


def _answerable(course: Course) -> str:
    return f"t-{course.township}"


def _done(course: Course, code: str) -> None:
    _evidenced(course, _answerable(course), code)
    course.do(COUNTY[1], "accept-task", code, code=code)
    course.done("tasks accepted")


def _evidenced(course: Course, account: str, code: str) -> None:
    document = f"材料{code}"
    digest = hashlib.sha256(document.encode()).hexdigest()
    course.do(account, "report-progress", code, code=code, percent=50)
    course.do(account, "add-evidence", code, code=code, document=document, sha256=digest)
    course.do(account, "claim-task-done", code, code=code)


def inspect(course: Course) -> None:
    """Look at a sample of households; what is found is mended by others, and verified."""
    step = max(1, len(course.cases) // INSPECTED)
    sample = course.cases[::step][:INSPECTED]
    day = course.day.isoformat()
    course.do(
        INSPECTOR,
        "plan-inspection",
        INSPECTION,
        code=INSPECTION,
        area=course.township,
        planned_for=day,
        household_ids=[case.household_id for case in sample],
    )
    course.do(INSPECTOR, "carry-out-inspection", INSPECTION, code=INSPECTION, carried_out_on=day)
    about_household = {
        "kind": FindingKind.WRONG_ANSWER.value,
        "severity": FindingSeverity.MINOR.value,
        "household_id": sample[0].household_id,
        "remark": "住房项目请复核 / look at the dwelling again",
    }
    about_none = {
        "kind": FindingKind.PUBLICITY.value,
        "severity": FindingSeverity.MINOR.value,
        "note": "楼栋公告未张贴 / No poster in a building",
    }
    enumerator = course.crew.enumerator(sample[0].block)
    _find(course, about_household, enumerator)
    _find(course, about_none, supervisor_of(sample[0].block))
    _done(course, _AFTERWARDS)
    course.done("households inspected", len(sample))


def _find(course: Course, found: dict[str, Any], account: str) -> None:
    told = course.do(
        INSPECTOR,
        "record-finding",
        account,
        inspection=INSPECTION,
        account=account,
        due=(course.day + timedelta(days=_DAYS)).isoformat(),
        **found,
    )
    _evidenced(course, account, told["task"])
    course.do(INSPECTOR, "verify-finding", account, inspection=INSPECTION, number=told["number"])
    course.done("findings closed")


def publish_bulletin(course: Course) -> None:
    """Have the bulletin of the township made as of now, and put on record that it was given out."""
    made = course.read(COUNTY[0], "/bulletin", area=course.township)
    course.do(
        COUNTY[0],
        "publish-bulletin",
        BULLETIN,
        number=BULLETIN,
        area=course.township,
        position=made["position"],
        sha256=made["sha256"],
    )
    course.done("bulletins published")
