"""Guessing passwords is stopped after some failures, for some time."""

from __future__ import annotations

import pytest

from api.failures import ALLOWED, REMEMBERED_ACCOUNTS, WINDOW_SECONDS, FailedSignIns
from api.problems import TooManyFailures


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


def test_some_failures_are_allowed_and_one_more_is_not(failures: FailedSignIns) -> None:
    for _ in range(ALLOWED):
        failures.check("500112", "a")
        failures.add("500112", "a")
    with pytest.raises(TooManyFailures) as caught:
        failures.check("500112", "a")
    assert caught.value.retry_after == WINDOW_SECONDS + 1


def test_other_accounts_and_books_are_not_concerned(failures: FailedSignIns) -> None:
    for _ in range(ALLOWED):
        failures.add("500112", "a")
    failures.check("500112", "b")
    failures.check("370871", "a")


def test_failures_are_forgotten_when_the_window_has_passed(
    failures: FailedSignIns, clock: Clock
) -> None:
    for _ in range(ALLOWED):
        failures.add("500112", "a")
        clock.now += 1
    clock.now += WINDOW_SECONDS - ALLOWED
    failures.check("500112", "a")


def test_a_success_forgets_the_failures(failures: FailedSignIns) -> None:
    for _ in range(ALLOWED):
        failures.add("500112", "a")
    failures.forget("500112", "a")
    failures.check("500112", "a")


def test_memory_is_bounded(failures: FailedSignIns) -> None:
    for number in range(REMEMBERED_ACCOUNTS + 5):
        failures.add("500112", f"a{number}")
    assert len(failures._failures) == REMEMBERED_ACCOUNTS
