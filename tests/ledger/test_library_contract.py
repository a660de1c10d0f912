"""The `eventsourcing` library's own cases for recorders, run on a book's recorder."""

from __future__ import annotations

import psycopg
import pytest
from eventsourcing.tests import persistence as contract

from ledger.database import Database, Datastore
from ledger.recorder import BookRecorder

BOOK = "500112"


class _OnABook:
    """Gives each case a book of its own."""

    datastore: Datastore

    @pytest.fixture(autouse=True)
    def _book(self, database: Database) -> object:
        with psycopg.connect(database.url) as owner:
            owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
        self.datastore = Datastore(database.service_url, schema="ledger")
        yield
        self.datastore.close()

    def create_recorder(self) -> BookRecorder:
        return BookRecorder(BOOK, self.datastore)


class TestApplicationRecorder(_OnABook, contract.ApplicationRecorderTestCase[BookRecorder]):
    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = True


class TestProcessRecorder(_OnABook, contract.ProcessRecorderTestCase):
    pass


class TestTrackingRecorder(_OnABook, contract.TrackingRecorderTestCase):
    pass


class TestNonInterleavingNotificationIds(_OnABook, contract.NonInterleavingNotificationIDsBaseCase):
    insert_num = 100
