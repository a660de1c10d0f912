"""Follows a book and keeps its rows: in batches, each applied exactly once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

import psycopg

from ledger.database import Database
from ledger.errors import (
    BookInconsistent,
    GrantMissing,
    LedgerBusy,
    LedgerUnavailable,
    SchemaMissing,
)
from ledger.sql import queries
from projections.errors import BookBehindProjection, EntriesNotDense
from projections.row_store import Connection, apply_entries, connect
from projections.source import EntrySource, Recorded

PROJECTION = "census"
"""The name under which the rows of households and persons are tracked."""
BATCH_SIZE = 1000
"""Entries applied in one transaction."""
POLL_SECONDS = 0.5
"""How long a follower sleeps when nobody wakes it."""
RETRY_SECONDS = 2.0
"""How long it waits for a database that does not answer."""

_PASSING = (
    psycopg.OperationalError,
    psycopg.DataError,
    psycopg.errors.UndefinedTable,
    psycopg.errors.InvalidSchemaName,
    psycopg.errors.InsufficientPrivilege,
    BookInconsistent,
    LedgerUnavailable,
    LedgerBusy,
    SchemaMissing,
    GrantMissing,
)
"""What an operator can mend while the service runs."""

_LOG = logging.getLogger(__name__)


def tracked_position(connection: Connection, book: str) -> int:
    """The last position applied to a book's rows, -1 when none is."""
    query = queries("projections", "tracking.sql")["select_tracking"]
    row = connection.execute(query, {"book": book, "projection": PROJECTION}).fetchone()
    return -1 if row is None else int(row[0])


def lock_tracking(connection: Connection, book: str) -> int:
    """Keep all other followers of the book out until the transaction ends; the tracked position."""
    tracking = queries("projections", "tracking.sql")
    parameters = {"book": book, "projection": PROJECTION}
    connection.execute(tracking["begin_tracking"], parameters)
    [(position,)] = connection.execute(tracking["lock_tracking"], parameters).fetchall()
    return int(position)


def move_tracking(connection: Connection, book: str, position: int) -> None:
    """Say that the entries up to ``position`` are applied, in the transaction that applied them."""
    query = queries("projections", "tracking.sql")["update_tracking"]
    parameters = {"book": book, "projection": PROJECTION, "position": position}
    connection.execute(query, parameters)


def require_dense(entries: Sequence[Recorded], start: int) -> None:
    """Make sure that the entries are those of ``start``, ``start`` + 1, and so on.

    Raises:
        EntriesNotDense: one is missing or comes twice.
    """
    for expected, entry in enumerate(entries, start):
        if entry.position != expected:
            raise EntriesNotDense(expected=expected, found=entry.position)


class Follower:
    """Applies a book's entries to the rows, as the service role.

    Any number of followers may run, here or in other processes: a batch holds the book's tracking
    row, so that the next follower goes on where this one committed.
    """

    def __init__(self, source: EntrySource, database: Database) -> None:
        """Follow a book into the database."""
        self._source = source
        self._database = database
        self._failure: Exception | None = None
        self._applied: int | None = None

    @property
    def failure(self) -> Exception | None:
        """What keeps :meth:`run` from following, or ended it; None while it follows."""
        return self._failure

    def position(self) -> int:
        """The last position that this follower saw applied, -1 when none was.

        While it runs, it looks at least every :data:`POLL_SECONDS`; a follower of another process
        may be that much ahead. Only a follower that never looked asks the database.
        """
        if self._applied is None:
            with self._connect() as connection:
                self._applied = tracked_position(connection, self._source.book)
        return self._applied

    def catch_up(self, batch_size: int = BATCH_SIZE) -> int:
        """Apply all entries that the book has now; returns the position reached.

        Raises:
            BookBehindProjection, EntriesNotDense, UnfitEntry: the last whole batch stands.
        """
        with self._connect() as connection:
            while self.apply_batch(connection, batch_size):
                pass
        return self.position()

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Follow until ``stop`` is set; ``wake`` spares the wait for the next look at the book.

        A database that does not answer, has lost its tables or grants, or shows rows that were
        edited, is asked again. Any other error ends the run with the position held: it is logged.
        What went wrong is kept in :attr:`failure` for the readiness probe until it is over.
        """
        self._failure = None
        while not stop.is_set():
            try:
                with self._connect() as connection:
                    self._follow(connection, stop, wake)
            except _PASSING as error:
                self._failure = error
                _LOG.warning(
                    "projection of book %s waits for the database: %s",
                    self._source.book,
                    type(error).__name__,
                )
                stop.wait(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is kept and shown
                self._failure = error
                # The type alone: a driver's message may quote a row.
                _LOG.error(
                    "projection of book %s stopped: %s %s",
                    self._source.book,
                    type(error).__name__,
                    getattr(error, "code", ""),
                )
                return

    def apply_batch(self, connection: Connection, batch_size: int = BATCH_SIZE) -> int:
        """Apply the next entries, at most ``batch_size``, in one transaction; how many there were.

        Raises:
            BookBehindProjection, EntriesNotDense, UnfitEntry: nothing of the batch is applied.
        """
        book = self._source.book
        with connection.transaction():
            tracked = lock_tracking(connection, book)
            size = self._source.head().size
            if size <= tracked:
                raise BookBehindProjection(tracked=tracked, size=size)
            entries = self._source.read(tracked + 1, batch_size)
            if entries:
                require_dense(entries, tracked + 1)
                apply_entries(connection, book, self._source.census, entries)
                move_tracking(connection, book, entries[-1].position)
        # After the commit: nobody is told of rows that are not there yet.
        self._applied = entries[-1].position if entries else tracked
        return len(entries)

    def _follow(self, connection: Connection, stop: threading.Event, wake: threading.Event) -> None:
        while not stop.is_set():
            wake.clear()
            while self.apply_batch(connection) and not stop.is_set():
                pass
            self._failure = None
            wake.wait(POLL_SECONDS)

    def _connect(self) -> Connection:
        return connect(self._database)
