"""Taking turns at what only one can change at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

_LOCKS = 256


class Turns:
    """Lets threads that name the same key go one after another; a few more wait by chance.

    It only saves work: two who decide on the same list at once would both be right in turn, and one
    of them would have to decide anew. Other processes take no part in it.
    """

    def __init__(self) -> None:
        self._locks = [Lock() for _ in range(_LOCKS)]

    @contextmanager
    def taken(self, keys: Iterable[str]) -> Iterator[None]:
        """Wait for one's turn at all of the keys, and keep it."""
        with ExitStack() as stack:
            # Always in the same order, so that two never wait for each other.
            for number in sorted({hash(key) % _LOCKS for key in keys}):
                stack.enter_context(self._locks[number])
            yield
