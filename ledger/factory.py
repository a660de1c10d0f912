"""Puts an application of the `eventsourcing` library, or a projection of one, on a book.

Its environment says ``PERSISTENCE_MODULE=ledger.factory``, ``BOOK`` and, as with the library's own
factory, ``POSTGRES_DBNAME``, ``POSTGRES_HOST``, ``POSTGRES_PORT``, ``POSTGRES_USER`` and
``POSTGRES_PASSWORD``; each may bear the application's name before it (``COUNTERS_BOOK``). Pools,
timeouts and tables are the ledger's, so that its other ``POSTGRES_`` settings say nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from eventsourcing import postgres
from eventsourcing.persistence import AggregateRecorder
from eventsourcing.popo import POPOAggregateRecorder
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool
from psycopg.conninfo import make_conninfo

from ledger.database import Datastore
from ledger.errors import BookNotNamed, DatabaseFunctionsRefused
from ledger.recorder import BookRecorder
from ledger.tracking import BookTracking

DATABASE_FUNCTIONS = postgres.PostgresFactory.POSTGRES_ENABLE_DB_FUNCTIONS


class BookFactory(postgres.PostgresFactory):
    """Makes recorders of one book.

    Raises:
        DatabaseFunctionsRefused: ``POSTGRES_ENABLE_DB_FUNCTIONS`` is on.
        BookNotNamed: ``BOOK`` is missing.
        OSError: another setting is missing, as the library has it.
    """

    BOOK = "BOOK"

    def __init__(self, env: Environment | EnvType | None) -> None:
        named = env if isinstance(env, Environment) else Environment(env=env)
        refuse_database_functions(named.get(DATABASE_FUNCTIONS))
        super().__init__(named)
        book = named.get(self.BOOK)
        if not book:
            raise BookNotNamed
        self.book = book
        url = make_conninfo(
            dbname=named.get(self.POSTGRES_DBNAME),
            host=named.get(self.POSTGRES_HOST),
            port=named.get(self.POSTGRES_PORT),
            user=named.get(self.POSTGRES_USER),
            password=named.get(self.POSTGRES_PASSWORD),
        )
        # The library's has opened no connection yet.
        self.datastore: Datastore = Datastore(url, schema="ledger")

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Events are in the book; snapshots in this process's memory alone.

        A snapshot is what the events say anyway, and a table of them would keep it unsealed.
        """
        return POPOAggregateRecorder() if purpose == "snapshots" else self.process_recorder()

    def application_recorder(self) -> BookRecorder:
        """The book's recorder."""
        return self.process_recorder()

    def process_recorder(self) -> BookRecorder:
        """The book's recorder, which tracks in the transaction that appends."""
        return BookRecorder(self.book, self.datastore)

    def tracking_recorder(
        self,
        tracking_recorder_class: type[postgres.TPostgresTrackingRecorder] | None = None,
    ) -> postgres.TPostgresTrackingRecorder:
        """A view of the book, of a subclass of :class:`~ledger.tracking.BookTracking`."""
        topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
        found = tracking_recorder_class or (resolve_topic(topic) if topic else BookTracking)
        make = cast(Callable[[str, Datastore], postgres.TPostgresTrackingRecorder], found)
        return make(self.book, self.datastore)


def refuse_database_functions(setting: str | None) -> None:
    """Refuse the library's insert function, which takes no lock: readers would miss entries.

    Raises:
        DatabaseFunctionsRefused: ``setting`` is given and does not say no.
    """
    try:
        on = strtobool(setting or "no")
    except ValueError:
        on = True
    if on:
        raise DatabaseFunctionsRefused
