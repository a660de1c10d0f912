"""A budget line is never overspent, whatever is asked of it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budget import BudgetLine
from domain.events import BudgetPurpose
from domain.refusal import (
    AllottedBelowSpent,
    BudgetExceeded,
    CodeTaken,
    NothingChanged,
    UnfitBudgetReason,
    WrongBudgetPurpose,
)
from tests.domain.office_events import by


def line(amount: int = 1_000) -> BudgetLine:
    made = BudgetLine(uuid4())
    made.open(by(), code="P-1", purpose=BudgetPurpose.PRINTING, amount_fen=amount)
    return made


def test_spending_beyond_what_is_left_is_refused_until_an_increase_is_on_record() -> None:
    opened = line(1_000)
    opened.spend(by(), 600)
    with pytest.raises(BudgetExceeded) as refused:
        opened.spend(by(), 401)
    assert refused.value.details() == {"left_fen": 400, "asked_fen": 401}
    opened.change(by(reason="increased"), 1_001)
    opened.spend(by(), 401)
    assert (opened.spent_fen, opened.left_fen) == (1_001, 0)


def test_line_is_not_cut_below_what_is_spent() -> None:
    opened = line(1_000)
    opened.spend(by(), 600)
    with pytest.raises(AllottedBelowSpent) as refused:
        opened.change(by(reason="cut"), 599)
    assert refused.value.details() == {"spent_fen": 600, "asked_fen": 599}
    opened.change(by(reason="cut"), 600)
    with pytest.raises(NothingChanged):
        opened.change(by(reason="cut"), 600)


def test_increase_raises_the_amount_and_a_cut_lowers_it() -> None:
    opened = line(1_000)
    with pytest.raises(UnfitBudgetReason):
        opened.change(by(reason="increased"), 999)
    with pytest.raises(UnfitBudgetReason):
        opened.change(by(reason="cut"), 1_001)
    opened.change(by(reason="moved"), 999)
    assert opened.allotted_fen == 999


def test_line_for_staff_pay_pays_staff_and_no_other_line_does() -> None:
    staff_pay = BudgetLine(uuid4())
    staff_pay.open(by(), code="PAY-1", purpose=BudgetPurpose.STAFF_PAY, amount_fen=1_000)
    with pytest.raises(WrongBudgetPurpose):
        staff_pay.spend(by(), 1)
    with pytest.raises(WrongBudgetPurpose):
        line().spend(by(), 1, appointment_id=uuid4(), period="2020-11")
    staff_pay.spend(by(), 1, appointment_id=uuid4(), period="2020-11")


def test_line_is_opened_once() -> None:
    with pytest.raises(CodeTaken):
        line().open(by(), code="P-1", purpose=BudgetPurpose.OTHER, amount_fen=1)


def test_spending_keeps_its_document_and_the_version_that_says_so() -> None:
    opened = line()
    opened.spend(by(), 10)
    (spending,) = opened.spendings
    assert (spending.document, spending.version) == ("测试经费〔2020〕3号", 2)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 2_000)), max_size=30))
def test_no_run_of_changes_and_spendings_overspends(steps: list[tuple[bool, int]]) -> None:
    opened, spent = line(1_000), 0
    for spends, amount in steps:
        try:
            if spends:
                opened.spend(by(), amount)
                spent += amount
            else:
                opened.change(by(reason="moved"), amount)
        except (AllottedBelowSpent, BudgetExceeded, NothingChanged):
            pass
    assert opened.spent_fen == spent <= opened.allotted_fen
