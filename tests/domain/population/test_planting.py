from copy import deepcopy
from functools import cache
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forms import parse_form
from domain.population import death_form, foreign_households, generate, lay_out, long_form
from domain.population.identities import Identities
from domain.population.planting import (
    DEATH_MISTAKES,
    FOREIGNER_MISTAKES,
    LONG_MISTAKES,
    MISTAKES,
    ODDITIES,
    Draft,
    plant_mistake,
)
from domain.rules import RULES, Severity, check

HOUSEHOLDS = 5000
# What cannot go wrong alone: without persons there is no head; the number of somebody else says
# another birth and, mostly, another sex; a birth more or less stands against H3.
IMPLIED = {
    "H22": {"H01"},
    "H23": {"P07", "P08"},
    "P92": {"H25"},
    "P93": {"H25"},
    "S09": {"H24"},
}
# With the living, the line of an unknown household is none of their dead.
IMPLIED_WITH_THE_LIVING = IMPLIED | {"S07": {"H26"}}
EXAMPLES = 40
# Rules about short forms that need what only the office knows: the block's list of units.
NEEDS_THE_OFFICE = {"H39"}
# What the lines of the dead say to the living of their household.
NEEDS_THE_LIVING = {"S09"}


@cache
def clean_households():
    run = generate(lay_out("500112", None, HOUSEHOLDS), HOUSEHOLDS, seed=3)
    return [household for household in run if not household.expected_warnings]


@cache
def clean_forms():
    return [household.form for household in clean_households()]


@cache
def clean_long_forms():
    made = (
        long_form(household, seed=3)
        for household in clean_households()
        if household.form["household"]["hh"] != "999"
    )
    return [long.form for long in made if not long.expected_warnings]


@cache
def forms_with_dead():
    return [form for form in clean_forms() if form["deaths"] and form["persons"]]


@cache
def clean_death_forms():
    return [form for form in map(death_form, clean_forms()) if form is not None]


@cache
def clean_foreign_forms():
    return list(foreign_households(lay_out("500112", None, 500), seed=3, share=0.1))


def found(form):
    return {finding.rule for finding in check(parse_form(form))}


def planted_forms(rule, planter, clean):
    """Up to some forms with the mistake put in."""
    rng = Random(f"planting {rule}")
    identities = Identities("500112", rng)
    for sound in clean:
        form = deepcopy(sound)
        if planter(Draft(form, rng, identities)):
            yield form
        else:
            assert form == sound, "a planter that declines leaves the form alone"


def assert_owned(rule, planter, clean, implied=IMPLIED):
    """The rule finds the mistake in every form, and no other speaks but those implied."""
    forms = list(islice(planted_forms(rule, planter, clean), EXAMPLES))
    assert len(forms) >= 10
    for form in forms:
        assert rule in found(form)
        assert found(form) - implied.get(rule, set()) == {rule}


@pytest.mark.parametrize("rule", MISTAKES)
def test_a_planted_mistake_is_found_by_the_rule_that_owns_it_alone(rule):
    assert_owned(rule, MISTAKES[rule], clean_forms())


@pytest.mark.parametrize("rule", LONG_MISTAKES)
def test_a_mistake_on_the_long_form_is_found_by_the_rule_that_owns_it_alone(rule):
    assert_owned(rule, LONG_MISTAKES[rule], clean_long_forms())


@pytest.mark.parametrize("rule", DEATH_MISTAKES)
def test_a_mistake_about_the_dead_is_found_by_its_rule_beside_the_living(rule):
    assert_owned(rule, DEATH_MISTAKES[rule], forms_with_dead(), IMPLIED_WITH_THE_LIVING)


@pytest.mark.parametrize("rule", sorted(set(DEATH_MISTAKES) - NEEDS_THE_LIVING))
def test_a_mistake_about_the_dead_is_found_by_its_rule_on_the_death_form(rule):
    assert_owned(rule, DEATH_MISTAKES[rule], clean_death_forms())


@pytest.mark.parametrize("rule", FOREIGNER_MISTAKES)
def test_a_mistake_on_the_form_for_foreigners_is_found_by_its_rule_alone(rule):
    assert_owned(rule, FOREIGNER_MISTAKES[rule], clean_foreign_forms())


@pytest.mark.parametrize("rule", ODDITIES)
def test_an_oddity_draws_its_one_warning(rule):
    forms = list(islice(planted_forms(rule, ODDITIES[rule], clean_forms()), EXAMPLES))
    assert len(forms) >= 10
    for form in forms:
        findings = check(parse_form(form))
        assert {(f.rule, f.severity) for f in findings} == {(rule, Severity.WARNING)}


def rules_of(form_code):
    return {rule.id for rule in RULES.values() if form_code in rule.forms}


def test_every_rule_of_the_short_form_has_a_mistake():
    assert set(MISTAKES) | set(DEATH_MISTAKES) == rules_of("short") - NEEDS_THE_OFFICE


def test_every_rule_of_the_other_forms_has_a_mistake():
    long = set(MISTAKES) | set(LONG_MISTAKES) | set(DEATH_MISTAKES)
    assert long == rules_of("long") - NEEDS_THE_OFFICE
    assert set(DEATH_MISTAKES) == {
        rule for rule in rules_of("death") if RULES[rule].level == "death"
    }
    assert set(FOREIGNER_MISTAKES) <= rules_of("foreign")


@given(index=st.integers(0, HOUSEHOLDS - 500), seed=st.integers())
def test_any_household_can_carry_a_mistake_that_its_rule_finds(index, seed):
    rng = Random(seed)
    form = deepcopy(clean_forms()[index])
    rule = plant_mistake(form, rng, Identities("500112", rng))
    assert rule in found(form)


@given(index=st.integers(0, HOUSEHOLDS - 500), seed=st.integers())
def test_any_long_form_can_carry_a_mistake_that_its_rule_finds(index, seed):
    rng = Random(seed)
    form = deepcopy(clean_long_forms()[index])
    rule = plant_mistake(form, rng, Identities("500112", rng))
    assert rule in LONG_MISTAKES
    assert rule in found(form)
