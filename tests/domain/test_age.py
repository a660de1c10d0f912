import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.age import ages_between, completed_age, month_parts
from domain.census import CENSUS_2020


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        ("2020-10", 0),
        ("2019-11", 0),
        ("2019-10", 1),
        ("2017-10", 3),
        ("2017-11", 2),
        ("2005-10", 15),
        ("2005-11", 14),
        ("1969-11", 50),
        ("1969-10", 51),
        ("1955-11", 64),
        ("1955-10", 65),
        ("1960-10", 60),
    ],
)
def test_age_is_completed_years_at_the_reference_time(birth, age):
    assert completed_age(birth, CENSUS_2020) == age


@pytest.mark.parametrize("birth", ["2020-11", "2021-01", "1980-13", "1980-00", "1980-5", "", "年"])
def test_a_birth_after_the_reference_time_or_no_month_has_no_age(birth):
    with pytest.raises(ValueError, match="reference time"):
        completed_age(birth, CENSUS_2020)


@given(st.integers(1880, 2019), st.integers(1, 12))
def test_a_year_earlier_is_a_year_older(year, month):
    later = completed_age(f"{year + 1}-{min(month, 10):02}", CENSUS_2020)
    assert completed_age(f"{year}-{min(month, 10):02}", CENSUS_2020) == later + 1


@pytest.mark.parametrize("month", [None, 198005, "1980/05", "１９８０-05", "1980-0x", "198O-05"])
def test_only_year_and_month_in_digits_are_a_month(month):
    assert month_parts(month) is None


@pytest.mark.parametrize(
    ("birth", "month", "ages"),
    [
        ((1940, 3), (2020, 2), (79,)),
        ((1940, 3), (2020, 4), (80,)),
        ((1940, 3), (2020, 3), (79, 80)),
        ((2020, 3), (2020, 3), (0,)),
    ],
)
def test_in_the_month_of_birth_the_birthday_may_be_reached_or_not(birth, month, ages):
    assert ages_between(birth, month) == ages
