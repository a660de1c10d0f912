"""Appending batches of households, sealed, against bare COPY of the same bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeGuard
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import StoredEvent

from domain.attribution import Attribution, Channel
from domain.events import Event, PersonRegistered
from domain.forms.parsing import parse_form
from domain.household import Household
from domain.household_record import HouseholdRecord
from ledger.append import Append, Appended, Outcome, RecordedCommand
from ledger.database import Database, Datastore
from ledger.draft import Draft
from ledger.embedded import EmbeddedPostgres
from ledger.group_commit import GroupCommit
from ledger.mapper import SealingMapper
from ledger.recorder import BookRecorder
from ledger.vault import Vault
from ledger.wrapping.key_file import KeyFile
from tests.benchmark.harness import (
    BOOK,
    Measurement,
    fresh_database,
    made_before,
    side_by_side,
)
from tests.ledger.books import BLOCK, MOMENT, family

HOUSEHOLDS = 50
BATCHES = 60
"""Batches of one round."""
CLIENTS = 8
"""That have a batch under way: some make theirs ready while others' are written."""
PROCESSES = 3
"""That write the book from domain events: Python uses one core, so one process cannot use two."""
ROUNDS = 9
_BARE = (
    "CREATE TABLE bare (book_id text NOT NULL, position bigint NOT NULL, originator_id uuid"
    " NOT NULL, originator_version bigint NOT NULL, topic text NOT NULL, state bytea NOT NULL,"
    " entry bytea NOT NULL, leaf_hash bytea NOT NULL, recorded_at timestamptz NOT NULL,"
    " PRIMARY KEY (book_id, originator_id, originator_version), UNIQUE (book_id, position))"
)
_TYPES = ("text", "int8", "uuid", "int8", "text", "bytea", "bytea", "bytea", "timestamptz")
_ROWS = (
    "SELECT book_id, position, originator_id, originator_version, topic, state, entry, leaf_hash,"
    " recorded_at FROM ledger.entry WHERE position >= %s ORDER BY position"
)
_Household = tuple[UUID, Sequence[Event]]


def measure(server: EmbeddedPostgres) -> list[Measurement]:
    """Batches of fifty registered households, each with a command of its own; keys at hand.

    Once from what the vault has sealed already, which are the bytes that COPY stores as well; once
    from the domain's events, with encoding and encryption in our time alone.
    """
    stored = _side_by_side(server, from_events=False, processes=1, clients=CLIENTS)
    events = _side_by_side(server, from_events=True, processes=PROCESSES, clients=1)
    bare = "binary COPY of the same rows, one client, two unique indexes"
    return [
        Measurement(
            f"batches of {HOUSEHOLDS} households, sealed in the tree, commands recorded,"
            f" {CLIENTS} clients",
            bare,
            *stored,
            "entries/s",
            0.6,
            "processor time: Python hashes and packs what PostgreSQL stores",
        ),
        Measurement(
            f"the same from domain events: encoded and encrypted as well, {PROCESSES} processes",
            bare,
            *events,
            "entries/s",
            None,
            "processor time: Python takes more for an event than PostgreSQL for a row",
        ),
    ]


def _side_by_side(
    server: EmbeddedPostgres, *, from_events: bool, processes: int, clients: int
) -> tuple[float, float]:
    with fresh_database(server) as database:
        keys = server.data_dir.parent / f"{database.name}-wrapping-keys.json"
        with psycopg.connect(database.url) as owner:
            owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
        without_keys = replace(database, wrapping_keys=None)  # type: ignore[arg-type]  # each process reads the keys itself
        work = _Work(without_keys, keys, from_events, BATCHES // processes, clients)
        with closing(_Writers(work, processes)) as writers:
            bare = _Bare(database)
            writers.append()
            bare.copy()
            return side_by_side(writers.append, bare.copy, ROUNDS)


@dataclass(frozen=True)
class _Work:
    """What each process does in a round."""

    database: Database
    keys: Path
    from_events: bool
    batches: int
    clients: int


class _Writers:
    """Processes that write one book."""

    def __init__(self, work: _Work, processes: int) -> None:
        spawn = get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(processes):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_write, args=(work, theirs), daemon=True)
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)

    def append(self) -> float:
        """Entries a second of one round until all are acknowledged, all processes together."""
        for word in ("prepare", "write"):
            for pipe in self._pipes:
                pipe.send(word)
            told = [pipe.recv() for pipe in self._pipes]
        # The monotonic clock is the machine's, the same in every process.
        began, ended = min(b for _, b, _ in told), max(e for _, _, e in told)
        return float(sum(entries for entries, _, _ in told) / (ended - began))

    def close(self) -> None:
        """End the processes."""
        for pipe in self._pipes:
            pipe.send("end")
        for process in self._processes:
            process.join()


def _write(work: _Work, pipe: Connection) -> None:
    """One process: makes events, then appends them, as it is told."""
    database = replace(work.database, wrapping_keys=KeyFile.load_or_create(work.keys))
    with ExitStack() as stack:
        datastore = stack.enter_context(closing(Datastore(database.service_url, schema="ledger")))
        vault = stack.enter_context(closing(Vault(BOOK, database)))
        commit = stack.enter_context(closing(GroupCommit(BookRecorder(BOOK, datastore))))
        threads = stack.enter_context(ThreadPoolExecutor(work.clients))
        mapper = SealingMapper(BOOK, vault)
        ready: list[Callable[[], list[Append]]] = []
        while (word := pipe.recv()) != "end":
            if word == "prepare":
                ready = _prepared(work, vault, mapper)
                pipe.send((0, 0.0, 0.0))
            else:
                with made_before():
                    began = time.monotonic()
                    outcomes = threads.map(lambda appends: commit.append(appends()), ready)
                    entries = sum(len(o.positions) for b in outcomes for o in b if _appended(o))
                    ended = time.monotonic()
                pipe.send((entries, began, ended))


def _prepared(work: _Work, vault: Vault, mapper: SealingMapper) -> list[Callable[[], list[Append]]]:
    """The batches of a round, each as what makes its appends: sealed now, or when it is called."""
    made = [[_registered() for _ in range(HOUSEHOLDS)] for _ in range(work.batches)]
    households = [household for batch in made for household, _ in batch]
    vault.create(households)
    vault.load(households)
    if work.from_events:
        return [partial(_appends, batch, mapper.drafts) for batch in made]
    sealed = [
        _appends(batch, lambda events: [mapper.to_stored_event(event) for event in events])
        for batch in made
    ]
    return [partial(list, appends) for appends in sealed]


def _appends(
    batch: Sequence[_Household], stored: Callable[[Sequence[Event]], Sequence[StoredEvent | Draft]]
) -> list[Append]:
    return [
        Append(
            stored(events),
            RecordedCommand(
                events[0].by.command_id, b"\xa5" * 32, {"household_id": str(household)}
            ),
        )
        for household, events in batch
    ]


def _appended(outcome: Outcome) -> TypeGuard[Appended]:
    if not isinstance(outcome, Appended):
        raise outcome
    return True


class _Bare:
    """A table beside the book with the same columns and unique indexes."""

    def __init__(self, database: Database) -> None:
        self._connection = psycopg.connect(database.url, autocommit=True)
        self._connection.execute(_BARE)
        self._copied = 0

    def copy(self) -> float:
        """Entries a second of copying what the book has got since, a batch a transaction."""
        rows = self._connection.execute(_ROWS, [self._copied]).fetchall()
        self._copied += len(rows)
        size = HOUSEHOLDS * len(_TEMPLATE)
        batches = [rows[i : i + size] for i in range(0, len(rows), size)]
        with made_before():
            began = time.perf_counter()
            for batch in batches:
                with (
                    self._connection.cursor() as cursor,
                    cursor.copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy,
                ):
                    copy.set_types(_TYPES)
                    for row in batch:
                        copy.write_row(row)
            return len(rows) / (time.perf_counter() - began)


def _registered() -> _Household:
    """The events of a household of three made-up persons that is registered."""
    household_id = uuid4()
    by = Attribution(
        command_id=uuid4(),
        account="enumerator",
        appointment_id=uuid4(),
        device="device-1",
        device_time=MOMENT,
        channel=Channel.ENUMERATOR,
    )
    events: list[Event] = []
    for event in _TEMPLATE:
        if isinstance(event, PersonRegistered):
            events.append(replace(event, originator_id=uuid4(), household_id=household_id, by=by))
        else:
            events.append(replace(event, originator_id=household_id, by=by))
    return household_id, events


def _template() -> list[Event]:
    """As the domain makes them: the household's event and three persons'."""
    by = Attribution(
        command_id=uuid4(),
        account="enumerator",
        appointment_id=uuid4(),
        device="device-1",
        device_time=MOMENT,
        channel=Channel.ENUMERATOR,
    )
    record = HouseholdRecord(Household(uuid4()), {})
    record.list_at(by, block=BLOCK, number="001", building="0001", unit="0001")
    record.collect_events()
    form = parse_form(family())
    record.register(by, form, [uuid4() for _ in form.persons], ())
    household, first, second = record.collect_events()
    return [household, first, second, second]


_TEMPLATE = _template()
