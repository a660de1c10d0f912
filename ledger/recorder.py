"""The book's recorder: the `eventsourcing` library's PostgreSQL recorder over a book's own tables.

One book is one sequence. Its head row is the lock (``SELECT … FOR UPDATE``), the counter and the
Merkle tree at once, so that no writer can forget it; positions are dense and in commit order, and
the library's notification id is the position plus one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import IntegrityError, Notification, StoredEvent, Tracking
from eventsourcing.postgres import PostgresProcessRecorder
from psycopg import Cursor
from psycopg.rows import DictRow

from ledger.append import Append, Appended, Outcome
from ledger.batch import ROW_TYPES, Batch, Taken
from ledger.canonical import dumps, loads
from ledger.database import Datastore
from ledger.errors import (
    BookInconsistent,
    BookNotOpen,
    BookRolledBack,
    LedgerError,
    VersionConflict,
)
from ledger.merkle import Tree
from ledger.receipt import Receipt
from ledger.sql import queries

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
    """A notification with the server's time; its position is the id minus one."""

    recorded_at: datetime


class BookRecorder(PostgresProcessRecorder):
    """Records and reads one book's entries.

    ``highest_size`` is the largest size of the book that this process has seen committed; a head
    below it means that acknowledged entries are gone, and nothing is written on top of that; nor is
    it once the head was found ``inconsistent`` with the entries.
    """

    def __init__(self, book: str, datastore: Datastore) -> None:
        super().__init__(datastore, events_table_name="entry", tracking_table_name="tracking")
        self.book = book
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
        with self.datastore.transaction(commit=True) as cursor:
            batch = self._begin(cursor)
            commands = self._commands([a.command.command_id for a in appends if a.command], cursor)
            versions = self._versions(appends, cursor)
            taken = [batch.take(append, commands, versions) for append in appends]
            outcomes = [
                _outcome(batch, append, t) for append, t in zip(appends, taken, strict=True)
            ]
            self._write(cursor, batch, appends, outcomes)
        self.highest_size = max(self.highest_size, batch.tree.size)
        return outcomes

    def recorded_commands(self, command_ids: Sequence[UUID]) -> dict[UUID, tuple[bytes, Receipt]]:
        """Fingerprint and first answer of the commands among these ids that are on record."""
        with self.datastore.cursor() as cursor:
            return self._commands(command_ids, cursor)

    def head(self) -> Head:
        """The head as committed.

        Raises:
            BookNotOpen: the book has none.
            BookRolledBack: it is below what was committed before.
            BookInconsistent: it was found not to fit the entries.
        """
        if self.inconsistent:
            raise BookInconsistent
        known = self.highest_size
        with self.datastore.cursor() as cursor:
            cursor.execute(_SQL["select_head"], {"book": self.book})
            row = self._checked(cursor.fetchone(), known)
        tree = _tree(row)
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
        """The roster's events after a position."""
        return self._recorded("select_roster", after=after)

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

    def _insert_tracking(self, curs: Cursor[DictRow], tracking: Tracking) -> None:
        curs.execute(
            _SQL["insert_tracking"],
            {
                "book": self.book,
                "name": tracking.application_name,
                "id": tracking.notification_id,
            },
        )
        if curs.fetchone() is None:
            raise IntegrityError("tracking does not move forward")

    def _max_tracking_id(self, application_name: str, curs: Cursor[DictRow]) -> int | None:
        curs.execute(_SQL["select_tracking"], {"book": self.book, "name": application_name})
        row = curs.fetchone()
        return None if row is None else int(row["notification_id"])

    def _begin(self, cursor: Cursor[DictRow]) -> Batch:
        known = self.highest_size
        cursor.execute(_SQL["lock_head"], {"book": self.book})
        row = self._checked(cursor.fetchone(), known)
        tree = _tree(row)
        self._require_last(cursor, tree)
        now, before = row["now"], row["recorded_at"]
        moment = now if before is None else max(now, before)
        return Batch(self.book, tree, moment)

    def _require_last(self, cursor: Cursor[DictRow], tree: Tree) -> None:
        """Nothing is written onto a book whose last entry is missing or not the one sealed."""
        if tree.size == 0:
            return
        cursor.execute(_SQL["select_last_leaf"], {"book": self.book, "last": tree.size - 1})
        row = cursor.fetchone()
        if row is None or (tree.size & 1 and bytes(row["leaf_hash"]) != tree.frontier[-1]):
            self.inconsistent = True
            raise BookInconsistent

    def _checked(self, row: DictRow | None, known: int) -> DictRow:
        """The head, unless it is below a size that was known before it was read.

        (Before: another thread may commit, and make the known size larger, after the reading.)
        """
        if row is None:
            raise BookRolledBack if known else BookNotOpen
        if row["size"] < known:
            raise BookRolledBack
        self.highest_size = max(self.highest_size, row["size"])
        return row

    def _commands(
        self, ids: Sequence[UUID], cursor: Cursor[DictRow]
    ) -> dict[UUID, tuple[bytes, Receipt]]:
        if not ids:
            return {}
        cursor.execute(_SQL["select_commands"], {"book": self.book, "ids": list(ids)})
        try:
            return {
                row["command_id"]: (
                    bytes(row["fingerprint"]),
                    Receipt.from_json(loads(row["outcome"])),
                )
                for row in cursor.fetchall()
            }
        except (ValueError, KeyError, TypeError) as error:
            raise BookInconsistent from error

    def _versions(self, appends: Iterable[Append], cursor: Cursor[DictRow]) -> dict[UUID, int]:
        ids = {e.originator_id for a in appends for e in a.events}
        ids.update(i for a in appends for i in a.rests_on)
        cursor.execute(_SQL["select_versions"], {"book": self.book, "ids": list(ids)})
        return {row["originator_id"]: row["version"] for row in cursor.fetchall()}

    def _write(
        self,
        cursor: Cursor[DictRow],
        batch: Batch,
        appends: Sequence[Append],
        outcomes: Sequence[Outcome],
    ) -> None:
        added = [
            (append, outcome)
            for append, outcome in zip(appends, outcomes, strict=True)
            if isinstance(outcome, Appended) and not outcome.repeated
        ]
        if batch.rows:
            self._write_entries(cursor, batch)
        self._write_commands(cursor, added)
        for append, _ in added:
            if append.tracking is not None:
                self._insert_tracking(cursor, append.tracking)

    def _write_entries(self, cursor: Cursor[DictRow], batch: Batch) -> None:
        with cursor.copy(_SQL["copy_entries"]) as copy:
            copy.set_types(ROW_TYPES)
            for row in batch.rows:
                copy.write_row(row)
        cursor.execute(
            _SQL["update_head"],
            {
                "book": self.book,
                "size": batch.tree.size,
                "frontier": batch.tree.frontier,
                "recorded_at": batch.recorded_at,
            },
        )

    def _write_commands(
        self, cursor: Cursor[DictRow], added: Sequence[tuple[Append, Appended]]
    ) -> None:
        commands = [(a.command, o.receipt) for a, o in added if a.command and o.receipt]
        if not commands:
            return
        with cursor.copy(_SQL["copy_commands"]) as copy:
            copy.set_types(("text", "uuid", "bytea", "bytea"))
            for command, receipt in commands:
                outcome = dumps(receipt.to_json())
                copy.write_row((self.book, command.command_id, command.fingerprint, outcome))

    def _recorded(self, query: str, **parameters: object) -> list[RecordedNotification]:
        with self.datastore.cursor() as cursor:
            cursor.execute(_SQL[query], {"book": self.book, **parameters}, prepare=True)
            return [
                RecordedNotification(
                    id=row["position"] + 1,
                    originator_id=row["originator_id"],
                    originator_version=row["originator_version"],
                    topic=row["topic"],
                    state=bytes(row["state"]),
                    recorded_at=row["recorded_at"],
                )
                for row in cursor.fetchall()
            ]


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


def _tree(row: DictRow) -> Tree:
    return Tree(row["size"], [bytes(h) for h in row["frontier"]])
