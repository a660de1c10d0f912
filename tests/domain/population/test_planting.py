from copy import deepcopy
from functools import cache
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forms import parse_form
from domain.population.households import generate
from domain.population.identities import Identities
from domain.population.planting import MISTAKES, ODDITIES, Draft, plant_mistake
from domain.population.territory import lay_out
from domain.rules import RULES, Severity, check

HOUSEHOLDS = 5000
# What cannot go wrong alone: without persons there is no head, and the number of somebody else
# says another birth and, mostly, another sex.
IMPLIED = {"H22": {"H01"}, "H23": {"P07", "P08"}}
EXAMPLES = 40
# Rules about short forms that need what only the office knows: the block's list of units.
NEEDS_THE_OFFICE = {"H39"}


@cache
def clean_forms():
    run = generate(lay_out("500112", None, HOUSEHOLDS), HOUSEHOLDS, seed=3)
    return [household.form for household in run if not household.expected_warnings]


def found(form):
    return {finding.rule for finding in check(parse_form(form))}


def planted_forms(rule, planter):
    """Up to some forms with the mistake put in."""
    rng = Random(f"planting {rule}")
    identities = Identities("500112", rng)
    for clean in clean_forms():
        form = deepcopy(clean)
        if planter(Draft(form, rng, identities)):
            yield form
        else:
            assert form == clean, "a planter that declines leaves the form alone"


@pytest.mark.parametrize("rule", MISTAKES)
def test_a_planted_mistake_is_found_by_the_rule_that_owns_it_alone(rule):
    forms = list(islice(planted_forms(rule, MISTAKES[rule]), EXAMPLES))
    assert len(forms) >= 10
    for form in forms:
        assert rule in found(form)
        assert found(form) - IMPLIED.get(rule, set()) == {rule}


@pytest.mark.parametrize("rule", ODDITIES)
def test_an_oddity_draws_its_one_warning(rule):
    forms = list(islice(planted_forms(rule, ODDITIES[rule]), EXAMPLES))
    assert len(forms) >= 10
    for form in forms:
        findings = check(parse_form(form))
        assert {(f.rule, f.severity) for f in findings} == {(rule, Severity.WARNING)}


def test_every_rule_of_the_short_form_has_a_mistake():
    of_short_form = {rule.id for rule in RULES.values() if "short" in rule.forms}
    assert set(MISTAKES) == of_short_form - NEEDS_THE_OFFICE


@given(index=st.integers(0, HOUSEHOLDS - 500), seed=st.integers())
def test_any_household_can_carry_a_mistake_that_its_rule_finds(index, seed):
    rng = Random(seed)
    form = deepcopy(clean_forms()[index])
    rule = plant_mistake(form, rng, Identities("500112", rng))
    assert rule in found(form)
