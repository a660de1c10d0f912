from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.age import completed_age
from domain.census import CENSUS_2020


def test_the_census_of_2020_counts_at_the_start_of_november_in_china():
    assert CENSUS_2020.reference_time.astimezone(UTC) == datetime(2020, 10, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("month", "inside"),
    [("2019-10", False), ("2019-11", True), ("2020-10", True), ("2020-11", False)],
)
def test_the_window_of_births_and_deaths_has_both_its_ends(month, inside):
    assert CENSUS_2020.in_window(month) is inside


def test_another_census_gives_other_ages():
    earlier = replace(CENSUS_2020, code="CN-2010", reference_month="2010-10")
    assert completed_age("1980-05", CENSUS_2020) == completed_age("1980-05", earlier) + 10
