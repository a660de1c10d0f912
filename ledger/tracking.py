"""How far a follower of a book has come, kept with the book."""

from __future__ import annotations

from typing import Any

from eventsourcing.persistence import IntegrityError, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from psycopg import Cursor
from psycopg.rows import DictRow

from ledger.database import Datastore
from ledger.sql import queries

_SQL = queries("ledger", "book.sql")


class BookTracking(PostgresTrackingRecorder):
    """The library's tracking recorder over a book's own table.

    A view of a book is a subclass that writes its rows and calls :meth:`_insert_tracking` in one
    transaction; so each entry counts once, however often it comes.
    """

    datastore: Datastore

    def __init__(self, book: str, datastore: Datastore, **names: Any) -> None:
        super().__init__(datastore, **{"tracking_table_name": "tracking", **names})
        self.book = book

    def create_table(self) -> None:
        """Nothing: the migration makes the tables, where the library's way races."""

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
