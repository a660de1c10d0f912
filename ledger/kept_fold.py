"""A fold of some of a book's events, kept in memory and brought up to the head at each use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Generic, Protocol, Self, TypeVar

from domain.events import Event
from ledger.error_translation import database_errors, edited_entries
from ledger.recorder import RecordedNotification
from ledger.records import Records


class Fold(Protocol):
    """What events were folded into, up to ``position``; it never changes any more."""

    position: int

    def followed_by(self, events: Iterable[tuple[int, Event]]) -> Self:
        """Another fold with further (position, event) pairs; this one stays as it is."""


F = TypeVar("F", bound=Fold)


class KeptFold(Generic[F]):
    """The newest fold that this process knows of. Safe for threads.

    What it gives never changes any more: when the fold has grown, another takes its place. So
    whoever reads one needs no lock, and nobody waits for another's question to the database.
    ``_lock`` guards the change of ``known``.
    """

    def __init__(
        self,
        empty: F,
        select: Callable[[int], Sequence[RecordedNotification]],
        records: Records,
    ) -> None:
        """``select`` gives the fold's events after a position."""
        self._select = select
        self._records = records
        self._lock = Lock()
        self.known = empty
        """As this process knows it; the book may have grown meanwhile."""

    def fresh(self) -> F:
        """The fold as of the book's head when this was called, or later.

        Raises:
            BookNotOpen, BookRolledBack: the book is not there, or not all of it.
            BookInconsistent: its entries were edited.
        """
        known = self.known
        with database_errors():
            found = self._select(known.position)
            events = [
                (recorded.position, recorded.event)
                for recorded in self._records.events(found, with_personal=False)
            ]
        if not events:
            return known
        with self._lock:
            # Another thread may have come this far, or farther, meanwhile.
            new = [(p, event) for p, event in events if p > self.known.position]
            if new:
                with edited_entries():
                    self.known = self.known.followed_by(new)
            return self.known
