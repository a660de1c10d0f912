"""Tokens say who signed in, for as long as they are good, and cannot be made elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest

from api.problems import TokenExpired, TokenInvalid
from api.tokens import Tokens
from domain.attribution import RESPONDENT
from domain.commands import Respondent

KEY = b"k" * 32
LIFE = timedelta(hours=8)


def test_a_token_says_account_book_and_end() -> None:
    token, sign_in = Tokens(KEY, LIFE).issue("500112", "county-1")
    assert Tokens(KEY, LIFE).check(token) == sign_in
    assert (sign_in.book, sign_in.account) == ("500112", "county-1")
    assert LIFE - timedelta(minutes=1) < sign_in.expires - datetime.now(UTC) <= LIFE


def test_no_two_tokens_are_the_same() -> None:
    tokens = Tokens(KEY, LIFE)
    assert tokens.issue("500112", "a")[0] != tokens.issue("500112", "a")[0]


def test_a_token_past_its_end_is_refused() -> None:
    tokens = Tokens(KEY, LIFE)
    token, _ = tokens.issue("500112", "a", datetime.now(UTC) - LIFE - timedelta(seconds=2))
    with pytest.raises(TokenExpired):
        tokens.check(token)


def test_a_token_of_another_key_is_refused() -> None:
    token, _ = Tokens(b"x" * 32, LIFE).issue("500112", "a")
    with pytest.raises(TokenInvalid):
        Tokens(KEY, LIFE).check(token)


@pytest.mark.parametrize("claim", ["sub", "book", "iat", "exp", "jti"])
def test_a_token_that_says_too_little_is_refused(claim: str) -> None:
    now = datetime.now(UTC)
    claims = {"sub": "a", "book": "500112", "iat": now, "exp": now + LIFE, "jti": "1"}
    del claims[claim]
    with pytest.raises(TokenInvalid):
        Tokens(KEY, LIFE).check(jwt.encode(claims, KEY, algorithm="HS256"))


def test_an_unsigned_token_is_refused() -> None:
    now = datetime.now(UTC)
    claims = {"sub": "a", "book": "500112", "iat": now, "exp": now + LIFE, "jti": "1"}
    with pytest.raises(TokenInvalid):
        Tokens(KEY, LIFE).check(jwt.encode(claims, None, algorithm="none"))


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "张.三.丰"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(TokenInvalid):
        Tokens(KEY, LIFE).check(token)


def test_a_households_token_names_it_and_who_handed_the_code_out() -> None:
    respondent = Respondent(household_id=uuid4(), appointment_id=uuid4())
    token, issued = Tokens(KEY, LIFE).issue("500112", RESPONDENT, respondent=respondent)
    assert Tokens(KEY, LIFE).check(token) == issued
    assert issued.respondent == respondent


def test_a_posts_token_names_no_household() -> None:
    token, _ = Tokens(KEY, LIFE).issue("500112", "a")
    assert Tokens(KEY, LIFE).check(token).respondent is None


@pytest.mark.parametrize(
    "said", [{"household": "x", "issued_under": uuid4().hex}, {"household": uuid4().hex}]
)
def test_a_token_that_names_half_a_household_is_refused(said: dict[str, str]) -> None:
    now = datetime.now(UTC)
    claims = {"sub": "a", "book": "500112", "iat": now, "exp": now + LIFE, "jti": "1", **said}
    with pytest.raises(TokenInvalid):
        Tokens(KEY, LIFE).check(jwt.encode(claims, KEY, algorithm="HS256"))
