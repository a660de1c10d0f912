"""Guessing passwords is stopped after some failures, for some time."""

from __future__ import annotations

from contextlib import ExitStack, suppress

import pytest

from api.failures import ALLOWED, REMEMBERED_ACCOUNTS, WINDOW_SECONDS, FailedSignIns
from api.problems import SignInFailed, TooManyFailures


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def failures(clock: Clock) -> FailedSignIns:
    return FailedSignIns(clock)


def fail(failures: FailedSignIns, book: str, account: str) -> None:
    with suppress(SignInFailed), failures.attempt(book, account):
        raise SignInFailed


def succeed(failures: FailedSignIns, book: str, account: str) -> None:
    with failures.attempt(book, account):
        pass


def test_some_failures_are_allowed_and_one_more_is_not(failures: FailedSignIns) -> None:
    for _ in range(ALLOWED):
        fail(failures, "500112", "a")
    with pytest.raises(TooManyFailures) as caught:
        succeed(failures, "500112", "a")
    assert caught.value.retry_after == WINDOW_SECONDS + 1


def test_attempts_at_the_same_time_count_from_their_beginning(failures: FailedSignIns) -> None:
    with ExitStack() as running:
        for _ in range(ALLOWED):
            running.enter_context(failures.attempt("500112", "a"))
        with pytest.raises(TooManyFailures):
            succeed(failures, "500112", "a")
        succeed(failures, "500112", "b")


def test_other_accounts_and_books_are_not_concerned(failures: FailedSignIns) -> None:
    for _ in range(ALLOWED):
        fail(failures, "500112", "a")
    succeed(failures, "500112", "b")
    succeed(failures, "370871", "a")


def test_failures_are_forgotten_when_the_window_has_passed(
    failures: FailedSignIns, clock: Clock
) -> None:
    for _ in range(ALLOWED):
        fail(failures, "500112", "a")
        clock.now += 1
    clock.now += WINDOW_SECONDS - ALLOWED
    succeed(failures, "500112", "a")


def test_a_success_forgets_the_failures(failures: FailedSignIns) -> None:
    for _ in range(ALLOWED - 1):
        fail(failures, "500112", "a")
    succeed(failures, "500112", "a")
    for _ in range(ALLOWED):
        fail(failures, "500112", "a")


def test_an_attempt_that_learns_nothing_of_the_password_does_not_count(
    failures: FailedSignIns,
) -> None:
    for _ in range(ALLOWED + 1):
        with pytest.raises(ConnectionError), failures.attempt("500112", "a"):
            raise ConnectionError
    for _ in range(ALLOWED - 1):
        fail(failures, "500112", "a")
    succeed(failures, "500112", "a")


def test_memory_is_bounded(failures: FailedSignIns) -> None:
    for number in range(REMEMBERED_ACCOUNTS + 5):
        fail(failures, "500112", f"a{number}")
    assert len(failures._attempts) == REMEMBERED_ACCOUNTS
