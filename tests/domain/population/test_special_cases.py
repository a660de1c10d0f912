from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forms import parse_form
from domain.population import death_form, lay_out, long_form, special_cases
from domain.population.households import SyntheticHousehold
from domain.population.territory import UnplannableTerritory
from domain.residence import residence_rule
from domain.rules import check

JINING = lay_out("370871", "370871", 2000)
FIRST, LAST = JINING.blocks[0], JINING.blocks[-1]
LONGXI = lay_out("500112", None, 200).blocks[0]
CODES = [case.code for case in special_cases(FIRST, LAST, seed=1)]


@cache
def cases(hukou=LAST, seed=1):
    return {case.code: case for case in special_cases(FIRST, hukou, seed)}


def block_of(form):
    return form["household"]["district"] + form["household"]["block"]


def records_of(case):
    """Each record of the persons of a case with the block that it stands in."""
    return [(block_of(form), person) for form in case.forms for person in form["persons"]]


def rule_of(record):
    return residence_rule(record["D7"], record["D8"], record["D9"])


def test_there_are_twelve_cases():
    assert len(CODES) == len(set(CODES)) == 12


@given(seed=st.integers(0, 10**6), same_county=st.booleans())
@settings(max_examples=20)
def test_no_form_of_a_case_draws_an_error_or_a_warning(seed, same_county):
    for case in special_cases(FIRST, LAST if same_county else LONGXI, seed):
        death = [case.death] if case.death else []
        for form in (*case.forms, *death):
            assert not check(parse_form(form))


def test_no_long_form_of_a_case_draws_an_error_or_a_warning():
    for case in cases().values():
        for form in case.forms:
            if form["household"]["hh"] != "999":
                made = long_form(SyntheticHousehold(form), seed=1)
                assert not check(parse_form(made.form))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("hukou", [LAST, LONGXI], ids=["same county", "another county"])
def test_each_natural_person_counts_once(code, hukou):
    times = Counter()
    for _, record in records_of(cases(hukou)[code]):
        times[record["D3"]] += rule_of(record).resident
    assert set(times.values()) <= {1}


@pytest.mark.parametrize("code", CODES)
def test_the_person_lives_and_counts_where_the_case_says(code):
    case = cases()[code]
    own = [(block, record) for block, record in records_of(case) if record["D3"] == case.person]
    assert [block for block, r in own if r["D7"] == 1] == [case.living_in] * bool(case.person)
    assert [block for block, r in own if rule_of(r).resident] == [case.counted_in] * bool(
        case.person
    )


def test_who_is_registered_twice_is_the_same_on_both_forms():
    for case in cases().values():
        if case.hukou is None:
            continue
        here, there = (record for _, record in records_of(case) if record["D3"] == case.person)
        same = ("D1", "D4", "D5", "D6", "D9", "D10", "D11", "D12")
        assert [here[item] for item in same] == [there[item] for item in same]
        assert (here["D7"], there["D8"]) == (1, 1)


def test_a_junior_boarder_lives_with_the_guardian_and_a_senior_one_at_school():
    assert cases()["junior-boarder"].residence["household"]["H1"] == 1
    assert cases()["senior-boarder"].residence["household"]["H1"] == 2


def test_a_care_worker_of_less_than_half_a_year_lives_in_the_hospital_and_counts_at_home():
    case = cases()["care-worker"]
    assert (case.living_in, case.counted_in) == (FIRST.code15, LAST.code15)


def test_a_newborn_who_died_is_a_birth_and_a_death():
    case = cases()["newborn-died"]
    household = case.residence["household"]
    assert (household["H3m"], household["H3f"]) == (0, 1)
    assert (household["H4m"], household["H4f"]) == (0, 1)
    assert case.death == death_form(case.residence)


def test_a_household_that_died_out_has_number_999_and_nobody_on_it():
    form = cases()["everyone-died"].residence
    assert form["household"]["hh"] == "999"
    assert form["persons"] == []


def test_the_same_seed_gives_the_same_cases_and_another_one_others():
    assert special_cases(FIRST, LAST, 1) == special_cases(FIRST, LAST, 1)
    assert special_cases(FIRST, LAST, 1) != special_cases(FIRST, LAST, 2)


def test_household_numbers_run_on_from_the_first():
    numbered = special_cases(FIRST, LAST, 1, first_number=81)
    numbers = [case.residence["household"]["hh"] for case in numbered]
    assert numbers == [*(f"{n:03d}" for n in range(81, 92)), "999"]


def test_two_blocks_of_one_township_are_refused():
    with pytest.raises(UnplannableTerritory):
        special_cases(FIRST, JINING.blocks[1], 1)
