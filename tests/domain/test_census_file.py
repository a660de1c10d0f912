"""The definition of a census is read strictly."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from domain.census import CENSUS_2020, CensusDefinitionError, load_census
from domain.census_definition import PHASE_CODES
from domain.thresholds import HouseholdThresholds, PersonThresholds

SOURCE = files("domain") / "data" / "censuses" / "CN-2020.json"
RAW: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))


def changed(*place: str, value: Any) -> dict[str, Any]:
    raw = deepcopy(RAW)
    target = raw
    for part in place[:-1]:
        target = target[part]
    target[place[-1]] = value
    return raw


def without(*place: str) -> dict[str, Any]:
    raw = deepcopy(RAW)
    target = raw
    for part in place[:-1]:
        target = target[part]
    del target[place[-1]]
    return raw


def refusal(source: Any) -> CensusDefinitionError:
    with pytest.raises(CensusDefinitionError) as refused:
        load_census(source)
    return refused.value


def test_a_file_and_its_mapping_define_the_same_census(tmp_path: Path) -> None:
    path = tmp_path / "census.json"
    path.write_text(json.dumps(RAW), encoding="utf-8")
    assert load_census(path).person == load_census(RAW).person == CENSUS_2020.person
    assert load_census(path).reference_time == CENSUS_2020.reference_time


@pytest.mark.parametrize("text", ["", "[1]", "{", "null"])
def test_what_is_no_json_object_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "census.json"
    path.write_text(text, encoding="utf-8")
    assert "JSON" in refusal(path).en


def test_a_file_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_census(tmp_path / "none.json")


@pytest.mark.parametrize("key", RAW)
def test_every_part_is_needed(key: str) -> None:
    assert refusal(without(key)).place == f"/{key}"


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("calendar", PHASE_CODES),
        ("person", [f.name for f in fields(PersonThresholds)]),
        ("household", [f.name for f in fields(HouseholdThresholds)]),
        ("sampling", RAW["sampling"]),
        ("staffing", RAW["staffing"]),
        ("forms", RAW["forms"]),
    ],
)
def test_nothing_of_a_part_may_be_missing_or_left_over(group: str, names: list[str]) -> None:
    for name in names:
        assert refusal(without(group, name)).place == f"/{group}/{name}"
    assert refusal(changed(group, "another", value=1)).place == f"/{group}/another"


def test_another_part_is_refused() -> None:
    assert refusal(changed("another", value=1)).place == "/another"


@pytest.mark.parametrize(
    ("place", "values"),
    [
        (("code",), [None, "", " ", 7]),
        (("reference_time",), [None, "soon", "2020-11-01T00:00:00", "2020-11-02T00:00:00+08:00"]),
        (("window",), [None, ["2019-11"], ["2020-10", "2019-11"], ["2019-11", "2020-11"]]),
        (("window",), [["2019-13", "2020-10"], [2019, 2020]]),
        (("work_week",), [["2020-10-31", "2020-10-25"], ["2020-10-25", "2020-11-01"]]),
        (("work_week",), [["2020-10-25", None], ["2020-10-25", "2020-10-32"]]),
        (("five_years_ago",), ["2015", "2020-11", None]),
        (("calendar",), [[], None]),
        (("calendar", "listing"), [None, ["2020-10-31", "2020-10-11"], ["x", None], [1, 2]]),
        (("sampling", "percent"), [0, 101, "10", True, 9.5]),
        (("sampling", "unit"), ["nation", None, []]),
        (("sampling", "excluded_numbers"), ["999", [999], ["9"], None]),
        (("staffing", "households"), [-1, None]),
        (("forms", "short"), ["1990.1", None, 2020.1]),
        (("person", "asked_education"), [-3, "3", True, None, [3, 4]]),
        (("person", "study_ages"), [3, [3], [60, 3], [3, "60"]]),
        (("person", "education_age_limit"), [[], {"x": 1}, {"3": "5"}, {"3": True}]),
        (("household", "rooms_most"), [20.5]),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(place: tuple[str, ...], values: list[Any]) -> None:
    for value in values:
        assert refusal(changed(*place, value=value)).place == "/" + "/".join(place)


def test_a_refusal_is_told_in_both_languages_with_a_stable_code() -> None:
    refused = refusal(changed("sampling", "percent", value=0))
    assert refused.code == "census-definition-wrong"
    assert str(refused) == (
        "普查定义有误：/sampling/percent 应在 1 与 100 之间 / "
        "The definition of the census is wrong at /sampling/percent: it must be 1 to 100"
    )


@pytest.mark.parametrize(
    ("reference_time", "month"),
    [("2030-01-01T00:00:00+08:00", "2029-12"), ("1953-07-01T00:00:00+08:00", "1953-06")],
)
def test_the_reference_month_lies_wholly_before_the_reference_time(
    reference_time: str, month: str
) -> None:
    raw = changed("reference_time", value=reference_time)
    raw |= {
        "window": ["1952-07", "1953-06"],
        "work_week": ["1953-06-24", "1953-06-30"],
        "five_years_ago": "1948-07",
    }
    assert load_census(raw).reference_month == month


def test_a_definition_once_read_does_not_change() -> None:
    census: Any = load_census(SOURCE)
    with pytest.raises(TypeError):
        census.calendar["listing"] = None
    with pytest.raises(TypeError):
        census.person.education_age_limit[3] = 1
