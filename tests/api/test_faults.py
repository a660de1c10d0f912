"""Faults of a request's shape name the place and never what was entered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.commands import ACT_TAGS, BATCH_ITEM
from api.faults import faults, request_problem
from api.problems import InvalidRequest, MalformedJson, problem_body

GOOD: dict[str, Any] = {
    "act": "approve",
    "household_id": "8d3c1f0e-1111-4111-8111-111111111111",
    "expected_version": 2,
    "command_id": "8d3c1f0e-2222-4222-8222-222222222222",
    "device": "desk-1",
    "device_time": "2020-11-05T10:00:00+08:00",
    "channel": "office",
}


def faults_of(item: object) -> list[dict[str, object]]:
    """What is wrong with an item of a batch."""
    with pytest.raises(ValidationError) as caught:
        BATCH_ITEM.validate_python(item)
    return faults(caught.value.errors(), skip=ACT_TAGS)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"expected_version": 0}, "/expected_version", "out-of-range"),
        ({"expected_version": "two"}, "/expected_version", "wrong-type"),
        ({"command_id": "no uuid"}, "/command_id", "wrong-shape"),
        ({"channel": "fax"}, "/channel", "wrong-code"),
        ({"device": "a b"}, "/device", "wrong-shape"),
        ({"device_time": "2020-11-05T10:00:00"}, "/device_time", "wrong-shape"),
        ({"reason": "x"}, "/reason", "unknown-item"),
        ({"act": "promote"}, "", "wrong-code"),
    ],
)
def test_a_fault_names_its_place(change: dict[str, Any], pointer: str, code: str) -> None:
    [fault] = faults_of(GOOD | change)
    assert (fault["pointer"], fault["code"]) == (pointer, code)
    assert fault["message_zh"] != fault["message_en"]


def test_something_missing_is_named() -> None:
    without = {key: value for key, value in GOOD.items() if key != "household_id"}
    assert faults_of(without)[0]["pointer"] == "/household_id"


def test_an_item_that_is_no_object_is_a_fault() -> None:
    assert faults_of(["approve"])[0]["code"] == "wrong-type"


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=4) | st.integers(10**6), min_size=1))
def test_no_value_and_no_strange_key_is_ever_told(junk: dict[str, Any]) -> None:
    told = faults_of({**GOOD, "expected_version": "secret-value", "strange key 张三": junk})
    text = repr(told)
    assert "secret-value" not in text
    assert "张三" not in text
    for value in junk.values():
        assert not isinstance(value, str) or len(value) < 20 or value not in text


def test_malformed_json_is_its_own_problem() -> None:
    errors = [{"type": "json_invalid", "loc": ("body", 3), "msg": "", "input": {}}]
    assert isinstance(request_problem(errors), MalformedJson)


def test_a_parameter_is_named_with_where_it_stands() -> None:
    errors = [{"type": "missing", "loc": ("query", "purpose"), "msg": "", "input": None}]
    problem = request_problem(errors)
    assert isinstance(problem, InvalidRequest)
    body = problem_body(problem)
    assert body["detail"] == "/query/purpose: something required is missing"
