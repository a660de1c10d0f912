"""A budget line is never overspent, whatever is asked of it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budget import BudgetLine
from domain.events import BudgetPurpose
from domain.refusal import BudgetExceeded, CodeTaken, NothingChanged
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
    with pytest.raises(BudgetExceeded):
        opened.change(by(reason="cut"), 599)
    opened.change(by(reason="cut"), 600)
    with pytest.raises(NothingChanged):
        opened.change(by(reason="cut"), 600)


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
        except (BudgetExceeded, NothingChanged):
            pass
    assert opened.spent_fen == spent <= opened.allotted_fen
