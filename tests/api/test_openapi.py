"""The description is whole: a client can be made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from api.app import create_app
from api.commands import ACT_TAGS
from api.problem_status import STATUS
from api.problems import MEDIA_TYPE
from api.settings import Settings
from domain.reasons import AmendReason, CorrectReason, ReturnReason, WithdrawReason

SCHEMA: dict[str, Any] = create_app(Settings(data_directory=Path("nowhere"))).openapi()
OPERATIONS = [
    (method, path, operation)
    for path, methods in SCHEMA["paths"].items()
    for method, operation in methods.items()
]


def every(value: object) -> Iterator[dict[str, Any]]:
    """All objects inside a value."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from every(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner)


def test_every_reference_leads_somewhere() -> None:
    known = {f"#/components/schemas/{name}" for name in SCHEMA["components"]["schemas"]}
    for found in every(SCHEMA):
        if isinstance(found.get("$ref"), str):
            assert found["$ref"] in known
        for target in found.get("discriminator", {}).get("mapping", {}).values():
            assert target in known


def test_no_two_operations_share_an_id() -> None:
    ids = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z_]+", operation_id) for operation_id in ids)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_is_described(method: str, path: str, operation: dict[str, Any]) -> None:
    known = {tag["name"] for tag in SCHEMA["tags"]}
    assert set(operation["tags"]) <= known
    assert " / " in operation["summary"]
    assert operation["description"]
    declared = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
    assert declared == set(re.findall(r"\{(\w+)\}", path))


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_documents_its_problems(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    answers = operation["responses"]
    assert "503" in answers
    if path == "/ready":
        return
    problems = {status: answer for status, answer in answers.items() if status[0] in "45d"}
    assert "default" in problems
    for answer in problems.values():
        schema = answer["content"][MEDIA_TYPE]["schema"]
        assert schema == {"$ref": "#/components/schemas/ProblemDetails"}
    if operation.get("security"):
        assert {"401", "403"} <= set(problems)
    if "requestBody" in operation:
        assert {"400", "413", "415", "422"} <= set(problems)
        assert set(operation["requestBody"]["content"]) == {"application/json"}


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_answer_has_a_shape(method: str, path: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if status in {"200", "201"}:
            assert all(c.get("schema") for c in answer["content"].values())


def test_everything_under_a_book_needs_a_token_except_its_public_log() -> None:
    for method, path, operation in OPERATIONS:
        open_to_all = path in {"/health", "/ready", "/books"} or (
            operation["operationId"] in {"sign_in", "sign_in_as_household"}
        )
        if operation["tags"] == ["log"]:
            open_to_all = True
            assert method == "get"
        assert bool(operation.get("security")) != open_to_all


def test_the_codes_of_problems_are_listed() -> None:
    listed = SCHEMA["components"]["schemas"]["ProblemDetails"]["properties"]["code"]["enum"]
    assert listed == sorted(STATUS)


@pytest.mark.parametrize("reasons", [AmendReason, CorrectReason, ReturnReason, WithdrawReason])
def test_the_coded_reasons_are_listed(reasons: type[Any]) -> None:
    listed = SCHEMA["components"]["schemas"][reasons.__name__]["enum"]
    assert listed == TypeAdapter(reasons).json_schema()["enum"]
    assert len(listed) == len(list(reasons))


def test_an_item_of_a_batch_is_described_as_one_of_the_acts() -> None:
    items = SCHEMA["components"]["schemas"]["Batch"]["properties"]["commands"]["items"]
    acts = set(items["discriminator"]["mapping"])
    assert acts == ACT_TAGS
    assert acts > {
        "list",
        "register",
        "submit",
        "return",
        "approve",
        "amend",
        "correct",
        "withdraw",
        "delineate",
        "establish",
        "vacate",
    }
