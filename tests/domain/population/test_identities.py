from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.divisions import counties, is_gbt2260_county
from domain.id_number import is_valid, parts
from domain.population.identities import Identities, NumbersExhausted

months = st.tuples(st.integers(1900, 2020), st.integers(1, 12)).map(lambda m: f"{m[0]}-{m[1]:02d}")


@given(month=months, sex=st.sampled_from([1, 2]), seed=st.integers())
def test_a_number_agrees_with_division_birth_and_sex(month, sex, seed):
    identities = Identities("500112", Random(seed))
    for number in (
        identities.issue("500112", month, sex),
        identities.issue_spare("500112", month, sex),
    ):
        assert is_valid(number)
        said = parts(number)
        assert (said.division, said.birth, said.sex) == ("500112", month, sex)


def test_every_number_of_a_month_is_issued_once_from_either_end_until_none_is_left():
    identities = Identities("500112", Random(1))
    numbers = [identities.issue("500112", "1980-06", 1) for _ in range(13_000)]
    numbers += [identities.issue_spare("500112", "1980-06", 1) for _ in range(1000)]
    assert len(set(numbers)) == 14_000
    with pytest.raises(NumbersExhausted) as refusal:
        identities.issue("500112", "1980-06", 1)
    assert refusal.value.code == "numbers-exhausted"
    assert identities.issue("500112", "1980-06", 2) not in numbers


def test_spare_numbers_leave_the_others_as_they_are():
    alone, beside = Identities("500112", Random(1)), Identities("500112", Random(1))
    beside.issue_spare("500112", "1980-06", 1)
    assert alone.issue("500112", "1980-06", 1) == beside.issue("500112", "1980-06", 1)


def test_a_statistical_county_uses_the_numbers_of_the_district_around_it():
    assert Identities("370871", Random(1)).home == "370811"
    assert is_gbt2260_county(Identities("370871", Random(1)).home)


@pytest.mark.parametrize("county", ["500112", "370871"])
def test_other_counties_are_real_and_not_the_own_one(county):
    identities = Identities(county, Random(1))
    others = identities.counties_of_province + identities.counties_elsewhere
    assert county not in others
    assert set(others) <= counties()
    assert all(is_gbt2260_county(code) for code in others)
    assert {code[:2] for code in identities.counties_of_province} == {county[:2]}
