"""The counting rule against the worked cases, and as a promise about real people."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.residence import ResidenceRule, residence_rule
from tests.domain.rules.synthetic import OTHER_COUNTY, form, person, verdict


def _cases() -> list[tuple[int, int, int | None, str]]:
    with Path(__file__).with_name("residence_cases.csv").open(encoding="utf-8") as lines:
        return [
            (int(row["d7"]), int(row["d8"]), int(row["d9"]) if row["d9"] else None, row["rule"])
            for row in csv.DictReader(lines)
        ]


CASES = _cases()


@pytest.mark.parametrize(("d7", "d8", "d9", "rule"), CASES)
def test_a_record_is_counted_by_its_rule(d7, d8, d9, rule):
    found = residence_rule(d7, d8, d9)
    assert found.rule == (rule if rule.startswith("R") else "R9")
    assert found.valid == rule.startswith("R")


@pytest.mark.parametrize(("d7", "d8", "d9", "rule"), CASES)
def test_a_record_counts_nowhere_exactly_when_an_edit_rule_refuses_it(d7, d8, d9, rule):
    counties = {"D7_county": OTHER_COUNTY, "D8_county": OTHER_COUNTY}
    reason = 2 if d9 not in {None, 1} else None
    household = form(
        person(0), person(8, "1984-05", 2, D7=d7, D8=d8, D9=d9, D10=reason, **counties)
    )
    refusals = {mark[:3] for mark in verdict(household) if mark.startswith("P")}
    assert (rule in refusals) if rule.startswith("P") else not refusals


@pytest.mark.parametrize(
    ("rule", "resident"),
    [
        ("R1", True),
        ("R2", True),
        ("R3", True),
        ("R4", False),
        ("R5", False),
        ("R6", True),
        ("R7", False),
        ("R8", True),
        ("R9", False),
    ],
)
def test_each_rule_decides_residence(rule, resident):
    assert ResidenceRule[rule].resident is resident


@pytest.mark.parametrize(
    "answers",
    [(None, 1, 1), (1, None, 1), (1, 1, None), (8, 1, 2), (1, 5, 1), (1, 3, None), ("x", 1, 1)],
)
def test_missing_and_unknown_answers_count_nowhere(answers):
    assert residence_rule(*answers) is ResidenceRule.R9


time_away = st.integers(2, 9)


@st.composite
def records_of_one_person(draw: st.DrawFn) -> list[tuple[int, int, int | None]]:
    """(D7, D8, D9) of every record that one natural person has by the rules of registration."""
    where = draw(
        st.sampled_from(["hukou block", "village", "township", "county", "elsewhere", "outside"])
    )
    if draw(st.booleans()) and where == "hukou block":
        return [(1, 5, None)]
    if where == "hukou block":
        return [(1, 1, 1)]
    if where == "village":
        return [(1, 1, 1), (2, 1, 1)]
    if where == "township":
        return [(1, 2, 1), (3, 1, 1)]
    away = draw(time_away)
    if where == "county":
        return [(1, 3, away), (4, 1, away)]
    if where == "elsewhere":
        return [(1, 4, away), (5, 1, away)]
    return [(draw(st.sampled_from([6, 7])), 1, away)]


@given(records_of_one_person())
def test_a_person_is_resident_in_exactly_one_place(records):
    assert sum(residence_rule(*record).resident for record in records) == 1
    assert all(residence_rule(*record).valid for record in records)
