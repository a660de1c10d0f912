"""Entries by the device that they came from, and those whose device was flagged.

The book has no index of devices: the server reads the clear parts of all entries from the position
asked about until enough are found, which takes about a second for each million of them. Whoever
asks goes on from the last position.
"""

from __future__ import annotations

from psycopg.rows import tuple_row

from ledger.error_translation import database_errors, edited_entries
from ledger.mapper import clear_event
from ledger.recorder import BookRecorder
from ledger.records import RecordedEvent
from ledger.sql import queries

_SQL = queries("ledger", "replay.sql")
_FLAGGED = b'"device_flag":"'
"""As canonical JSON has it of an attribution alone: in a text the quotation marks are escaped."""


def flagged_entries(recorder: BookRecorder, start: int, limit: int) -> list[RecordedEvent]:
    """Entries from a position on whose attribution says something against the device."""
    return _marked(recorder, _FLAGGED, start, limit)


def entries_of_device(
    recorder: BookRecorder, device: str, start: int, limit: int
) -> list[RecordedEvent]:
    """Entries from a position on that came from a device, flagged or not."""
    return _marked(recorder, b'"device":"%b"' % device.encode(), start, limit)


def _marked(recorder: BookRecorder, mark: bytes, start: int, limit: int) -> list[RecordedEvent]:
    given = {"book": recorder.book, "mark": mark, "start": start, "limit": limit}
    with database_errors(), recorder.datastore.get_connection() as connection:
        rows = connection.cursor(row_factory=tuple_row).execute(_SQL["select_marked"], given)
        found = rows.fetchall()
    with edited_entries():
        return [
            RecordedEvent(position, recorded_at, clear_event(topic, id_, version, bytes(state)))
            for position, id_, version, topic, state, recorded_at in found
        ]
