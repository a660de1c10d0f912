"""A level takes back what it approved, a return says why by item, and visits tell who is gone."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.attribution import RESPONDENT
from domain.canvass import NOBODY_BELONGS, VisitOutcome
from domain.commands import GivenRemark
from domain.event_codec import decode, encode
from domain.events import HouseholdReopened, HouseholdReturned, HouseholdWithdrawn
from domain.reasons import ReturnReason, WithdrawReason
from domain.refusal import (
    AuthorityNeeded,
    OwnWork,
    SecondPersonNeeded,
    UnfitWithdrawal,
    UnknownPerson,
    VisitNeeded,
    WrongStatus,
)
from domain.status import APPROVED, Level, Status
from domain.visit import Visits
from tests.domain.records import AUTHORITY, at, by, listed
from tests.domain.rules.synthetic import form, person

GROUND = by("office", authority=AUTHORITY, second="other")
VACANT = replace(by("supervisor"), reason=WithdrawReason.VACANT.value)
DUPLICATE = replace(VACANT, reason=WithdrawReason.DUPLICATE.value)


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


@pytest.mark.parametrize("reason", [WithdrawReason.NOT_IN_BLOCK, WithdrawReason.OUT_OF_SCOPE])
def test_line_goes_for_no_other_reason_without_a_visit_either(reason: WithdrawReason) -> None:
    record, why = listed(), replace(VACANT, reason=reason.value)
    with pytest.raises(VisitNeeded):
        record.withdraw(why, None)
    record.withdraw(why, None, visited(VisitOutcome.VACANT))
    assert record.household.status is Status.WITHDRAWN


@pytest.mark.parametrize(
    ("one", "other", "goes"),
    [
        (Status.LISTED, Status.LISTED, True),
        (Status.LISTED, Status.SUBMITTED, True),
        (Status.REGISTERED, Status.REGISTERED, True),
        (Status.REGISTERED, Status.LISTED, False),
        (Status.REGISTERED, Status.WITHDRAWN, False),
        (Status.LISTED, Status.WITHDRAWN, False),
    ],
)
def test_duplicate_goes_where_the_other_one_counts(one: Status, other: Status, goes: bool) -> None:
    record, stays = at(one), at(other).household
    if goes:
        record.withdraw(DUPLICATE, stays)
        [event] = record.collect_events()
        assert isinstance(event, HouseholdWithdrawn)
        assert event.duplicate_of == stays.id
    else:
        with pytest.raises(UnfitWithdrawal):
            record.withdraw(DUPLICATE, stays)


def test_duplicate_is_one_of_another_household() -> None:
    record = at(Status.REGISTERED)
    for stays in (None, record.household):
        with pytest.raises(UnfitWithdrawal):
            record.withdraw(DUPLICATE, stays)
    with pytest.raises(UnfitWithdrawal):
        record.withdraw(replace(VACANT, reason=WithdrawReason.OUT_OF_SCOPE.value), record.household)


def test_nobody_reviews_what_was_done_under_their_appointment() -> None:
    record, supervisor = listed(), by("supervisor")
    own = replace(supervisor, account=RESPONDENT)
    record.register(own, form(person(0)), [uuid4()], ())
    record.submit(own, "self-declared", ())
    with pytest.raises(OwnWork):
        record.approve(supervisor, Level.SUPERVISOR)
    with pytest.raises(OwnWork):
        record.send_back(supervisor, Level.SUPERVISOR, ())
    record.approve(by("other-supervisor"), Level.SUPERVISOR)
    assert record.household.status is Status.SUPERVISOR_APPROVED
