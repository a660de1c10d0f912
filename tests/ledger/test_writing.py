"""The writer's connection is kept, and replaced once it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from eventsourcing import persistence
from psycopg.conninfo import make_conninfo

from ledger import writing
from ledger.database import Database, Datastore
from ledger.pipeline import step
from ledger.writing import VANISHED, WritingConnection, session_keywords
from tests.ledger.forwarded_server import limits_of, over_tcp

_WHO = step("SELECT pg_backend_pid()")


@pytest.fixture
def connection(database: Database) -> Iterator[WritingConnection]:
    datastore = Datastore(database.service_url, schema="ledger")
    yield datastore.writing
    datastore.close()


def backend(connection: WritingConnection) -> object:
    with connection.pipeline() as pipeline:
        (((who,),),) = pipeline.run([_WHO])
    return who


def end(database: Database, who: object) -> None:
    """End a session as a restart of the server would, and wait until it is gone."""
    with psycopg.connect(database.url, autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [who])


def test_connection_is_kept_between_transactions(connection: WritingConnection) -> None:
    assert backend(connection) == backend(connection)


def test_connection_that_ended_while_idle_is_replaced_unnoticed(
    database: Database, connection: WritingConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = backend(connection)
    end(database, first)
    monkeypatch.setattr(writing, "_TRUSTED_SECONDS", -1)
    assert backend(connection) != first


def test_connection_that_ended_in_use_is_told_and_replaced(
    database: Database, connection: WritingConnection
) -> None:
    first = backend(connection)
    end(database, first)
    with pytest.raises(persistence.OperationalError):
        backend(connection)
    assert backend(connection) != first


def test_failure_of_a_statement_is_the_librarys_error_and_ends_the_transaction(
    database: Database, connection: WritingConnection
) -> None:
    with pytest.raises(persistence.ProgrammingError) as caught, connection.pipeline() as pipeline:
        pipeline.run([step("BEGIN"), step("SELECT * FROM nowhere")])
    assert isinstance(caught.value.__cause__, psycopg.errors.UndefinedTable)
    with connection.pipeline() as pipeline:
        assert pipeline.run([step("SELECT 1")]) == [[(1,)]]


def test_transaction_that_is_left_is_not_carried_on(connection: WritingConnection) -> None:
    insert = step("INSERT INTO ledger.head (book_id) VALUES (%(book)s)", book="500112")

    def leave() -> None:
        with connection.pipeline() as pipeline:
            pipeline.run([step("BEGIN"), insert])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        leave()
    with connection.pipeline() as pipeline:
        assert pipeline.run([step("SELECT * FROM ledger.head")]) == [[]]


def test_commit_is_durable_and_waits_are_bounded(connection: WritingConnection) -> None:
    names = ("synchronous_commit", "lock_timeout", "idle_in_transaction_session_timeout")
    with connection.pipeline() as pipeline:
        answers = pipeline.run([step("SELECT current_setting(%(n)s)", n=name) for name in names])
    assert [rows[0][0] for rows in answers] == ["on", "5s", "30s"]


def test_what_the_address_says_of_the_connection_holds_for_the_writer_too(
    database: Database,
) -> None:
    url = make_conninfo(database.service_url, connect_timeout=9, application_name="county")
    datastore = Datastore(url, schema="ledger")
    with datastore.writing.pipeline() as pipeline:
        assert pipeline.run([step("SELECT current_setting('application_name')")]) == [[("county",)]]
    datastore.close()


def test_server_that_vanishes_without_a_word_is_given_up_by_writer_and_readers(
    database: Database,
) -> None:
    with over_tcp(database.service_url) as url, closing(Datastore(url, schema="ledger")) as store:
        with store.writing.pipeline() as pipeline:
            found = limits_of(pipeline.connection)
        assert found.items() <= VANISHED.items()
        assert {"keepalives", "keepalives_idle"} <= found.keys()
        with store.get_connection() as reading:
            assert limits_of(reading) == found


def test_address_may_say_otherwise_when_a_server_is_given_up(database: Database) -> None:
    with over_tcp(make_conninfo(database.service_url, keepalives_idle=77)) as url:
        store = Datastore(url, schema="ledger")
        with closing(store), store.writing.pipeline() as pipeline:
            assert limits_of(pipeline.connection)["keepalives_idle"] == 77


def test_what_an_address_says_itself_is_no_keyword_beside_it() -> None:
    assert session_keywords("postgresql://ledger.example/census") == VANISHED
    said = "postgresql://ledger.example/census?keepalives_idle=77&tcp_user_timeout=0"
    left = {"keepalives": 1, "keepalives_interval": 5, "keepalives_count": 3}
    assert session_keywords(said) == left
