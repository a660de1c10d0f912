"""How many sign-ins may fail: guessing a password must not pay."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.problems import SignInFailed, TooManyFailures

ALLOWED = 10
WINDOW_SECONDS = 300.0
REMEMBERED_ACCOUNTS = 10_000


class FailedSignIns:
    """Counts failures of each account over a sliding window, in this process's memory.

    An attempt counts from its beginning, so that guesses made at the same time get no more of them
    than guesses one after the other. Accounts that do not exist count alike, so that the answer
    tells nobody which ones do; the least recently tried one is forgotten when there are too many.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._attempts: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    @contextmanager
    def attempt(self, book: str, account: str) -> Iterator[None]:
        """Hold an attempt while the password is looked at.

        Left by :class:`SignInFailed` it has failed. Left without an error it forgets the failures
        before it. Any other error gives it back, since nothing was learnt of the password.

        Raises:
            TooManyFailures: with the seconds until the oldest failure leaves the window.
        """
        begun = self._begin((book, account))
        try:
            yield
        except SignInFailed:
            raise
        except BaseException:
            self._give_back((book, account), begun)
            raise
        self._forget((book, account))

    def _begin(self, key: tuple[str, str]) -> float:
        now = self._clock()
        with self._lock:
            attempts = [at for at in self._attempts.get(key, ()) if at > now - WINDOW_SECONDS]
            if len(attempts) >= ALLOWED:
                raise TooManyFailures(int(attempts[0] + WINDOW_SECONDS - now) + 1)
            self._attempts[key] = [*attempts, now]
            self._attempts.move_to_end(key)
            if len(self._attempts) > REMEMBERED_ACCOUNTS:
                self._attempts.popitem(last=False)
        return now

    def _give_back(self, key: tuple[str, str], begun: float) -> None:
        with self._lock:
            attempts = self._attempts.get(key, [])
            if begun in attempts:
                attempts.remove(begun)

    def _forget(self, key: tuple[str, str]) -> None:
        with self._lock:
            self._attempts.pop(key, None)
