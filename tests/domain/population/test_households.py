from collections import Counter
from functools import cache
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.age import completed_age
from domain.census import CENSUS_2020
from domain.divisions import is_gbt2260_county
from domain.forms import parse_form
from domain.id_number import is_valid, parts
from domain.population.households import ODDITIES, generate
from domain.population.territory import lay_out
from domain.residence import ResidenceRule, residence_rule
from domain.rules import Severity, check

HOUSEHOLDS = 5000
LONGXI = lay_out("500112", None, HOUSEHOLDS)
JINING = lay_out("370871", "370871", HOUSEHOLDS)
AREAS = pytest.mark.parametrize("territory", [LONGXI, JINING], ids=["Longxi", "Jining"])
seeds = st.integers(0, 10**6)


@cache
def households_of(territory):
    return list(generate(territory, HOUSEHOLDS, 11))


def persons_of(territory):
    return [p for household in households_of(territory) for p in household.form["persons"]]


def rule_of(person):
    return residence_rule(person["D7"], person["D8"], person["D9"])


@AREAS
def test_a_clean_household_draws_its_expected_warnings_and_nothing_else(territory):
    for household in households_of(territory):
        findings = check(parse_form(household.form))
        assert {f.rule for f in findings} == set(household.expected_warnings)
        assert all(f.severity is Severity.WARNING for f in findings)
        assert household.planted == ()


@given(seed=seeds)
@settings(max_examples=15)
def test_households_are_clean_whatever_the_seed(seed):
    for household in generate(JINING, 100, seed):
        findings = check(parse_form(household.form))
        assert {f.rule for f in findings} == set(household.expected_warnings)


@AREAS
def test_about_one_household_in_a_hundred_has_something_to_explain(territory):
    odd = sum(bool(household.expected_warnings) for household in households_of(territory))
    expected = ODDITIES * HOUSEHOLDS
    assert expected - 4 * expected**0.5 < odd < expected + 4 * expected**0.5


@AREAS
def test_each_natural_person_counts_once_over_all_records(territory):
    records = {}
    for person in persons_of(territory):
        if person["D3"] is not None:
            records.setdefault(person["D3"], []).append(person)
    for of_person in records.values():
        resident = sum(rule_of(record).resident for record in of_person)
        if len(of_person) == 2:
            assert resident == 1
        else:
            (only,) = of_person
            # Who does not count here has the other record outside the territory.
            elsewhere = {4, 5} if territory is LONGXI else {5}
            of_elsewhere = {3, 4} if territory is LONGXI else {4}
            assert resident == 1 or only["D7"] in elsewhere or only["D8"] in of_elsewhere


@AREAS
def test_a_known_share_of_persons_stands_in_two_households(territory):
    numbers = Counter(p["D3"] for p in persons_of(territory) if p["D3"] is not None)
    twice = [number for number, records in numbers.items() if records == 2]
    assert set(numbers.values()) == {1, 2}
    assert 0.006 < len(twice) / len(numbers) < 0.02


@AREAS
def test_two_records_of_one_person_agree(territory):
    records = {}
    for household in households_of(territory):
        address = household.form["household"]
        for person in household.form["persons"]:
            if person["D3"] is not None:
                place = address["district"] + address["block"]
                records.setdefault(person["D3"], []).append((place, person))
    pairs = [pair for pair in records.values() if len(pair) == 2]
    assert pairs
    for (one_block, one), (other_block, other) in pairs:
        assert one_block != other_block
        assert all(one[i] == other[i] for i in ("D1", "D4", "D5", "D6", "D9", "D10", "D11", "D12"))
        assert {rule_of(one), rule_of(other)} in (
            {ResidenceRule.R1, ResidenceRule.R5},
            {ResidenceRule.R3, ResidenceRule.R7},
            {ResidenceRule.R6, ResidenceRule.R4},
        )
        absent, living = (one, other) if one["D7"] != 1 else (other, one)
        absent_block, living_block = (
            (one_block, other_block) if one["D7"] != 1 else (other_block, one_block)
        )
        depth = {2: 12, 3: 9, 4: 6}[absent["D7"]]
        assert absent_block[:depth] == living_block[:depth]
        assert absent_block[: depth + 3] != living_block[: depth + 3]
        assert living["D8"] == {2: 1, 3: 2, 4: 3}[absent["D7"]]


@AREAS
def test_every_case_of_residence_occurs(territory):
    rules = Counter(map(rule_of, persons_of(territory)))
    assert set(rules) == set(ResidenceRule) - {ResidenceRule.R9}


@AREAS
def test_numbers_are_valid_and_agree_with_birth_and_sex(territory):
    odd = [
        p
        for household in households_of(territory)
        if household.expected_warnings == ("P09",)
        for p in household.form["persons"]
    ]
    for person in persons_of(territory):
        number = person["D3"]
        if number is None:
            assert (
                completed_age(person["D5"], CENSUS_2020) == 0 or person["D8"] == 5 or person in odd
            )
            continue
        assert is_valid(number)
        said = parts(number)
        assert (said.birth, said.sex) == (person["D5"], person["D4"])
        assert is_gbt2260_county(said.division)


@AREAS
def test_household_numbers_are_unique_in_their_block_and_blocks_come_in_order(territory):
    seen = []
    for household in households_of(territory):
        address = household.form["household"]
        seen.append((address["district"] + address["block"], address["hh"]))
    assert len(set(seen)) == len(seen) == HOUSEHOLDS
    assert [block for block, _ in seen] == sorted(block for block, _ in seen)
    per_block = Counter(block for block, _ in seen)
    assert per_block == {b.code15: b.planned_households for b in territory.blocks}


@AREAS
def test_some_households_have_nobody_left(territory):
    all_dead = [h.form for h in households_of(territory) if h.form["household"]["hh"] == "999"]
    assert all_dead
    assert all(not form["persons"] and form["deaths"] for form in all_dead)


@AREAS
def test_births_are_the_infants_and_the_children_who_died(territory):
    for household in households_of(territory):
        form = household.form
        if household.expected_warnings:
            continue
        infants = sum(p["D5"] >= "2019-11" for p in form["persons"])
        dead = sum(line["birth"] >= "2019-11" for line in form["deaths"])
        assert form["household"]["H3m"] + form["household"]["H3f"] == infants + dead


@given(seed=seeds, cut=st.integers(0, 80), mistakes=st.floats(0, 1))
@settings(max_examples=10)
def test_fewer_households_are_the_beginning_of_the_same_run(seed, cut, mistakes):
    whole = list(generate(JINING, 80, seed, mistakes))
    assert list(generate(JINING, cut, seed, mistakes)) == whole[:cut]
    run = generate(JINING, 80, seed, mistakes)
    assert list(islice(run, cut)) + list(run) == whole


def test_another_seed_gives_other_households():
    assert list(generate(LONGXI, 50, 1)) != list(generate(LONGXI, 50, 2))


def test_a_run_ends_with_the_territory():
    small = lay_out("500112", None, 30)
    assert len(list(generate(small, 1000, 1))) == 30


def test_mistakes_come_in_the_share_asked_for_and_are_found():
    share = 0.1
    wrong = [h for h in generate(LONGXI, HOUSEHOLDS, 11, share) if h.planted]
    error = 4 * (share * (1 - share) / HOUSEHOLDS) ** 0.5
    assert abs(len(wrong) / HOUSEHOLDS - share) < error
    for household in wrong:
        assert set(household.planted) <= {f.rule for f in check(parse_form(household.form))}
    assert len({h.planted for h in wrong}) > 40


def test_mistakes_leave_the_other_households_as_they_are():
    clean = {h.form["id"]: h for h in households_of(LONGXI)}
    for household in generate(LONGXI, HOUSEHOLDS, 11, 0.2):
        other = clean[household.form["id"]]
        if not household.planted and not (other.expected_warnings or household.expected_warnings):
            assert household.form == other.form


def test_every_household_can_be_wrong():
    run = generate(LONGXI, 500, 1, 1.0)
    assert all(household.planted for household in run)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_of_mistakes_outside_its_range_is_refused(share):
    with pytest.raises(ValueError, match="0"):
        generate(LONGXI, 10, 1, share)
