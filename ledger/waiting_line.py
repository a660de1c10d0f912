"""The callers who wait for a book's one writer, and how he gathers them.

A thread that is woken costs more than the work that it then does. So nobody wakes the writer who
knows that he waits for more: he is woken by the first, and by the one who makes the company full.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from threading import Lock
from typing import Generic, Protocol, TypeVar

from ledger.append import Append
from ledger.errors import LedgerUnavailable, QueueFull

WAITING_MAXIMUM = 1_000
"""Calls that may wait before a further one is told to come back later."""
APPENDS_MAXIMUM = 400
"""Appends that one transaction takes; a call's appends are never split."""
APPENDS_ENOUGH = 32
"""Appends of a transaction that starts without waiting for company: its flush is shared by many."""
GATHERING_SECONDS = 0.0005
"""How long the writer waits for a caller who is about to come."""
GATHERING_STEPS = 6
"""How many times he does so at most, while they keep coming."""


class Call(Protocol):
    """What waits: the appends of one caller."""

    @property
    def appends(self) -> Sequence[Append]:
        """To be recorded in one transaction, in this order."""


CallT = TypeVar("CallT", bound=Call)


class WaitingLine(Generic[CallT]):
    """First come, first served; for many who come and one who takes.

    ``_door`` guards what both sides write; what the taker reads without it is a hint that he does
    not rest on. ``_wanted`` is how many must wait before the sleeping taker is woken, and 0 while
    he is awake; ``_bell`` is what he sleeps on. ``_company``, how many he took last, is his alone.
    """

    def __init__(self) -> None:
        self._door = Lock()
        self._bell = Lock()
        self._bell.acquire()
        self._calls: deque[CallT] = deque()
        self._appends = 0
        self._closed = False
        self._wanted = 0
        self._company = 1

    def __len__(self) -> int:
        return len(self._calls)

    def put(self, call: CallT) -> None:
        """Join the line.

        Raises:
            QueueFull: too many calls wait.
            LedgerUnavailable: the line is closed.
        """
        with self._door:
            if self._closed:
                raise LedgerUnavailable
            if len(self._calls) >= WAITING_MAXIMUM:
                raise QueueFull
            self._calls.append(call)
            self._appends += len(call.appends)
            full = len(self._calls) >= self._wanted or self._appends >= APPENDS_ENOUGH
            if self._wanted and full:
                self._ring()

    def close(self) -> bool:
        """Take nobody in any more; false where it was closed before."""
        with self._door:
            before, self._closed = self._closed, True
            if self._wanted:
                self._ring()
        return not before

    def take(self) -> list[CallT]:
        """Wait for calls, and give those for one transaction; none once it is closed and empty.

        Who was answered together comes back together, a moment apart: as many as the last time are
        waited for, as long as they keep coming. One who comes alone waits for nobody, but for the
        first of them after a company.
        """
        self._sleep(1)
        self._gather()
        calls: list[CallT] = []
        appends = 0
        with self._door:
            while self._calls and appends < APPENDS_MAXIMUM:
                calls.append(self._calls.popleft())
                appends += len(calls[-1].appends)
            self._appends -= appends
        self._company = len(calls)
        return calls

    def _gather(self) -> None:
        for _ in range(GATHERING_STEPS):
            come = len(self._calls)
            if come >= self._company or self._appends >= APPENDS_ENOUGH:
                return
            self._sleep(self._company, GATHERING_SECONDS)
            if len(self._calls) == come:
                return

    def _sleep(self, wanted: int, seconds: float = -1) -> None:
        """Until so many wait, the line is closed, or the time is up; -1: no such time."""
        with self._door:
            if self._closed or len(self._calls) >= wanted or self._appends >= APPENDS_ENOUGH:
                return
            self._wanted = wanted
        if not self._bell.acquire(timeout=seconds):
            with self._door:
                if self._wanted:
                    self._wanted = 0
                    return
            self._bell.acquire()  # somebody rang at the last moment

    def _ring(self) -> None:
        self._wanted = 0
        self._bell.release()
