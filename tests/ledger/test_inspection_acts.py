"""Inspections in a book: each finding has its task, and nobody verifies own mending."""

from __future__ import annotations

import pytest

from domain.commands import (
    AcceptTask,
    AmendHousehold,
    CarryOutInspection,
    ClaimTaskDone,
    PublishBulletin,
    ReturnTask,
    Revision,
    VerifyFinding,
)
from domain.events import InspectionFindingMade, TaskKind, TaskSet
from domain.permissions import PERMITTED, Act
from domain.reasons import AmendReason, TaskReturnReason
from domain.refusal import (
    CodeTaken,
    InspectionNotCarriedOut,
    KeyDestroyed,
    NotIndependent,
    NotPermitted,
    OutsideInspection,
    TaskOfFinding,
    WrongTaskState,
)
from domain.status import Role
from domain.work_plan import TaskState
from ledger.application import BookApplication
from tests.ledger.books import BOOK, act, key_destruction, registered, version
from tests.ledger.office_acts import finding, inspection, staffed_with_inspector, task

CARRIED_OUT = CarryOutInspection(code="JC-1", carried_out_on="2020-11-08")


@pytest.fixture
def inspected(book: BookApplication) -> BookApplication:
    """An inspection of the street that took place."""
    staffed_with_inspector(book)
    act(book, "inspector", inspection())
    act(book, "inspector", CARRIED_OUT)
    return book


def test_finding_and_its_rectification_are_entries_of_one_command(
    inspected: BookApplication,
) -> None:
    receipt = act(inspected, "inspector", finding())
    made, task = (e.event for e in inspected.read(receipt.first_position, receipt.entries))
    assert isinstance(made, InspectionFindingMade)
    assert isinstance(task, TaskSet)
    assert (task.code, task.kind, task.inspection) == (
        made.task,
        TaskKind.RECTIFICATION,
        "JC-1",
    )


def test_finding_is_closed_with_its_task_by_somebody_who_did_not_mend_it(
    inspected: BookApplication,
) -> None:
    act(inspected, "inspector", finding())
    verify = VerifyFinding(inspection="JC-1", number=1)
    with pytest.raises(WrongTaskState):
        act(inspected, "inspector", verify)
    act(inspected, "supervisor", ClaimTaskDone(code="JC-1-1"))
    with pytest.raises(TaskOfFinding):
        act(inspected, "township", AcceptTask(code="JC-1-1"))
    with pytest.raises(NotIndependent):
        act(inspected, "county-1", verify)
    act(inspected, "inspector", verify)
    office = inspected.office()
    assert office.inspection("JC-1").findings[1].closed_by == "inspector"
    assert office.task("JC-1-1").state is TaskState.ACCEPTED


def test_finding_passes_over_a_task_code_that_was_taken_by_hand(
    inspected: BookApplication,
) -> None:
    act(inspected, "supervisor", task("JC-1-1"))
    told = act(inspected, "inspector", finding()).result
    assert (told["number"], told["task"]) == (2, "JC-1-2")
    assert act(inspected, "inspector", finding()).result["task"] == "JC-1-3"
    assert inspected.office().inspection("JC-1").findings[2].task == "JC-1-2"


def test_inspector_sends_back_what_is_not_mended(inspected: BookApplication) -> None:
    act(inspected, "inspector", finding())
    act(inspected, "supervisor", ClaimTaskDone(code="JC-1-1"))
    reason = TaskReturnReason.CRITERIA_NOT_MET
    act(inspected, "inspector", ReturnTask(code="JC-1-1", reason=reason))
    assert inspected.office().task("JC-1-1").state is TaskState.OPEN


def test_who_mends_a_finding_does_not_verify_it(inspected: BookApplication) -> None:
    act(inspected, "inspector", finding(account="township"))
    act(inspected, "township", ClaimTaskDone(code="JC-1-1"))
    with pytest.raises(NotIndependent):
        act(inspected, "township", VerifyFinding(inspection="JC-1", number=1))


def test_remark_on_a_household_is_stored_under_its_key_alone(
    inspected: BookApplication,
) -> None:
    household_id = registered(inspected)
    receipt = act(inspected, "inspector", finding(household_id))
    (clear,) = inspected.read(receipt.first_position, 1)
    assert isinstance(clear.event, InspectionFindingMade)
    assert (clear.event.remark, clear.event.household_id) == ("", household_id)
    (whole,) = inspected.read(receipt.first_position, 1, with_personal=True)
    assert isinstance(whole.event, InspectionFindingMade)
    assert whole.event.remark == "户主称出生月份登记有误"


def test_finding_on_a_household_whose_key_is_destroyed_is_refused(
    inspected: BookApplication,
) -> None:
    household_id = registered(inspected)
    act(inspected, "inspector", finding(household_id))
    act(inspected, "county-1", key_destruction(inspected, household_id))
    with pytest.raises(KeyDestroyed):
        act(inspected, "inspector", finding(household_id))
    assert inspected.office().inspection("JC-1").findings[1].household_id == household_id


def test_inspection_has_to_take_place_first_and_covers_its_sample_alone(
    book: BookApplication,
) -> None:
    household_id = registered(book)
    act(book, "township", inspection("JC-1", BOOK + "011", household_id))
    with pytest.raises(CodeTaken):
        act(book, "township", inspection())
    with pytest.raises(InspectionNotCarriedOut):
        act(book, "township", finding())
    act(book, "township", CARRIED_OUT)
    act(book, "township", finding(household_id))
    act(book, "county-1", inspection("JC-2", BOOK + "011002"))
    act(book, "county-1", CarryOutInspection(code="JC-2", carried_out_on="2020-11-09"))
    with pytest.raises(OutsideInspection):
        act(book, "county-1", finding(household_id, inspection="JC-2"))


def test_inspector_never_changes_an_answer(inspected: BookApplication) -> None:
    household_id = registered(inspected)
    amend = AmendHousehold(
        household_id=household_id,
        expected_version=version(inspected, household_id),
        revision=Revision(household={"H6": 95}),
        reason=AmendReason.ENTRY_MISTAKE,
    )
    with pytest.raises(NotPermitted):
        act(inspected, "inspector", amend)
    changing = (Act.REGISTER, Act.AMEND, Act.SUBMIT, Act.APPROVE, Act.CORRECT, Act.WITHDRAW)
    assert not any(Role.INSPECTOR in PERMITTED[changes] for changes in changing)


def test_bulletin_is_put_on_record_once(book: BookApplication) -> None:
    publish = PublishBulletin(number="TB-1", area=BOOK, position=3, sha256="b" * 64)
    act(book, "county-1", publish)
    assert book.office().bulletin("TB-1").position == 3
    with pytest.raises(CodeTaken):
        act(book, "county-1", publish)
    with pytest.raises(NotPermitted):
        act(book, "supervisor", PublishBulletin(number="TB-2", area=BOOK, position=3, sha256="b"))
