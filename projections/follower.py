"""Follows a book and keeps its rows: in batches, each applied exactly once."""

from __future__ import annotations

import logging
import threading

import psycopg

from ledger.database import Database
from ledger.errors import (
    BookInconsistent,
    GrantMissing,
    LedgerBusy,
    LedgerUnavailable,
    SchemaMissing,
)
from projections.errors import BookBehindProjection
from projections.rebuild import make_rows
from projections.row_store import Connection, apply_entries, connect
from projections.source import EntrySource
from projections.tracking import (
    BATCH_SIZE,
    lock_tracking,
    move_tracking,
    require_dense,
    tracked_position,
)

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

        Rows that an older program made are made anew first, in the same transaction.

        Raises:
            BookBehindProjection, EntriesNotDense, UnfitEntry: nothing of the batch is applied.
        """
        book = self._source.book
        with connection.transaction():
            found = lock_tracking(connection, book)
            tracked = found.position
            size = self._source.head().size
            if size <= tracked:
                raise BookBehindProjection(tracked=tracked, size=size)
            if found.outdated:
                _LOG.info("projection of book %s is made anew: an older program made it", book)
                make_rows(connection, self._source, tracked + 1)
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
