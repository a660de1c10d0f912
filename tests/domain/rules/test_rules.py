"""Each rule against its examples."""

import pytest

from domain.forms import FORMS, HouseholdForm
from domain.rules import CROSS_RULES, RULES, Severity, UnknownRuleError, rule_of
from tests.domain.rules.death_examples import (
    DEATH_FAILURES,
    DEATH_PASSES,
    FOREIGN_FAILURES,
    FOREIGN_PASSES,
)
from tests.domain.rules.household_examples import HOUSEHOLD_FAILURES, HOUSEHOLD_PASSES
from tests.domain.rules.long_examples import LONG_FAILURES, LONG_PASSES
from tests.domain.rules.person_examples import PERSON_FAILURES, PERSON_PASSES
from tests.domain.rules.synthetic import verdict

FAILURES = [
    *PERSON_FAILURES,
    *HOUSEHOLD_FAILURES,
    *LONG_FAILURES,
    *DEATH_FAILURES,
    *FOREIGN_FAILURES,
]
PASSES = [*PERSON_PASSES, *HOUSEHOLD_PASSES, *LONG_PASSES, *DEATH_PASSES, *FOREIGN_PASSES]

_MARKS = {Severity.ERROR: "!", Severity.WARNING: "?"}


def _numbered(examples: list[tuple[str, HouseholdForm]]) -> list[str]:
    return [f"{rule}-{index}" for index, (rule, _) in enumerate(examples)]


@pytest.mark.parametrize(("found", "form"), FAILURES, ids=_numbered(FAILURES))
def test_a_failing_household_gets_exactly_the_expected_findings(found: str, form: HouseholdForm):
    assert verdict(form) == set(found.split())


@pytest.mark.parametrize(("rule", "form"), PASSES, ids=_numbered(PASSES))
def test_a_passing_household_is_not_flagged_by_the_rule(rule: str, form: HouseholdForm):
    assert not verdict(form) & {f"{rule}!", f"{rule}?"}


def test_every_severity_of_every_rule_has_a_failing_example():
    expected = {rule.id + _MARKS[s] for rule in RULES.values() for s in rule.severities}
    shown = {mark for found, _ in FAILURES for mark in found.split()}
    assert shown == expected


def test_every_rule_has_a_passing_example():
    assert {rule for rule, _ in PASSES} == set(RULES)


def test_every_rule_of_the_census_is_there():
    person = [*range(1, 14), *range(20, 39), *range(40, 49)]
    person += [*range(50, 58), *range(60, 75), *range(80, 97)]
    expected = {f"P{n:02}" for n in person}
    expected |= {f"H{n:02}" for n in range(1, 44)}
    expected |= {f"S{n:02}" for n in range(1, 11)}
    across = {f"X{n:02}" for n in range(1, 14)}
    assert set(RULES) == expected
    assert set(CROSS_RULES) == across
    assert len(expected | across) == 147


def test_a_rule_is_found_by_its_id():
    assert rule_of("P44") is RULES["P44"]
    assert rule_of("X01") is CROSS_RULES["X01"]
    with pytest.raises(UnknownRuleError) as unknown:
        rule_of("P99")
    assert unknown.value.code == "unknown-rule"


def test_rules_read_items_that_the_forms_have():
    items = {
        item.code
        for form in FORMS.values()
        for item in (*form.household_items, *form.person_items, *form.death_items)
    } | {"hh", "building", "unit"}
    for rule in (*RULES.values(), *CROSS_RULES.values()):
        assert set(rule.items) <= items, rule.id


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_worded_in_both_languages_and_names_items_and_basis(rule):
    assert rule.zh != rule.en
    assert rule.zh
    assert rule.en
    assert rule.items
    assert rule.basis
    assert rule.level == {"P": "person", "H": "household", "S": "death"}[rule.id[0]]


@pytest.mark.parametrize("rule", CROSS_RULES.values(), ids=CROSS_RULES)
def test_a_rule_across_households_is_told_with_an_example_in_both_languages(rule):
    told = (rule.zh, rule.en, rule.fails_zh, rule.fails_en, rule.passes_zh, rule.passes_en)
    assert all(told)
    assert len(set(told)) == len(told)
    assert rule.basis
