"""A task belongs to a post, is claimed by its holder, and judged by another."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from domain.events import TaskKind
from domain.refusal import (
    CodeTaken,
    NotAnswerable,
    NothingChanged,
    TaskOfFinding,
    WrongTaskState,
)
from domain.work_plan import Task, TaskState
from tests.domain.office_events import by

POST = uuid4()


def fields(inspection: str | None = None) -> dict[str, object]:
    return {
        "code": "T-1",
        "kind": TaskKind.PUBLICITY,
        "title": "张贴公告",
        "criteria": "每个单元一张",
        "area": "500112011001",
        "due": "2020-10-20",
        "post_id": POST,
        "appointment_id": uuid4(),
        "account": "s-1",
        "depends_on": (),
        "inspection": inspection,
    }


def task(inspection: str | None = None) -> Task:
    made = Task(uuid4())
    made.lay_down(by(), **fields(inspection))
    return made


def test_task_goes_from_open_by_way_of_a_claim_to_accepted() -> None:
    made = task()
    made.report(by("s-1"), POST, 40)
    made.add_evidence(by("s-1"), POST, document="照片〔2020〕2号", sha256="a" * 64)
    made.claim_done(by("s-1"), POST)
    assert (made.state, made.percent, list(made.workers)) == (TaskState.CLAIMED, 100, ["s-1"])
    made.accept(by("township"))
    assert (made.state, made.judged_by) == (TaskState.ACCEPTED, "township")


def test_task_that_is_sent_back_is_open_again_and_counts_it() -> None:
    made = task()
    made.claim_done(by("s-1"), POST)
    made.send_back(by("township", reason="criteria-not-met"))
    assert (made.state, made.times_returned) == (TaskState.OPEN, 1)
    with pytest.raises(WrongTaskState):
        made.accept(by("township"))


def test_holder_of_another_post_reports_nothing() -> None:
    made, other = task(), UUID(int=1)
    for report in (
        lambda: made.report(by("e-1"), other, 10),
        lambda: made.add_evidence(by("e-1"), other, document="甲〔2020〕1号", sha256="b" * 64),
        lambda: made.claim_done(by("e-1"), other),
    ):
        with pytest.raises(NotAnswerable):
            report()


def test_task_stays_with_its_post_when_the_holder_changes() -> None:
    made = task()
    made.report(by("s-1"), POST, 40)
    made.claim_done(by("s-2"), POST)
    assert (made.set_for, list(made.workers)) == ("s-1", ["s-1", "s-2"])


def test_task_is_overdue_while_it_is_open_after_its_date() -> None:
    made = task()
    assert not made.overdue("2020-10-20")
    assert made.overdue("2020-10-21")
    made.put_off(by(reason="obstacle"), "2020-10-25")
    assert not made.overdue("2020-10-21")
    made.claim_done(by("s-1"), POST)
    assert not made.overdue("2020-11-01")


def test_task_that_is_over_is_neither_put_off_nor_cancelled() -> None:
    made = task()
    made.cancel(by(reason="no-longer-needed"))
    for change in (
        lambda: made.cancel(by(reason="no-longer-needed")),
        lambda: made.put_off(by(reason="obstacle"), "2020-10-25"),
        lambda: made.report(by("s-1"), POST, 10),
    ):
        with pytest.raises(WrongTaskState):
            change()


def test_what_mends_a_finding_is_not_cancelled() -> None:
    with pytest.raises(TaskOfFinding):
        task(inspection="J-1").cancel(by(reason="no-longer-needed"))


def test_report_and_date_that_say_nothing_new_are_refused() -> None:
    made = task()
    with pytest.raises(NothingChanged):
        made.report(by("s-1"), POST, 0)
    with pytest.raises(NothingChanged):
        made.put_off(by(reason="obstacle"), "2020-10-20")


def test_code_of_a_task_is_given_once() -> None:
    with pytest.raises(CodeTaken):
        task().lay_down(by(), **fields())
