"""Every refusal has one status, one shape, and says itself in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest

import api.app  # noqa: F401  # so that every problem of the service is defined
import ledger.archive.errors  # noqa: F401
import projections.tables  # noqa: F401
from api.problem_status import RETRY_AFTER, STATUS
from api.problems import (
    BodyTooLarge,
    Problem,
    ProblemDetails,
    SaysItself,
    TokenExpired,
    TokenMissing,
    TooManyFailures,
    problem_body,
    problem_response,
)
from domain.refusal import Refusal, RulesViolated, StaleVersion
from domain.rules import Finding, Severity
from ledger.embedded_programs import EmbeddedPostgresError
from ledger.errors import LedgerError, QueueFull
from projections.errors import ProjectionError

FAMILIES = (Problem, Refusal, LedgerError, ProjectionError)


def kinds(of: type[Exception]) -> Iterator[type[Exception]]:
    """All classes below a class that have a code of their own and that a client can meet."""
    for kind in of.__subclasses__():
        yield from kinds(kind)
        told_to_clients = not (
            issubclass(kind, EmbeddedPostgresError) or kind.__module__.startswith("api.cli")
        )
        if "code" in vars(kind) and told_to_clients:
            yield kind


ALL = sorted({kind for family in FAMILIES for kind in kinds(family)}, key=lambda k: k.__name__)


@pytest.mark.parametrize("kind", ALL, ids=lambda k: k.__name__)
def test_every_error_has_a_status_and_both_wordings(kind: type[SaysItself]) -> None:
    assert kind.code in STATUS
    assert kind.zh
    assert kind.zh != kind.en
    assert kind.en.isascii()


def test_no_two_errors_share_a_code() -> None:
    codes = [kind.code for kind in ALL]  # type: ignore[attr-defined]  # chosen for having one
    assert len(codes) == len(set(codes))


def test_no_status_is_left_over() -> None:
    codes = {kind.code for kind in ALL}  # type: ignore[attr-defined]  # chosen for having one
    assert set(STATUS) == codes
    assert set(RETRY_AFTER) <= codes


def test_a_finding_points_into_the_form() -> None:
    findings = [
        Finding("P07", Severity.ERROR, 1, ("D5",)),
        Finding("H05", Severity.ERROR, None, ("H3m",)),
        Finding("H01", Severity.ERROR, None, ()),
    ]
    body = ProblemDetails.model_validate(problem_body(RulesViolated(findings)))
    assert body.status == 422
    assert body.findings is not None
    assert [f.pointer for f in body.findings] == ["/persons/1/D5", "/household/H3m", "/household"]
    assert body.detail.startswith("P07: ")
    assert body.findings[0].message_zh in body.detail_zh


def test_details_do_not_overwrite_the_standard_members() -> None:
    class Odd(StaleVersion):
        def details(self) -> dict[str, object]:
            return {"status": 200, "title": "all is well", "current_version": 3}

    body = problem_body(Odd(3))
    assert body["status"] == 409
    assert body["title"] == StaleVersion.en
    assert body["current_version"] == 3


@pytest.mark.parametrize("error", [TooManyFailures(17), QueueFull()])
def test_waiting_is_told_in_header_and_body(error: SaysItself) -> None:
    response = problem_response(error, {"type": "http"})
    told = orjson.loads(response.body)
    assert response.headers["Retry-After"] == str(told["retry_after"])


def test_a_missing_and_a_bad_token_are_told_apart_in_the_header() -> None:
    missing = problem_response(TokenMissing(), {"type": "http"})
    expired = problem_response(TokenExpired(), {"type": "http"})
    assert "error" not in missing.headers["WWW-Authenticate"]
    assert 'error="invalid_token"' in expired.headers["WWW-Authenticate"]


def test_a_problem_bears_the_id_of_its_request() -> None:
    scope = {"type": "http", "state": {"request_id": "7c1c9a52-0000-4000-8000-000000000000"}}
    told = orjson.loads(problem_response(BodyTooLarge(5), scope).body)
    assert told["instance"] == "urn:uuid:7c1c9a52-0000-4000-8000-000000000000"
