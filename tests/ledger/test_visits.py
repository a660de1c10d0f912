"""Visits are outcomes on record, and an empty dwelling leads to a confirmed withdrawal."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.canvass import VisitOutcome
from domain.commands import RecordVisit, WithdrawHousehold
from domain.events import VisitMade
from domain.reasons import WithdrawReason
from domain.refusal import (
    NotPermitted,
    OutsideArea,
    OwnWork,
    UnfitWithdrawal,
    UnknownHousehold,
    VisitNeeded,
    WrongStatus,
)
from domain.status import Status
from ledger.acts.visits import visits_id
from ledger.application import BookApplication
from tests.ledger.books import act, envelope, listed, version


def visit(household_id: UUID, outcome: VisitOutcome, **fields: str) -> RecordVisit:
    return replace(RecordVisit(household_id=household_id, outcome=outcome), **fields)


def withdrawal(book: BookApplication, household_id: UUID) -> WithdrawHousehold:
    return WithdrawHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        reason=WithdrawReason.VACANT,
    )


def test_visit_is_on_record_and_its_remark_is_sealed(book: BookApplication) -> None:
    (household_id,) = listed(book)
    told = act(
        book,
        "enumerator",
        visit(household_id, VisitOutcome.POSTPONED, next_visit="2020-11-03", remark="晚上八点以后"),
    )
    assert told.result["proposes_withdrawal"] is False
    ids = [visits_id(book.ids, household_id)]
    [sealed] = [r.event for r in book.events_of(ids)]
    [opened] = [r.event for r in book.events_of(ids, with_personal=True)]
    assert isinstance(sealed, VisitMade)
    assert isinstance(opened, VisitMade)
    assert (sealed.outcome, sealed.next_visit, sealed.remark) == (
        VisitOutcome.POSTPONED,
        "2020-11-03",
        "",
    )
    assert opened.remark == "晚上八点以后"


def test_visit_leaves_the_record_at_its_version(book: BookApplication) -> None:
    (household_id,) = listed(book)
    before = version(book, household_id)
    act(book, "enumerator", visit(household_id, VisitOutcome.REFUSED))
    assert version(book, household_id) == before


def test_visit_is_the_field_staffs_in_their_area(book: BookApplication) -> None:
    (household_id,) = listed(book)
    with pytest.raises(OutsideArea):
        act(book, "neighbour", visit(household_id, VisitOutcome.MET))
    with pytest.raises(NotPermitted):
        act(book, "county-1", visit(household_id, VisitOutcome.MET))


@pytest.mark.parametrize("outcome", [VisitOutcome.VACANT, VisitOutcome.MOVED])
def test_supervisor_confirms_that_nobody_belongs_there(
    book: BookApplication, outcome: VisitOutcome
) -> None:
    (household_id,) = listed(book)
    with pytest.raises(VisitNeeded):
        act(book, "supervisor", withdrawal(book, household_id))
    told = act(book, "enumerator", visit(household_id, outcome))
    assert told.result["proposes_withdrawal"] is True
    with pytest.raises(NotPermitted):
        act(book, "enumerator", withdrawal(book, household_id))
    act(book, "supervisor", withdrawal(book, household_id))
    assert book.household_record(household_id).household.status is Status.WITHDRAWN
    with pytest.raises(WrongStatus):
        act(book, "enumerator", visit(household_id, VisitOutcome.MET))


def duplicate(book: BookApplication, household_id: UUID, of: UUID) -> WithdrawHousehold:
    return replace(withdrawal(book, household_id), reason=WithdrawReason.DUPLICATE, duplicate_of=of)


def test_line_listed_twice_goes_without_a_visit(book: BookApplication) -> None:
    one, other = listed(book, 2)
    with pytest.raises(UnknownHousehold):
        act(book, "supervisor", duplicate(book, one, uuid4()))
    with pytest.raises(UnfitWithdrawal):
        act(book, "supervisor", duplicate(book, one, one))
    act(book, "supervisor", duplicate(book, one, other))
    with pytest.raises(UnfitWithdrawal):
        act(book, "supervisor", duplicate(book, other, one))


def test_two_duplicates_do_not_withdraw_each_other(book: BookApplication) -> None:
    one, other = listed(book, 2)
    sent = [duplicate(book, one, other), duplicate(book, other, one)]
    answers = book.execute([envelope("supervisor", command) for command in sent])
    assert sorted(type(a).__name__ for a in answers) == ["Receipt", "UnfitWithdrawal"]


def test_later_visit_takes_the_proposal_back(book: BookApplication) -> None:
    (household_id,) = listed(book)
    act(book, "enumerator", visit(household_id, VisitOutcome.VACANT))
    act(book, "enumerator", visit(household_id, VisitOutcome.MET))
    with pytest.raises(VisitNeeded):
        act(book, "supervisor", withdrawal(book, household_id))


def test_nobody_confirms_an_own_visit(book: BookApplication) -> None:
    (household_id,) = listed(book)
    act(book, "supervisor", visit(household_id, VisitOutcome.VACANT))
    with pytest.raises(OwnWork):
        act(book, "supervisor", withdrawal(book, household_id))
    act(book, "township", withdrawal(book, household_id))
