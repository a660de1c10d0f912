"""Tasks in a book: a post answers, its holder reports, somebody independent judges."""

from __future__ import annotations

import pytest

from domain.commands import (
    AcceptTask,
    AddEvidence,
    CancelTask,
    ClaimTaskDone,
    HandOverPost,
    PutOffTask,
    ReportProgress,
    ReturnTask,
)
from domain.events import AttemptRefused
from domain.reasons import EndReason, TaskChangeReason, TaskReturnReason
from domain.refusal import (
    BookMismatch,
    CodeTaken,
    DependsOnOthers,
    NoAppointment,
    NotAnswerable,
    NotIndependent,
    NotPermitted,
    OutsideArea,
    UnknownTask,
)
from domain.work_plan import TaskState
from ledger.application import BookApplication
from ledger.receipt import Receipt
from tests.ledger.books import act, envelope
from tests.ledger.office_acts import OTHER_DISTRICT, task


def test_task_is_claimed_by_its_post_and_accepted_by_somebody_independent(
    book: BookApplication,
) -> None:
    act(book, "township", task())
    act(book, "supervisor", ReportProgress(code="XC-1", percent=50))
    evidence = AddEvidence(code="XC-1", document="照片〔2020〕2号", sha256="a" * 64)
    act(book, "supervisor", evidence)
    act(book, "supervisor", ClaimTaskDone(code="XC-1"))
    act(book, "township", AcceptTask(code="XC-1"))
    done = book.office().task("XC-1")
    assert (done.state, done.judged_by) == (TaskState.ACCEPTED, "township")
    assert done.post_id == book.roster().appointment_of("supervisor").post_id


def test_holder_does_not_judge_own_task_and_the_attempt_is_on_record(
    book: BookApplication,
) -> None:
    act(book, "township", task())
    act(book, "supervisor", ClaimTaskDone(code="XC-1"))
    with pytest.raises(NotIndependent):
        act(book, "supervisor", AcceptTask(code="XC-1"))
    last = book.read(book.head().size - 1, 1)[0].event
    assert isinstance(last, AttemptRefused)
    assert (last.refusal, last.by.account) == ("not-independent", "supervisor")


def test_who_appointed_the_worker_does_not_judge_the_work(book: BookApplication) -> None:
    act(book, "township", task())
    act(book, "supervisor", ClaimTaskDone(code="XC-1"))
    with pytest.raises(NotIndependent):
        act(book, "county-1", AcceptTask(code="XC-1"))
    act(book, "county-2", AcceptTask(code="XC-1"))


def test_task_that_was_sent_back_is_claimed_again(book: BookApplication) -> None:
    act(book, "township", task())
    act(book, "supervisor", ClaimTaskDone(code="XC-1"))
    reason = TaskReturnReason.EVIDENCE_MISSING
    act(book, "township", ReturnTask(code="XC-1", reason=reason))
    act(book, "supervisor", ClaimTaskDone(code="XC-1"))
    assert book.office().task("XC-1").times_returned == 1


def test_another_post_reports_nothing(book: BookApplication) -> None:
    act(book, "township", task())
    with pytest.raises(NotAnswerable):
        act(book, "community", ReportProgress(code="XC-1", percent=50))


def test_task_waits_for_those_that_it_depends_on(book: BookApplication) -> None:
    act(book, "township", task("XC-1"))
    act(book, "township", task("XC-2", depends_on=("XC-1",)))
    with pytest.raises(DependsOnOthers) as refused:
        act(book, "supervisor", ClaimTaskDone(code="XC-2"))
    assert refused.value.details() == {"depends_on": ["XC-1"]}
    act(book, "supervisor", ClaimTaskDone(code="XC-1"))
    act(book, "township", AcceptTask(code="XC-1"))
    act(book, "supervisor", ClaimTaskDone(code="XC-2"))


def test_tasks_of_one_batch_may_depend_on_each_other(book: BookApplication) -> None:
    commands = [task("XC-1"), task("XC-2", depends_on=("XC-1",))]
    answers = book.execute([envelope("township", command) for command in commands])
    assert all(isinstance(answer, Receipt) for answer in answers), answers
    assert book.office().task("XC-2").depends_on == ("XC-1",)


def test_task_is_planned_within_ones_area_and_under_a_new_code(book: BookApplication) -> None:
    act(book, "community", task())
    with pytest.raises(CodeTaken):
        act(book, "community", task())
    with pytest.raises(OutsideArea):
        act(book, "community", task("XC-2", area=OTHER_DISTRICT))
    with pytest.raises(BookMismatch):
        act(book, "county-1", task("XC-2", area="110101"))
    with pytest.raises(UnknownTask):
        act(book, "county-1", task("XC-2", depends_on=("NO-1",)))
    with pytest.raises(NotPermitted):
        act(book, "enumerator", task("XC-2"))


def test_task_is_put_off_and_cancelled_with_a_reason(book: BookApplication) -> None:
    act(book, "township", task())
    reason = TaskChangeReason.OBSTACLE
    act(book, "township", PutOffTask(code="XC-1", due="2020-10-25", reason=reason))
    assert book.office().task("XC-1").due == "2020-10-25"
    act(book, "township", CancelTask(code="XC-1", reason=TaskChangeReason.PLAN_CHANGED))
    last = book.read(book.head().size - 1, 1)[0].event
    assert last.by.reason == "plan-changed"


def test_task_stays_with_its_post_when_that_is_handed_over(book: BookApplication) -> None:
    act(book, "township", task())
    act(book, "supervisor", ReportProgress(code="XC-1", percent=50))
    post_id = book.roster().appointment_of("supervisor").post_id
    hand_over = HandOverPost(
        account="supervisor",
        successor="successor",
        credential="CR-successor",
        holder="某乙",
        reason=EndReason.TRANSFERRED,
    )
    act(book, "county-1", hand_over)
    with pytest.raises(NoAppointment):
        act(book, "supervisor", ClaimTaskDone(code="XC-1"))
    act(book, "successor", ClaimTaskDone(code="XC-1"))
    done = book.office().task("XC-1")
    assert (done.set_for, list(done.workers)) == ("supervisor", ["supervisor", "successor"])
    holders = [a.account for a in book.roster().appointments.values() if a.post_id == post_id]
    assert holders == ["supervisor", "successor"]
