"""A level takes back what it approved, a return says why by item, and visits tell who is gone."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.canvass import NOBODY_BELONGS, VisitOutcome
from domain.commands import GivenRemark
from domain.event_codec import decode, encode
from domain.events import HouseholdReopened, HouseholdReturned
from domain.reasons import ReturnReason, WithdrawReason
from domain.refusal import (
    AuthorityNeeded,
    OwnWork,
    SecondPersonNeeded,
    UnknownPerson,
    VisitNeeded,
    WrongStatus,
)
from domain.status import APPROVED, Level, Status
from domain.visit import Visits
from tests.domain.records import AUTHORITY, at, by, listed

GROUND = by("office", authority=AUTHORITY, second="other")
VACANT = replace(by("supervisor"), reason=WithdrawReason.VACANT.value)


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.LISTED])
@pytest.mark.parametrize("level", list(Level))
def test_level_takes_back_its_own_approval_alone(level: Level, status: Status) -> None:
    record = at(status)
    if status is not APPROVED[level]:
        with pytest.raises(WrongStatus):
            record.reopen(GROUND, level)
        return
    record.reopen(GROUND, level)
    assert record.household.status is Status.RETURNED
    [event] = record.collect_events()
    assert isinstance(event, HouseholdReopened)
    assert event.level is level


def test_reopening_takes_a_document_and_an_accepted_record_two_persons() -> None:
    with pytest.raises(AuthorityNeeded):
        at(Status.SUPERVISOR_APPROVED).reopen(by("supervisor"), Level.SUPERVISOR)
    with pytest.raises(SecondPersonNeeded):
        at(Status.COUNTY_ACCEPTED).reopen(by("county", authority=AUTHORITY), Level.COUNTY)


def test_return_says_why_by_item() -> None:
    record = at(Status.SUBMITTED)
    person_id = record.household.person_ids[0]
    remarks = (
        GivenRemark(item="D11", person=0, text="请核对", reason=ReturnReason.DIFFERS_FROM_SOURCE),
        GivenRemark(item="H6", person=None, text="面积偏大"),
    )
    record.send_back(by("supervisor"), Level.SUPERVISOR, remarks)
    [event] = record.collect_events()
    assert isinstance(event, HouseholdReturned)
    assert [(r.item, r.person_id, r.reason) for r in event.remarks] == [
        ("D11", person_id, ReturnReason.DIFFERS_FROM_SOURCE),
        ("H6", None, None),
    ]
    clear, personal = encode(event)
    assert "请核对" not in str(clear)
    again = decode(event.topic, event.originator_id, event.originator_version, clear, personal)
    assert again == event


def test_remark_of_before_had_no_reason_of_its_own() -> None:
    record = at(Status.SUBMITTED)
    record.send_back(
        by("supervisor"), Level.SUPERVISOR, (GivenRemark(item="H6", person=None, text="?"),)
    )
    [event] = record.collect_events()
    clear, personal = encode(event)
    assert "reason" not in clear["remarks"][0]
    assert decode(event.topic, event.originator_id, 4, clear, personal) is not None


def test_remark_about_nobody_on_the_form_is_refused() -> None:
    with pytest.raises(UnknownPerson):
        at(Status.SUBMITTED).send_back(
            by("supervisor"), Level.SUPERVISOR, (GivenRemark(item=None, person=7, text="?"),)
        )


def visited(*outcomes: VisitOutcome) -> Visits:
    visits = Visits(uuid4())
    for outcome in outcomes:
        visits.make(by("enumerator"), uuid4(), outcome=outcome, next_visit=None, remark="")
    return visits


@pytest.mark.parametrize("outcome", list(VisitOutcome))
def test_unregistered_household_is_vacant_where_the_last_visit_found_nobody(
    outcome: VisitOutcome,
) -> None:
    record = listed()
    visits = visited(VisitOutcome.VACANT, outcome)
    assert visits.proposes_withdrawal is (outcome in NOBODY_BELONGS)
    if outcome in NOBODY_BELONGS:
        record.withdraw(VACANT, None, visits)
        assert record.household.status is Status.WITHDRAWN
    else:
        with pytest.raises(VisitNeeded):
            record.withdraw(VACANT, None, visits)


def test_nobody_confirms_what_they_found_at_the_door() -> None:
    own = replace(VACANT, account="enumerator")
    with pytest.raises(OwnWork):
        listed().withdraw(own, None, visited(VisitOutcome.MOVED))


def test_unregistered_household_that_was_never_visited_is_not_vacant() -> None:
    for visits in (None, visited()):
        with pytest.raises(VisitNeeded):
            listed().withdraw(VACANT, None, visits)


@pytest.mark.parametrize(
    "reason",
    [WithdrawReason.DUPLICATE, WithdrawReason.NOT_IN_BLOCK, WithdrawReason.OUT_OF_SCOPE],
)
def test_line_that_should_not_be_on_the_list_needs_no_visit(reason: WithdrawReason) -> None:
    record = listed()
    record.withdraw(replace(VACANT, reason=reason.value), None)
    assert record.household.status is Status.WITHDRAWN
