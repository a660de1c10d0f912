from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import id_number

divisions = st.integers(0, 999_999).map("{:06d}".format)
births = st.dates(date(1900, 1, 1), date(2020, 10, 31))
made_numbers = st.builds(id_number.make, divisions, births, st.integers(0, 999))


@pytest.mark.parametrize(
    ("first17", "check"),
    [("11010519491231002", "X"), ("50011219850615123", "2"), ("37081120201031004", "8")],
)
def test_the_check_character_follows_the_standard(first17, check):
    assert id_number.check_character(first17) == check
    assert id_number.is_valid(first17 + check)


@pytest.mark.parametrize(
    "written",
    ["11010519491231002x", " 11010519491231002X\t", "１１０１０５１９４９１２３１００２ｘ"],
)
def test_ways_of_writing_a_number_are_normalised(written):
    assert id_number.normalise(written) == "11010519491231002X"


@given(made_numbers)
def test_a_made_number_is_valid_and_normal(number):
    assert id_number.is_valid(number)
    assert id_number.normalise(number) == number


@given(divisions, births, st.integers(0, 999))
def test_a_made_number_says_what_it_was_made_of(division, birth, sequence):
    parts = id_number.parts(id_number.make(division, birth, sequence))
    assert parts.division == division
    assert parts.birth == f"{birth.year}-{birth.month:02}"
    assert parts.sex == (1 if sequence % 2 else 2)


@given(made_numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number, place, shift):
    wrong = str((int(number[place]) + shift) % 10)
    assert not id_number.is_valid(number[:place] + wrong + number[place + 1 :])


@given(made_numbers, st.integers(0, 15))
def test_two_digits_exchanged_are_noticed(number, place):
    exchanged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert id_number.is_valid(exchanged) == (exchanged == number)


@given(st.text())
def test_any_text_is_judged_without_an_exception(text):
    assert id_number.is_valid(id_number.normalise(text)) in {True, False}


@pytest.mark.parametrize("number", ["", "500112850615123", "5001121985061512３2", "5" * 19])
def test_numbers_of_another_shape_are_not_valid(number):
    assert not id_number.is_valid(number)
    with pytest.raises(ValueError, match="identification number"):
        id_number.parts(number)


@pytest.mark.parametrize(("division", "sequence"), [("50011", 1), ("50011a", 1), ("500112", 1000)])
def test_a_number_is_not_made_of_wrong_parts(division, sequence):
    with pytest.raises(ValueError, match="/"):
        id_number.make(division, date(1980, 5, 1), sequence)
