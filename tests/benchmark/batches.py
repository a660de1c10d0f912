"""Appending batches of households, sealed, against bare COPY of the same bytes."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from domain.attribution import Attribution, Channel
from domain.events import Event, PersonRegistered
from domain.forms.parsing import parse_form
from domain.household import Household
from domain.household_record import HouseholdRecord
from ledger.append import Append, Appended, RecordedCommand
from ledger.database import Database, Datastore
from ledger.embedded import EmbeddedPostgres
from ledger.group_commit import GroupCommit
from ledger.mapper import SealingMapper
from ledger.recorder import BookRecorder
from ledger.vault import Vault
from ledger.wrapping.key_file import KeyFile
from tests.benchmark.harness import BOOK, Measurement, fresh_database, side_by_side
from tests.ledger.books import BLOCK, MOMENT, family

HOUSEHOLDS = 50
BATCHES = 20
"""Batches of one round and process."""
PROCESSES = 3
"""That write the book: Python uses one core, so one process cannot use two."""
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
    """Batches of fifty registered households, each with a command of its own; keys at hand."""
    with fresh_database(server) as database:
        keys = server.data_dir.parent / f"{database.name}-wrapping-keys.json"
        with closing(_Writers(replace(database, wrapping_keys=None), keys)) as writers:  # type: ignore[arg-type]  # each reads the keys itself
            bare = _Bare(database)
            writers.append()
            bare.copy()
            ours, theirs = side_by_side(writers.append, bare.copy, ROUNDS)
    return [
        Measurement(
            f"batches of {HOUSEHOLDS} households, sealed, commands recorded, {PROCESSES} processes",
            "binary COPY of the same rows, one client, two unique indexes",
            ours,
            theirs,
            "entries/s",
            0.6,
            "processor time: Python takes more for an event than PostgreSQL for a row. Clocked of"
            " ours: encoding, sealing, hashing, recording; of COPY: packing and storing the rows",
        )
    ]


class _Writers:
    """Processes that write one book, each with one client."""

    def __init__(self, database: Database, keys: Path) -> None:
        self._database = database
        with psycopg.connect(database.url) as owner:
            owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
        spawn = get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(PROCESSES):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_write, args=(database, keys, theirs), daemon=True)
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)

    def append(self) -> float:
        """Entries a second of one round, from events to acknowledged, all processes together."""
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


def _write(database: Database, keys: Path, pipe: Connection) -> None:
    """One process: makes events, then maps and appends them, as it is told."""
    database = replace(database, wrapping_keys=KeyFile.load_or_create(keys))
    datastore = Datastore(database.service_url, schema="ledger")
    vault = Vault(BOOK, database)
    mapper = SealingMapper(BOOK, vault)
    commit = GroupCommit(BookRecorder(BOOK, datastore))
    made: list[list[_Household]] = []
    while (word := pipe.recv()) != "end":
        if word == "prepare":
            made = [[_registered() for _ in range(HOUSEHOLDS)] for _ in range(BATCHES)]
            households = [household for batch in made for household, _ in batch]
            vault.create(households)
            vault.load(households)
            pipe.send((0, 0.0, 0.0))
        else:
            gc.collect()
            gc.freeze()  # what waits to be appended is there only because it was made before
            began = time.monotonic()
            entries = sum(_append(mapper, commit, batch) for batch in made)
            ended = time.monotonic()
            gc.unfreeze()
            pipe.send((entries, began, ended))
    commit.close()
    vault.close()
    datastore.close()


def _append(mapper: SealingMapper, commit: GroupCommit, batch: Sequence[_Household]) -> int:
    appends = [
        Append(
            mapper.drafts(events),
            RecordedCommand(
                events[0].by.command_id, b"\xa5" * 32, {"household_id": str(household)}
            ),
        )
        for household, events in batch
    ]
    outcomes = commit.append(appends)
    return sum(len(o.positions) for o in outcomes if isinstance(o, Appended))


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
