"""A book written by a test, recorded: sealed, in the tree, with its commands' outcomes."""

from __future__ import annotations

from itertools import groupby

from ledger.append import Append, Appended, RecordedCommand
from ledger.application import BookApplication
from ledger.database import Database, Datastore
from ledger.mapper import SealingMapper
from ledger.recorder import BookRecorder
from ledger.sql import queries
from ledger.vault import Vault
from tests.projections.written_book import WrittenBook


def record(
    book: WrittenBook, database: Database, start: int = 0, *, at_a_time: int = 7
) -> BookApplication:
    """Record what the writer wrote from ``start`` on, several commands a transaction.

    The application is for the caller to close.
    """
    datastore = Datastore(database.service_url, schema="ledger")
    vault = Vault(book.book, database)
    try:
        with datastore.transaction(commit=True) as cursor:
            cursor.execute(queries("ledger", "book.sql")["open_book"], {"book": book.book})
        recorder, mapper = BookRecorder(book.book, datastore), SealingMapper(book.book, vault)
        events = [entry.event for entry in book.entries[start:]]
        vault.create(event.subject_id for event in events if event.subject_id)
        appends = [
            Append(
                [mapper.to_stored_event(event) for event in of_command],
                RecordedCommand(command_id, b"fingerprint", {"status": "registered"}),
            )
            for command_id, of_command in groupby(events, key=lambda event: event.by.command_id)
        ]
        for first in range(0, len(appends), at_a_time):
            outcomes = recorder.append(appends[first : first + at_a_time])
            assert all(isinstance(outcome, Appended) for outcome in outcomes), outcomes
    finally:
        vault.close()
        datastore.close()
    return BookApplication(book.book, database)
