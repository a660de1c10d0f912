"""The `eventsourcing` library's own cases for recorders, run on a book's recorder.

Those for applications and projections are in `test_library_applications`. Not run here:

- `AggregateRecorderTestCase` as it stands demands that no ids come back from an insertion, while a
  book numbers every entry; it runs on a recorder that keeps its ids to itself.
- The cases of the library's `dcb` package are for a store of another kind, in which events have
  tags instead of aggregates and an append may rest on a query. An append of ours may rest on the
  versions of other aggregates, compared under the lock of the head row: `test_recorder.py`
  (`test_append_that_rests_on_a_changed_version_is_refused_alone`).
- What the library's factory makes of `POSTGRES_ENABLE_DB_FUNCTIONS` is refused: `test_factory.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import AggregateRecorder, StoredEvent
from eventsourcing.tests import persistence as contract

from ledger.database import Database, Datastore
from ledger.recorder import BookRecorder
from ledger.tracking import BookTracking

BOOK = "500112"


class _OnABook:
    """Gives each case a book of its own."""

    datastore: Datastore

    @pytest.fixture(autouse=True)
    def _book(self, database: Database) -> Iterator[None]:
        with psycopg.connect(database.url) as owner:
            owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
        self.datastore = Datastore(database.service_url, schema="ledger")
        yield
        self.datastore.close()

    def create_recorder(self) -> BookRecorder:
        return BookRecorder(BOOK, self.datastore)


class _KeepsItsIds(BookRecorder):
    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)


class TestAggregateRecorder(_OnABook, contract.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:  # type: ignore[override]  # a narrower one
        return _KeepsItsIds(BOOK, self.datastore)


class TestApplicationRecorder(_OnABook, contract.ApplicationRecorderTestCase[BookRecorder]):
    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = True

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()

    def test_insert_subscribe_on_a_book_that_has_entries(self) -> None:
        earlier = [StoredEvent(self.new_originator_id(), 1, "topic", b"state") for _ in range(9)]
        self.create_recorder().insert_events(earlier)
        self.optional_test_insert_subscribe(initial_position=9)

    def test_concurrent_no_conflicts_on_a_book_that_has_entries(self) -> None:
        earlier = [StoredEvent(self.new_originator_id(), 1, "topic", b"state") for _ in range(9)]
        self.create_recorder().insert_events(earlier)
        self.test_concurrent_no_conflicts(initial_position=9)


class TestProcessRecorder(_OnABook, contract.ProcessRecorderTestCase):
    pass


class TestTrackingRecorder(_OnABook, contract.TrackingRecorderTestCase):
    pass


class TestTrackingAlone(_OnABook, contract.TrackingRecorderTestCase):
    def create_recorder(self) -> BookTracking:  # type: ignore[override]  # without the entries
        return BookTracking(BOOK, self.datastore)


class TestNonInterleavingNotificationIds(_OnABook, contract.NonInterleavingNotificationIDsBaseCase):
    pass
