"""The book's recorder: the `eventsourcing` library's PostgreSQL recorder over a book's own tables.

One book is one sequence. Its head row is the lock (``SELECT … FOR UPDATE``), the counter and the
Merkle tree at once, so that no writer can forget it; positions are dense and in commit order, and
the library's notification id is the position plus one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    StoredEvent,
    Subscription,
)
from eventsourcing.postgres import PostgresProcessRecorder
from psycopg.rows import DictRow

from ledger.append import Append, Appended, Outcome
from ledger.batch import Batch, Taken
from ledger.canonical import loads
from ledger.database import Datastore
from ledger.errors import (
    BookInconsistent,
    BookNotOpen,
    BookRolledBack,
    LedgerError,
    VersionConflict,
)
from ledger.merkle import HASH_BYTES, Tree
from ledger.pipeline import Row
from ledger.receipt import Receipt
from ledger.sql import queries
from ledger.subscription import BookSubscription
from ledger.tracking import BookTracking
from ledger.transaction import Found, begin, entry_steps, finish, is_copied

_SQL = queries("ledger", "book.sql")
_END = 2**62


@dataclass(frozen=True, slots=True)
class Head:
    """A book's size and root; ``recorded_at`` is the time of its last entry."""

    book: str
    size: int
    root: bytes
    recorded_at: datetime | None


@dataclass(frozen=True)
class RecordedNotification(Notification):
    """A notification with the server's time; its position is the id minus one.

    ``entry`` is the commitment that the tree holds of it.
    """

    recorded_at: datetime
    entry: bytes


class BookRecorder(BookTracking, PostgresProcessRecorder):
    """Records and reads one book's entries.

    ``highest_size`` is the largest size of the book that this process has seen committed; a head
    below it means that acknowledged entries are gone, and nothing is written on top of that; nor is
    it once the head was found ``inconsistent`` with the entries.
    """

    def __init__(self, book: str, datastore: Datastore) -> None:
        super().__init__(book, datastore, events_table_name="entry")
        self.highest_size = 0
        self.inconsistent = False

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Add events as one append without a command; the library's contract.

        Raises:
            IntegrityError: a version exists already, or the tracking would not move forward.
        """
        append = Append(events=stored_events, tracking=kwargs.get("tracking"))
        outcome = self.append([append])[0]
        if isinstance(outcome, VersionConflict):
            raise IntegrityError(outcome.code)
        if isinstance(outcome, LedgerError):
            raise outcome
        return [position + 1 for position in outcome.positions]

    def append(self, appends: Sequence[Append]) -> list[Outcome]:
        """Add several appends in one transaction, refusing alone each that does not fit.

        When this returns, what is reported as appended is durable and in the tree.

        Raises:
            BookNotOpen: the book has no head.
            BookRolledBack: the head is below what was committed before.
            BookInconsistent: the head does not fit the entries; from then on nothing is written.
        """
        if self.inconsistent:
            raise BookInconsistent
        try:
            return self._append(appends)
        except IntegrityError as error:
            if not isinstance(error.__cause__, psycopg.errors.UniqueViolation):
                raise
            # Versions and commands were compared under the lock, so that a duplicate can only
            # mean that the head is not the head of these entries.
            self.inconsistent = True
            raise BookInconsistent from error

    def _append(self, appends: Sequence[Append]) -> list[Outcome]:
        known = self.highest_size
        drafts = [append.drafts(self.book) for append in appends]
        with self.datastore.writing.pipeline() as pipeline:
            found = begin(pipeline, self.book, appends, drafts)
            batch = self._batch(found, known)
            commands, versions = _answers(found.commands), dict(found.versions)
            taken = [
                batch.take(append, its_drafts, commands, versions)
                for append, its_drafts in zip(appends, drafts, strict=True)
            ]
            entries = entry_steps(pipeline, batch, copying=is_copied(drafts))
            outcomes = [
                _outcome(batch, append, t) for append, t in zip(appends, taken, strict=True)
            ]
            finish(pipeline, batch, entries, appends, outcomes)
        self.highest_size = max(self.highest_size, batch.tree.size)
        if batch.taken:
            self.datastore.waker.tell(self.book)
        return outcomes

    def recorded_commands(self, command_ids: Sequence[UUID]) -> dict[UUID, tuple[bytes, Receipt]]:
        """Fingerprint and first answer of the commands among these ids that are on record."""
        if not command_ids:
            return {}
        with self.datastore.cursor() as cursor:
            cursor.execute(
                _SQL["select_commands"], {"book": self.book, "ids": list(command_ids)}, prepare=True
            )
            return _answers([tuple(row.values()) for row in cursor.fetchall()])

    def head(self) -> Head:
        """The head as committed.

        Raises:
            BookNotOpen: the book has none.
            BookRolledBack: it is below what was committed before.
            BookInconsistent: it does not fit the entries, or was found not to.
        """
        if self.inconsistent:
            raise BookInconsistent
        known = self.highest_size
        with self.datastore.cursor() as cursor:
            cursor.execute(_SQL["select_head"], {"book": self.book})
            row = cursor.fetchone()
        if row is None:
            raise BookRolledBack if known else BookNotOpen
        # Before the size is believed: what was mended later would seem to be rolled back.
        tree = tree_of_head(row["size"], row["frontier"], row["last_leaf"])
        self._check(tree.size, known)
        return Head(self.book, tree.size, tree.root(), row["recorded_at"])

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """One aggregate's events; the library's contract."""
        query = _SQL["select_originator_desc" if desc else "select_originator"]
        bounds = {
            "book": self.book,
            "id": originator_id,
            "gt": -1 if gt is None else gt,
            "lte": _END if lte is None else lte,
            "limit": limit,
        }
        with self.datastore.cursor() as cursor:
            cursor.execute(query, bounds, prepare=True)
            return [
                StoredEvent(
                    originator_id=row["originator_id"],
                    originator_version=row["originator_version"],
                    topic=row["topic"],
                    state=bytes(row["state"]),
                )
                for row in cursor.fetchall()
            ]

    def select_aggregates(self, ids: Sequence[UUID]) -> list[RecordedNotification]:
        """All events of several aggregates, in the order of the book."""
        return self._recorded("select_aggregates", ids=list(ids))

    def select_positions(self, start: int, limit: int) -> list[RecordedNotification]:
        """Events from a position on."""
        return self._recorded("select_positions", start=start, limit=limit)

    def select_roster(self, after: int) -> list[RecordedNotification]:
        """The roster's events after a position.

        Raises:
            BookNotOpen, BookRolledBack, BookInconsistent: as :meth:`head`.
        """
        return self._select_kept("select_roster", after)

    def select_office(self, after: int) -> list[RecordedNotification]:
        """The events about the office's own work after a position.

        Raises:
            BookNotOpen, BookRolledBack, BookInconsistent: as :meth:`head`.
        """
        return self._select_kept("select_office", after)

    def _select_kept(self, query: str, after: int) -> list[RecordedNotification]:
        if self.inconsistent:
            raise BookInconsistent
        known = self.highest_size
        with self.datastore.cursor() as cursor:
            cursor.execute(_SQL[query], {"book": self.book, "after": after}, prepare=True)
            rows = cursor.fetchall()
        if not rows:
            raise BookRolledBack if known else BookNotOpen
        if rows[0]["size"] < known:
            raise BookRolledBack
        return [_notification(row) for row in rows if row["position"] is not None]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Events by notification id, which is the position plus one; the library's contract."""
        first = 0 if start is None else start - 1 if inclusive_of_start else start
        bounds = {
            "book": self.book,
            "start": first,
            "stop": _END if stop is None else stop - 1,
            "topics": list(topics) or None,
            "limit": limit,
        }
        with self.datastore.cursor() as cursor:
            cursor.execute(_SQL["select_notifications"], bounds, prepare=True)
            return [
                Notification(
                    id=row["position"] + 1,
                    originator_id=row["originator_id"],
                    originator_version=row["originator_version"],
                    topic=row["topic"],
                    state=bytes(row["state"]),
                )
                for row in cursor.fetchall()
            ]

    def max_notification_id(self) -> int | None:
        """The last position plus one; None of an empty book."""
        with self.datastore.cursor() as cursor:
            cursor.execute(_SQL["select_last_position"], {"book": self.book})
            row = cursor.fetchone()
        return None if row is None else int(row["position"]) + 1

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Entries after a notification id as they come, over connections that no writer needs."""
        reader = BookRecorder(self.book, self.datastore.for_subscriptions())
        return BookSubscription(reader, self.datastore.waker.hear(self.book), gt, topics)

    def _batch(self, found: Found, known: int) -> Batch:
        if found.head is None:
            raise BookRolledBack if known else BookNotOpen
        size, frontier, before, now = found.head
        # Nothing is written onto a book whose last entry is missing or not the one sealed.
        try:
            tree = tree_of_head(size, frontier, found.last_leaf)
        except BookInconsistent:
            self.inconsistent = True
            raise
        self._check(size, known)
        return Batch(self.book, tree, now if before is None else max(now, before))

    def _check(self, size: int, known: int) -> None:
        """Refuse a head below a size that was known before it was read.

        (Before: another thread may commit, and make the known size larger, after the reading.)
        """
        if size < known:
            raise BookRolledBack
        self.highest_size = max(self.highest_size, size)

    def _recorded(self, query: str, **parameters: object) -> list[RecordedNotification]:
        with self.datastore.cursor() as cursor:
            cursor.execute(_SQL[query], {"book": self.book, **parameters}, prepare=True)
            return [_notification(row) for row in cursor.fetchall()]


def tree_of_head(size: int, frontier: Sequence[object], last_leaf: bytes | None) -> Tree:
    """The tree that a head row tells of; ``last_leaf`` is the hash of the entry it says is last.

    Raises:
        BookInconsistent: the row tells of no tree, or of one that ends with another entry.
    """
    hashes = [h for h in frontier if isinstance(h, bytes) and len(h) == HASH_BYTES]
    if size < 0 or not len(frontier) == len(hashes) == size.bit_count():
        raise BookInconsistent
    if size and (last_leaf is None or (size & 1 and last_leaf != hashes[-1])):
        raise BookInconsistent
    return Tree(size, hashes)


def _notification(row: DictRow) -> RecordedNotification:
    return RecordedNotification(
        id=row["position"] + 1,
        originator_id=row["originator_id"],
        originator_version=row["originator_version"],
        topic=row["topic"],
        state=bytes(row["state"]),
        recorded_at=row["recorded_at"],
        entry=bytes(row["entry"]),
    )


def _outcome(batch: Batch, append: Append, taken: Taken) -> Outcome:
    match taken:
        case Receipt():
            start = taken.first_position
            return Appended(range(start, start + taken.entries), taken)
        case range():
            command = append.command
            return Appended(taken, None if command is None else batch.receipt(command, taken))
        case _:
            return taken


def _answers(rows: Sequence[Row]) -> dict[UUID, tuple[bytes, Receipt]]:
    """Fingerprint and first answer by command id, of rows of ``select_commands``.

    Raises:
        BookInconsistent: what is stored is no receipt.
    """
    try:
        return {
            command_id: (bytes(fingerprint), Receipt.from_json(loads(outcome)))
            for command_id, fingerprint, outcome in rows
        }
    except (ValueError, KeyError, TypeError) as error:
        raise BookInconsistent from error
