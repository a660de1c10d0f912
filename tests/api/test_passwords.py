"""Passwords are kept as argon2id hashes, and an unknown account costs as much as a known one."""

from __future__ import annotations

import time

from api.passwords import hash_password, password_matches


def test_only_the_password_itself_matches() -> None:
    kept = hash_password("a good long password")
    assert password_matches(kept, "a good long password")
    assert not password_matches(kept, "a good long passwore")


def test_a_hash_is_argon2id_with_the_recommended_parameters_and_salted() -> None:
    first, second = hash_password("x"), hash_password("x")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second


def test_an_unknown_account_is_not_answered_sooner() -> None:
    kept = hash_password("x")
    assert not password_matches(None, "warm up")

    def seconds(hash_: str | None) -> float:
        best = 10.0
        for _ in range(5):
            begun = time.perf_counter()
            assert not password_matches(hash_, "wrong")
            best = min(best, time.perf_counter() - begun)
        return best

    assert seconds(None) > 0.5 * seconds(kept)
