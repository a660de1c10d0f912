"""The library's own cases for factories, applications and projections, each put on a book.

Not run:

- `TaggedDecisionCountersProjectionTestCase` projects an application of the `dcb` package (see
  `test_library_contract`).
- `TranscoderTestCase` asks for a transcoder that keeps tuples and subclasses apart, which the
  library's own default does not; a book's events pass through no transcoder, but through the
  domain's codec: `tests/domain/test_event_codec.py`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import psycopg
import pytest
from eventsourcing.persistence import AggregateRecorder, Tracking
from eventsourcing.popo import POPOAggregateRecorder
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.tests import application as applications
from eventsourcing.tests import persistence as contract
from eventsourcing.tests import projection as projections
from eventsourcing.utils import Environment, get_topic
from psycopg.conninfo import conninfo_to_dict

from ledger.database import Database, Datastore
from ledger.factory import BookFactory
from ledger.recorder import BookRecorder
from ledger.tracking import BookTracking

BOOK = "500112"
PROJECTED = "500113"
_VIEW = """
    CREATE TABLE ledger.counted (book_id text, created bigint, subsequent bigint);
    INSERT INTO ledger.counted VALUES ('500112', 0, 0);
    GRANT SELECT, UPDATE ON ledger.counted TO PUBLIC;
"""


@pytest.fixture(scope="module", autouse=True)
def _quick_collections() -> Iterator[None]:
    """Have the collections look only at what these tests make."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def environment(database: Database) -> Iterator[Mapping[str, str]]:
    """What an application on a new book is given."""
    with psycopg.connect(database.url) as owner:
        owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s), (%s)", [BOOK, PROJECTED])
        owner.execute(_VIEW)
    at = conninfo_to_dict(database.service_url)
    yield {
        "PERSISTENCE_MODULE": "ledger.factory",
        "BOOK": BOOK,
        "POSTGRES_DBNAME": str(at["dbname"]),
        "POSTGRES_HOST": str(at["host"]),
        "POSTGRES_PORT": str(at["port"]),
        "POSTGRES_USER": str(at["user"]),
        "POSTGRES_PASSWORD": str(at["password"]),
    }
    # The library's cases leave their applications open.
    gc.collect()
    with psycopg.connect(database.url) as owner:
        owner.execute("SET lock_timeout = '10s'")
        owner.execute("DROP TABLE ledger.counted")


class _InTheEnvironment:
    """For cases whose applications take what they need from the process's environment."""

    @pytest.fixture(autouse=True)
    def _set(self, environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)


class TestFactory(contract.InfrastructureFactoryTestCase[BookFactory]):
    @pytest.fixture(autouse=True)
    def _environment(self, environment: Mapping[str, str]) -> None:
        self.env = Environment(env=dict(environment))

    def expected_factory_class(self) -> type[BookFactory]:
        return BookFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return BookRecorder

    def expected_application_recorder_class(self) -> type[BookRecorder]:
        return BookRecorder

    def expected_tracking_recorder_class(self) -> type[PostgresTrackingRecorder]:
        return BookTracking

    def tracking_recorder_subclass(self) -> type[PostgresTrackingRecorder]:
        return CountersView

    def expected_process_recorder_class(self) -> type[BookRecorder]:
        return BookRecorder

    def test_snapshots_stay_in_memory(self) -> None:
        assert type(self.factory.aggregate_recorder("snapshots")) is POPOAggregateRecorder


class TestSnapshotRecorder(contract.AggregateRecorderTestCase):
    @pytest.fixture(autouse=True)
    def _environment(self, environment: Mapping[str, str]) -> Iterator[None]:
        self.factory = BookFactory(Environment(env=dict(environment)))
        yield
        self.factory.close()

    def create_recorder(self) -> AggregateRecorder:
        return self.factory.aggregate_recorder("snapshots")


class TestExampleApplication(_InTheEnvironment, applications.ExampleApplicationTestCase):
    expected_factory_topic = get_topic(BookFactory)


class TestApplication(_InTheEnvironment, applications.ApplicationTestCase):
    pass


class CountersView(BookTracking, projections.EventCountersView):
    """Counts in a table beside the book, in the transaction that moves the tracking."""

    def get_created_event_counter(self) -> int:
        return self._count("created")

    def get_subsequent_event_counter(self) -> int:
        return self._count("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._increment(
            "UPDATE ledger.counted SET created = created + 1 WHERE book_id = %s", tracking
        )

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._increment(
            "UPDATE ledger.counted SET subsequent = subsequent + 1 WHERE book_id = %s", tracking
        )

    def _increment(self, statement: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(statement.encode(), [self.book])
            self._insert_tracking(cursor, tracking)

    def _count(self, column: str) -> int:
        with self.datastore.cursor() as cursor:
            cursor.execute("SELECT * FROM ledger.counted WHERE book_id = %s", [self.book])
            row = cursor.fetchone()
            assert row is not None
            return int(row[column])


class TestEventCountersView(projections.EventCountersViewTestCase):
    @pytest.fixture(autouse=True)
    def _datastore(self, environment: Mapping[str, str], database: Database) -> Iterator[None]:
        self.datastore = Datastore(database.service_url, schema="ledger")
        yield
        self.datastore.close()

    def construct_event_counters_view(self) -> CountersView:
        return CountersView(BOOK, self.datastore)


class TestAggregateEventCountersProjection(projections.AggregateEventCountersProjectionTestCase):
    view_class = CountersView
    env: ClassVar[dict[str, str]] = {}

    @pytest.fixture(autouse=True)
    def _environment(self, environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "env", dict(environment))


class TestEventSourcedProjection(projections.EventSourcedProjectionTestCase):
    env: ClassVar[dict[str, str]] = {}

    @pytest.fixture(autouse=True)
    def _environment(self, environment: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        # What the projection itself records goes into a book of its own: it would follow itself.
        monkeypatch.setattr(type(self), "env", {**environment, "COUNTERS_BOOK": PROJECTED})
