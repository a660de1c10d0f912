"""The verdict on each of the four forms, and where its findings are."""

from __future__ import annotations

from typing import Any

import pytest

from api.verdict import Verdict, faulty, verdict
from domain.forms import FORMS, FormError, parse_form
from tests.domain.forms.examples import ADDRESS, EXAMPLES


def verdict_on(raw: dict[str, Any]) -> Verdict:
    return verdict(parse_form(raw))


def places(found: Verdict) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for finding in found.findings:
        told.setdefault(finding.rule, []).append(finding.pointer)
    return told


@pytest.mark.parametrize("code", FORMS)
def test_each_form_gets_a_verdict(code: str) -> None:
    found = verdict_on(EXAMPLES[code])
    assert found.brief() == {
        "id": EXAMPLES[code]["id"],
        "errors": found.errors,
        "warnings": found.warnings,
    }


def test_sound_form_for_foreigners_has_no_finding() -> None:
    assert verdict_on(EXAMPLES["foreign"]).findings == []


def test_missing_items_of_a_foreigner_are_told_at_the_person() -> None:
    person = {"R1": "丁", "R2": 0, "R8": 4}
    found = places(verdict_on(EXAMPLES["foreign"] | {"persons": [person]}))
    assert found["P13"] == ["/persons/0/R3"]


def test_missing_items_of_foreigners_households_are_told_at_the_household() -> None:
    household = {**ADDRESS, "F1": 1, "F2": 3}
    assert verdict_on(EXAMPLES["foreign"] | {"household": household}).errors == []
    del household["F1"]
    found = places(verdict_on(EXAMPLES["foreign"] | {"household": household}))
    assert found["H43"] == ["/household/F1"]


def test_finding_on_the_dead_names_the_line() -> None:
    first, second = EXAMPLES["death"]["deaths"]
    lines = [first | {"ethnicity": "01", "education": 3, "marital": 2}, second]
    found = verdict_on(EXAMPLES["death"] | {"deaths": lines})
    assert places(found)["S03"] == ["/deaths/1/ethnicity"]
    [sexless] = [f for f in found.findings if f.rule == "S03"]
    assert (sexless.person, sexless.line) == (None, 1)


def test_what_is_no_form_has_faults_and_no_findings() -> None:
    with pytest.raises(FormError) as refused:
        parse_form(EXAMPLES["death"] | {"persons": [{}]})
    told = faulty(refused.value, "A-3").brief()
    assert told == {
        "id": "A-3",
        "errors": [],
        "warnings": [],
        "faults": [{"code": "unknown-item", "pointer": "/persons"}],
    }
