import pytest

from domain.population.long_form.respondent import month_number, month_of
from tests.domain.population.long_form.made import people, person


def test_a_person_has_the_codes_and_the_age_of_the_form():
    (found,) = people(person(0, "1980-11", 2, D8=3, D9=4, D10=0))
    assert (found.relationship, found.sex, found.age) == (0, 2, 39)
    assert found.left
    assert found.lives_here


@pytest.mark.parametrize("birth", ["1980-13", "2020-12", None])
def test_a_month_of_birth_that_is_none_gives_no_age(birth):
    (found,) = people(person(0, birth or "", D5=birth or ""))
    assert found.age is None
    assert not found.aged(0)


def test_an_answer_out_of_code_is_none():
    (found,) = people(person(12, sex=3))
    assert (found.relationship, found.sex) == (None, None)


@pytest.mark.parametrize("month", ["2020-01", "1999-12"])
def test_months_come_back_from_their_number(month):
    assert month_of(month_number(month)) == month
