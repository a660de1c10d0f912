"""How single answers and spans of time are read."""

import pytest

from domain.rules.reading import month, months_between, whole, years_between


@pytest.mark.parametrize(
    ("later", "years"), [("1998-04", 17), ("1998-05", 18), ("1998-06", 18), ("1980-05", 0)]
)
def test_a_birthday_is_reached_in_its_month(later: str, years: int):
    assert years_between("1980-05", later) == years


@pytest.mark.parametrize(("later", "months"), [("2020-03", 0), ("2020-10", 7), ("2019-12", -3)])
def test_months_are_counted_in_both_directions(later: str, months: int):
    assert months_between("2020-03", later) == months


@pytest.mark.parametrize("answer", [None, "3", -1, 100_000])
def test_what_is_no_count_of_the_form_is_none(answer: int | str | None):
    assert whole(answer) is None


@pytest.mark.parametrize("answer", [None, "2020-13", "2020", 202001])
def test_what_is_no_month_is_none(answer: int | str | None):
    assert month(answer) is None
