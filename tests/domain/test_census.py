from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.age import completed_age
from domain.census import CENSUS_2020, Phase, censuses


def test_the_census_of_2020_counts_at_the_start_of_november_in_china():
    assert CENSUS_2020.reference_time.astimezone(UTC) == datetime(2020, 10, 31, 16, tzinfo=UTC)
    assert CENSUS_2020.reference_month == "2020-10"


def test_it_is_built_in():
    assert censuses()["CN-2020"] is CENSUS_2020


@pytest.mark.parametrize(
    ("month", "inside"),
    [("2019-10", False), ("2019-11", True), ("2020-10", True), ("2020-11", False)],
)
def test_the_window_of_births_and_deaths_has_both_its_ends(month, inside):
    assert CENSUS_2020.in_window(month) is inside


def test_it_draws_a_tenth_of_each_district_and_leaves_out_the_all_dead():
    assert CENSUS_2020.sampling.percent == 10
    assert CENSUS_2020.sampling.unit == "district"
    assert CENSUS_2020.sampling.excluded_numbers == {"999"}


def test_it_knows_the_norm_of_an_enumerators_work():
    assert (CENSUS_2020.staffing.households, CENSUS_2020.staffing.persons) == (80, 250)


@pytest.mark.parametrize(
    ("phase", "day", "covered"),
    [
        ("listing", date(2020, 10, 10), False),
        ("listing", date(2020, 10, 11), True),
        ("short_registration", date(2020, 11, 15), True),
        ("short_registration", date(2020, 11, 16), False),
        ("self_registration", date(2020, 11, 6), False),
        ("coding", date(2020, 12, 1), None),
        ("publication", date(2021, 5, 10), False),
        ("publication", date(2022, 1, 1), True),
    ],
)
def test_a_phase_covers_its_days(phase, day, covered):
    assert CENSUS_2020.calendar[phase].covers(day) is covered


def test_a_phase_may_have_no_first_day():
    assert Phase(None, date(2020, 1, 1)).covers(date(2019, 1, 1)) is True


def test_another_census_gives_other_ages():
    earlier = replace(CENSUS_2020, code="CN-2010", reference_month="2010-10")
    assert completed_age("1980-05", CENSUS_2020) == completed_age("1980-05", earlier) + 10
