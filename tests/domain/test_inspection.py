"""Findings come of an inspection that took place, lie within it, and are closed once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from domain.events import FindingKind, FindingSeverity, InspectionFindingMade
from domain.inspection import Inspection
from domain.refusal import (
    CodeTaken,
    FindingClosedAlready,
    InspectionCarriedOutAlready,
    InspectionNotCarriedOut,
    OutsideInspection,
    UnknownFinding,
)
from tests.domain.office_events import by

AREA, BLOCK, ELSEWHERE = "500112011", "500112011001001", "500112012001001"
SAMPLED = uuid4()


def inspection(*sample: UUID) -> Inspection:
    made = Inspection(uuid4())
    made.plan(by("i-1"), code="J-1", area=AREA, planned_for="2020-11-08", household_ids=sample)
    return made


def find(made: Inspection, household: tuple[UUID, str] | None = None) -> None:
    made.find(
        by("i-1"),
        kind=FindingKind.PROCEDURE,
        severity=FindingSeverity.MAJOR,
        text="未出示证件",
        household=household,
        item=None if household is None else "D5",
    )


def test_inspection_that_did_not_take_place_finds_nothing() -> None:
    with pytest.raises(InspectionNotCarriedOut):
        find(inspection())


def test_findings_are_numbered_and_each_names_the_task_that_mends_it() -> None:
    made = inspection()
    made.carry_out(by("i-1"), "2020-11-08")
    find(made)
    find(made, (SAMPLED, BLOCK))
    assert [(f.number, f.task) for f in made.findings.values()] == [(1, "J-1-1"), (2, "J-1-2")]


def test_remark_on_a_household_is_sealed_under_its_key_and_a_note_is_not() -> None:
    made = inspection()
    made.carry_out(by("i-1"), "2020-11-08")
    find(made)
    find(made, (SAMPLED, BLOCK))
    *_, note, remark = made.collect_events()
    assert isinstance(note, InspectionFindingMade)
    assert isinstance(remark, InspectionFindingMade)
    assert (note.note, note.remark, note.subject_id) == ("未出示证件", "", None)
    assert (remark.note, remark.remark, remark.subject_id) == (None, "未出示证件", SAMPLED)


def test_household_outside_the_area_or_the_sample_is_refused() -> None:
    made = inspection(SAMPLED)
    made.carry_out(by("i-1"), "2020-11-08")
    with pytest.raises(OutsideInspection):
        find(made, (uuid4(), BLOCK))
    with pytest.raises(OutsideInspection):
        find(made, (SAMPLED, ELSEWHERE))
    find(made, (SAMPLED, BLOCK))


def test_finding_is_closed_once() -> None:
    made = inspection()
    made.carry_out(by("i-1"), "2020-11-08")
    find(made)
    with pytest.raises(UnknownFinding):
        made.close(by("township"), 2)
    made.close(by("township"), 1)
    assert made.findings[1].closed_by == "township"
    with pytest.raises(FindingClosedAlready):
        made.close(by("township"), 1)


def test_inspection_is_planned_and_carried_out_once() -> None:
    made = inspection()
    with pytest.raises(CodeTaken):
        made.plan(by(), code="J-1", area=AREA, planned_for="2020-11-09", household_ids=())
    made.carry_out(by("i-1"), "2020-11-08")
    with pytest.raises(InspectionCarriedOutAlready):
        made.carry_out(by("i-1"), "2020-11-09")
