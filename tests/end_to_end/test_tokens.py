"""A token that is old, changed, missing or of another book opens nothing; the answer says why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.tokens import Tokens
from tests.end_to_end.refusals import problem
from tests.end_to_end.world import BOOK, World, sender


def token_of(world: World, *, issued: datetime) -> str:
    """A token that the service made at some time."""
    tokens = Tokens(world.database.secrets.token_key, world.settings.token_life)
    return tokens.issue(BOOK, "county-1", issued)[0]


def test_an_expired_token_is_refused(unchanged: World) -> None:
    token = token_of(unchanged, issued=datetime.now(UTC) - timedelta(hours=9))
    answer = unchanged.http.get(f"/books/{BOOK}/head", headers={"Authorization": f"Bearer {token}"})
    problem(answer, 401, "token-expired", unchanged)
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("signature", ["", "x", "AAAA"])
def test_a_changed_token_is_refused(unchanged: World, signature: str) -> None:
    head, body, _ = token_of(unchanged, issued=datetime.now(UTC)).split(".")
    answer = unchanged.http.get(
        f"/books/{BOOK}/head", headers={"Authorization": f"Bearer {head}.{body}.{signature}"}
    )
    problem(answer, 401, "token-invalid", unchanged)


def test_no_token_is_refused(unchanged: World) -> None:
    answer = unchanged.http.get(f"/books/{BOOK}/head")
    problem(answer, 401, "token-missing", unchanged)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_of_another_book_is_refused(unchanged: World) -> None:
    answer = unchanged.http.get(
        "/books/370871/head",
        headers={"Authorization": f"Bearer {unchanged.token('county-1')}"},
    )
    problem(answer, 403, "other-book", unchanged)


def test_an_expired_second_token_is_refused(unchanged: World) -> None:
    body = {
        "expected_version": 1,
        "revision": {"household": {"H6": 80}},
        "reason": "cross-check",
        "authority": {"document": "1", "issued_by": "2"},
        "second_token": token_of(unchanged, issued=datetime.now(UTC) - timedelta(hours=9)),
    }
    answer = unchanged.post("county-1", f"/households/{uuid4()}/correct", {**body, **sender()})
    problem(answer, 403, "second-token-refused", unchanged)
