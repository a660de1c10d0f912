"""Appending, against the library's stock recorder and against bare COPY."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from ledger.append import Append, Appended, RecordedCommand
from ledger.database import Database, Datastore
from ledger.draft import SealedEvent
from ledger.embedded import EmbeddedPostgres
from ledger.group_commit import GroupCommit
from ledger.recorder import BookRecorder
from tests.benchmark.harness import (
    BOOK,
    Measurement,
    calls_a_second,
    fresh_database,
    side_by_side,
)

EVENTS = 4
CLIENTS = 16
ROUNDS = 7
COMMANDS = 6_000
"""Of a round of ours with many clients; the slower ways get fewer, so that rounds take alike."""
FEWER = 1_000
TOPICS = ("HouseholdRegistered", "PersonRegistered", "PersonRegistered", "PersonRegistered")


def measure(server: EmbeddedPostgres) -> list[Measurement]:
    """One command of four events at a time: sixteen clients, then one."""
    with (
        fresh_database(server) as database,
        _stock(database) as stock,
        book_writer(database) as book,
    ):
        many = side_by_side(
            lambda: commands_a_second(book, COMMANDS, CLIENTS),
            lambda: _inserts_a_second(stock, FEWER, CLIENTS),
            ROUNDS,
        )
        one = side_by_side(
            lambda: commands_a_second(book, FEWER, 1),
            lambda: _inserts_a_second(stock, FEWER, 1),
            ROUNDS,
        )
    return [
        Measurement(
            f"one command of {EVENTS} events, {CLIENTS} clients",
            "stock PostgresApplicationRecorder, same load",
            *many,
            "commands/s",
            6.0,
            "one interpreter for the clients and the writer; then what PostgreSQL takes for a row",
        ),
        Measurement(
            f"one command of {EVENTS} events, 1 client",
            "stock PostgresApplicationRecorder, same load",
            *one,
            "commands/s",
            1.0,
            "two round trips, and the flush of the commit",
        ),
    ]


def commands_a_second(book: GroupCommit, commands: int, clients: int) -> float:
    """How fast so many commands are recorded, made before the clock starts."""

    def append(one: Append) -> None:
        (outcome,) = book.append([one])
        if not isinstance(outcome, Appended):
            raise outcome

    return calls_a_second(append, [_command() for _ in range(commands)], clients)


def _inserts_a_second(stock: PostgresApplicationRecorder, inserts: int, clients: int) -> float:
    given = [
        [
            StoredEvent(e.originator_id, e.originator_version, e.topic, e.state)
            for e in some_events()
        ]
        for _ in range(inserts)
    ]
    return calls_a_second(stock.insert_events, given, clients)


def _command() -> Append:
    result = {"household_id": str(uuid4()), "version": 1, "status": "registered"}
    return Append(some_events(), RecordedCommand(uuid4(), b"\xa5" * 32, result))


def some_events() -> list[SealedEvent]:
    """The events of one command as they are stored: 600 to 900 bytes each that tell nothing."""
    household = uuid4()
    return [
        SealedEvent(
            originator_id=household if i == 0 else uuid4(),
            originator_version=1,
            topic=topic,
            state=secrets.token_bytes(random.randint(600, 900)),
            key_commitment=b"\x5a" * 32,
        )
        for i, topic in enumerate(TOPICS)
    ]


@contextmanager
def _stock(database: Database) -> Iterator[PostgresApplicationRecorder]:
    parameters = conninfo_to_dict(database.url)
    datastore = PostgresDatastore(
        dbname=str(parameters["dbname"]),
        host=str(parameters["host"]),
        port=str(parameters["port"]),
        user=str(parameters["user"]),
        password="",
        pool_size=CLIENTS,
    )
    with datastore:
        recorder = PostgresApplicationRecorder(datastore, events_table_name="stock_events")
        recorder.create_table()
        yield recorder


@contextmanager
def book_writer(database: Database) -> Iterator[GroupCommit]:
    """The writer of the database's book, which begins empty where there is none."""
    with psycopg.connect(database.url) as owner:
        owner.execute(
            "INSERT INTO ledger.head (book_id) VALUES (%s) ON CONFLICT DO NOTHING", [BOOK]
        )
    datastore = Datastore(database.service_url, schema="ledger")
    commit = GroupCommit(BookRecorder(BOOK, datastore))
    try:
        yield commit
    finally:
        commit.close()
        datastore.close()
