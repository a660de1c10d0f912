"""Callers are served in their order, and the one who serves is woken only when it is worth it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Thread
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from ledger import waiting_line
from ledger.append import Append
from ledger.errors import LedgerUnavailable, QueueFull
from ledger.waiting_line import (
    APPENDS_ENOUGH,
    GATHERING_SECONDS,
    GATHERING_STEPS,
    WaitingLine,
)


def _one() -> list[Append]:
    return [Append([StoredEvent(uuid4(), 1, "topic", b"state")])]


@dataclass
class _Caller:
    appends: list[Append] = field(default_factory=_one)


@pytest.fixture
def line() -> WaitingLine[_Caller]:
    return WaitingLine()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def _asleep(line: WaitingLine[_Caller], wanted: int) -> Callable[[], bool]:
    return lambda: line._wanted == wanted


def _wait_until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.0005)


def test_who_comes_first_is_taken_first(line: WaitingLine[_Caller]) -> None:
    callers = [_Caller() for _ in range(5)]
    for caller in callers:
        line.put(caller)
    assert line.take() == callers


def test_sleeping_taker_is_woken_by_the_first(
    line: WaitingLine[_Caller], threads: ThreadPoolExecutor
) -> None:
    taken = threads.submit(line.take)
    _wait_until(_asleep(line, 1))
    caller = _Caller()
    line.put(caller)
    assert taken.result(10) == [caller]


def test_one_alone_waits_for_nobody_the_second_time(
    line: WaitingLine[_Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_line, "GATHERING_SECONDS", 60)
    for _ in range(2):
        line.put(_Caller())
        assert len(line.take()) == 1


def test_company_is_waited_for_until_it_is_full(
    line: WaitingLine[_Caller], threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_line, "GATHERING_SECONDS", 60)
    for _ in range(3):
        line.put(_Caller())
    assert len(line.take()) == 3
    line.put(_Caller())
    taken: Future[list[_Caller]] = threads.submit(line.take)
    _wait_until(_asleep(line, 3))
    line.put(_Caller())
    assert not taken.done()
    line.put(_Caller())
    assert len(taken.result(10)) == 3


def test_call_that_is_enough_waits_for_no_company(
    line: WaitingLine[_Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_line, "GATHERING_SECONDS", 60)
    for _ in range(3):
        line.put(_Caller())
    line.take()
    line.put(_Caller(_one() * APPENDS_ENOUGH))
    assert len(line.take()) == 1


def test_company_that_does_not_come_back_is_not_waited_for_long(
    line: WaitingLine[_Caller],
) -> None:
    for _ in range(3):
        line.put(_Caller())
    line.take()
    line.put(_Caller())
    began = time.monotonic()
    assert len(line.take()) == 1
    assert time.monotonic() - began < 1 + GATHERING_STEPS * GATHERING_SECONDS


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(1, 12))
def test_transaction_ends_with_the_call_that_fills_it(sizes: list[int], maximum: int) -> None:
    line: WaitingLine[_Caller] = WaitingLine()
    callers = [_Caller(_one() * size) for size in sizes]
    for caller in callers:
        line.put(caller)
    line.close()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(waiting_line, "APPENDS_MAXIMUM", maximum)
        taken = list(iter(line.take, []))
    assert [c for calls in taken for c in calls] == callers
    for calls in taken:
        assert sum(len(c.appends) for c in calls[:-1]) < maximum


def test_full_line_takes_nobody(
    line: WaitingLine[_Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_line, "WAITING_MAXIMUM", 2)
    line.put(_Caller())
    line.put(_Caller())
    with pytest.raises(QueueFull):
        line.put(_Caller())
    assert len(line) == 2


def test_closed_line_serves_who_waits_and_takes_nobody(line: WaitingLine[_Caller]) -> None:
    line.put(_Caller())
    assert line.close()
    assert not line.close()
    with pytest.raises(LedgerUnavailable):
        line.put(_Caller())
    assert len(line.take()) == 1
    assert line.take() == []


def test_taker_who_sleeps_is_woken_when_the_line_is_closed(
    line: WaitingLine[_Caller], threads: ThreadPoolExecutor
) -> None:
    taken = threads.submit(line.take)
    _wait_until(_asleep(line, 1))
    line.close()
    assert taken.result(10) == []


def test_nobody_is_lost_among_many_who_come_and_go(line: WaitingLine[_Caller]) -> None:
    callers = [[_Caller() for _ in range(300)] for _ in range(8)]

    def come(mine: list[_Caller]) -> None:
        for number, caller in enumerate(mine):
            if number % 7 == 0:
                time.sleep(0.0003)
            line.put(caller)

    coming = [Thread(target=come, args=[mine]) for mine in callers]
    for thread in coming:
        thread.start()
    taken: list[_Caller] = []
    while len(taken) < 8 * 300:
        taken += line.take()
    for thread in coming:
        thread.join()
    for mine in callers:
        assert [c for c in taken if any(c is m for m in mine)] == mine
