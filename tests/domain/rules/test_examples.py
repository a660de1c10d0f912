"""The examples that the rules bring along: what fails does, what passes does, and nothing else."""

import pytest

from domain.forms import parse_form
from domain.rules import RULES, Severity, check
from domain.rules.example import examples
from domain.rules.sound_form import BASES, Filled, sound_form


def found(raw: Filled) -> set[str]:
    return {finding.rule for finding in check(parse_form(raw))}


@pytest.mark.parametrize("base", BASES)
def test_a_form_that_an_example_starts_from_is_sound(base: str):
    assert check(parse_form(sound_form(base, {}))) == ()


def test_every_rule_has_an_example():
    assert set(examples()) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_failing_example_breaks_its_rule_and_those_told_beside_it(rule: str):
    example = RULES[rule].example
    assert found(example.failing_form()) == {rule, *example.beside}


@pytest.mark.parametrize("rule", RULES)
def test_a_failing_example_shows_the_rule_at_its_worst(rule: str):
    errors = [
        f.severity is Severity.ERROR
        for f in check(parse_form(RULES[rule].example.failing_form()))
        if f.rule == rule
    ]
    assert any(errors) is (Severity.ERROR in RULES[rule].severities)


@pytest.mark.parametrize("rule", RULES)
def test_a_passing_example_is_sound(rule: str):
    assert found(RULES[rule].example.passing_form()) == set()


@pytest.mark.parametrize("rule", RULES)
def test_an_example_gives_answers_to_items_of_its_form(rule: str):
    example = RULES[rule].example
    assert BASES[example.base].form in RULES[rule].forms
    assert example.fails != example.passes


def test_an_added_person_and_an_added_line_are_completed_and_counted():
    form = sound_form("bereaved-family", {"persons": [{}, {}, {}, {"D2": 8}], "deaths": [{}, {}]})
    assert (form["household"]["H2a"], form["household"]["H4m"]) == (4, 2)
    assert check(parse_form(form)) == ()
