from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forms import parse_form
from domain.population import NotInTheFrame, generate, lay_out, long_form
from domain.population.households import SyntheticHousehold
from domain.rules import check
from tests.domain.population.long_form.made import (
    households,
    long_forms,
    long_of,
    person,
    short_form,
)

SHORT_PERSON_ITEMS = {*(f"D{n}" for n in range(1, 13)), "D7_county", "D8_county"}
BOTH = pytest.mark.parametrize("province", ["50", "37"])


@BOTH
def test_a_clean_long_form_draws_its_expected_warnings_and_nothing_else(province):
    for made in long_forms(province):
        assert {f.rule for f in check(parse_form(made.form))} == set(made.expected_warnings)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=10)
def test_long_forms_are_clean_whatever_the_seed(seed):
    for made in generate(lay_out("370871", "370871", 60), 60, seed):
        if made.form["household"]["hh"] != "999":
            long = long_form(made, seed)
            assert {f.rule for f in check(parse_form(long.form))} == set(long.expected_warnings)


@BOTH
def test_few_long_forms_have_something_to_explain(province):
    odd = sum(bool(made.expected_warnings) for made in long_forms(province))
    assert 0.01 < odd / len(long_forms(province)) < 0.03


@BOTH
def test_the_answers_of_the_short_form_stand_on_the_long_one(province):
    for made, long in zip(households(province), long_forms(province), strict=True):
        short = made.form
        assert long.form["form"] == "long"
        assert {**long.form["household"], **short["household"]} == long.form["household"]
        for own, other in zip(short["persons"], long.form["persons"], strict=True):
            assert {k: v for k, v in other.items() if k in SHORT_PERSON_ITEMS} == own
        assert long.form["deaths"] == short["deaths"]


def test_the_short_form_is_left_as_it_is():
    made = households()[5]
    before = deepcopy(made.form)
    long_form(made, 1)
    assert made.form == before


def test_the_same_seed_gives_the_same_form_and_another_one_another():
    made = households()[:50]
    assert [long_form(m, 1) for m in made] == [long_form(m, 1) for m in reversed(made)][::-1]
    assert [long_form(m, 1) for m in made] != [long_form(m, 2) for m in made]


def test_who_works_has_texts_on_the_form_and_codes_beside_it():
    employed = 0
    for made in long_forms():
        records = made.form["persons"]
        for record, industry, major in zip(records, made.industry, made.occupation, strict=True):
            works = record.get("C18") in {1, 2}
            employed += works
            assert works == (industry is not None) == (major is not None) == ("C20_text" in record)
            assert not {"C20_section", "C20_division", "C21_major"} & set(record)
    assert employed


def test_the_codes_beside_the_form_fit_it():
    for made in long_forms():
        form = deepcopy(made.form)
        for record, industry, major in zip(
            form["persons"], made.industry, made.occupation, strict=True
        ):
            if industry is not None:
                record["C20_section"], record["C20_division"] = industry
                record["C21_major"] = major
        assert {f.rule for f in check(parse_form(form))} == set(made.expected_warnings)


def test_a_household_of_which_nobody_is_left_gets_no_long_form():
    form = short_form(hh="999")
    with pytest.raises(NotInTheFrame) as refused:
        long_form(SyntheticHousehold(form), 1)
    assert refused.value.code == "not-in-the-frame"


def test_a_mistake_of_the_short_form_stands_on_the_long_one_and_is_found():
    wrong = [made for made in households(mistakes=0.5) if made.planted]
    assert len({made.planted for made in wrong}) > 40
    for made in wrong:
        found = {f.rule for f in check(parse_form(long_form(made, 1).form))}
        assert set(made.planted) <= found


def test_a_woman_who_left_for_marriage_under_age_draws_the_warnings_that_it_says():
    bride = person(8, "2004-08", 2, D8=3, D9=4, D10=5, D11=5)
    long = long_of(person(0), bride)
    assert set(long.expected_warnings) == {"P81", "P84"}
    found = {f.rule for f in check(parse_form(long.form))}
    assert found - {"P09"} == set(long.expected_warnings)


def test_other_housing_is_not_described():
    long = long_of(person(0), H5=3, H6=None, H7=None)
    assert not {f"H{n}" for n in range(8, 20)} & set(long.form["household"])
