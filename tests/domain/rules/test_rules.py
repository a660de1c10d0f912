"""Each rule against its examples."""

import pytest

from domain.forms import HouseholdForm
from domain.rules import RULES, Severity
from tests.domain.rules.household_examples import HOUSEHOLD_FAILURES, HOUSEHOLD_PASSES
from tests.domain.rules.person_examples import PERSON_FAILURES, PERSON_PASSES
from tests.domain.rules.synthetic import verdict

FAILURES = [*PERSON_FAILURES, *HOUSEHOLD_FAILURES]
PASSES = [*PERSON_PASSES, *HOUSEHOLD_PASSES]

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


def test_the_rules_of_the_short_form_are_all_there():
    person = [*range(1, 14), *range(20, 39), *range(40, 49)]
    household = [*range(1, 33), 38, 39, 40, 42, 43]
    expected = {f"P{n:02}" for n in person} | {f"H{n:02}" for n in household}
    assert set(RULES) == expected


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_worded_in_both_languages_and_names_items_and_basis(rule):
    assert rule.zh != rule.en
    assert rule.zh
    assert rule.en
    assert rule.items
    assert rule.basis
    assert rule.level == ("person" if rule.id.startswith("P") else "household")
