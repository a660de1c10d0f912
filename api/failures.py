"""How many sign-ins may fail: guessing a password must not pay."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from api.problems import TooManyFailures

ALLOWED = 10
WINDOW_SECONDS = 300.0
REMEMBERED_ACCOUNTS = 10_000


class FailedSignIns:
    """Counts failures of each account over a sliding window, in this process's memory.

    Accounts that do not exist count alike, so that the answer tells nobody which ones do; the
    least recently tried one is forgotten when there are too many.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def check(self, book: str, account: str) -> None:
        """Refuse to try.

        Raises:
            TooManyFailures: with the seconds until the oldest failure leaves the window.
        """
        now = self._clock()
        with self._lock:
            failures = self._failures.get((book, account))
            if failures is None:
                return
            while failures and failures[0] <= now - WINDOW_SECONDS:
                failures.popleft()
            if len(failures) >= ALLOWED:
                raise TooManyFailures(int(failures[0] + WINDOW_SECONDS - now) + 1)

    def add(self, book: str, account: str) -> None:
        """Note a failure."""
        with self._lock:
            failures = self._failures.setdefault((book, account), deque(maxlen=ALLOWED))
            failures.append(self._clock())
            self._failures.move_to_end((book, account))
            if len(self._failures) > REMEMBERED_ACCOUNTS:
                self._failures.popitem(last=False)

    def forget(self, book: str, account: str) -> None:
        """A sign-in succeeded."""
        with self._lock:
            self._failures.pop((book, account), None)
