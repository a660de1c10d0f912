"""Large commands and large batches neither stall nor deadlock, nor hold up the others for good."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from ledger.append import Append, Appended, Outcome, RecordedCommand
from ledger.database import Database, Datastore
from ledger.errors import VersionConflict
from ledger.group_commit import GroupCommit
from ledger.merkle import Tree
from ledger.recorder import BookRecorder

BOOK = "500112"
LARGE = 10 * 1024 * 1024
"""Bytes of state in one command."""
LIMIT = 60.0
"""Seconds that nothing here takes, however busy the machine: what stalls stalls for ever."""
PATIENCE = 30.0


@pytest.fixture
def recorders(database: Database) -> Iterator[list[BookRecorder]]:
    """Two, each with connections of its own, as two processes have them."""
    with psycopg.connect(database.url) as owner:
        owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
    datastores = [Datastore(database.service_url, schema="ledger") for _ in range(2)]
    yield [BookRecorder(BOOK, datastore) for datastore in datastores]
    for datastore in datastores:
        datastore.close()


@pytest.fixture
def writers(recorders: list[BookRecorder]) -> Iterator[list[GroupCommit]]:
    made = [GroupCommit(recorder) for recorder in recorders]
    yield made
    for writer in made:
        writer.close()


def events(count: int, size: int, originator_id: UUID | None = None) -> list[StoredEvent]:
    """Events of an aggregate whose states are random, so that nothing compresses them."""
    aggregate = originator_id or uuid4()
    return [
        StoredEvent(aggregate, version, "topic", os.urandom(size))
        for version in range(1, count + 1)
    ]


def command(stored: Sequence[StoredEvent]) -> Append:
    return Append(stored, RecordedCommand(uuid4(), b"fingerprint", {}))


def done(*works: Callable[[], object]) -> list[float]:
    """Run these at once; how long each took. What does not end is left behind and fails here."""
    took: dict[int, float] = {}
    failed: list[BaseException] = []
    begun = time.monotonic()

    def run(number: int) -> None:
        try:
            works[number]()
        except BaseException as error:  # noqa: BLE001 - raised below
            failed.append(error)
        took[number] = time.monotonic() - begun

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, begun + LIMIT - time.monotonic()))
    for error in failed:
        raise error
    assert len(took) == len(works), f"{len(works) - len(took)} of {len(works)} stalled"
    return [took[number] for number in range(len(works))]


def assert_sound(recorder: BookRecorder, database: Database, size: int) -> None:
    """Positions are dense, and the head is the tree over the entries."""
    with psycopg.connect(database.url) as owner:
        rows = owner.execute(
            "SELECT position, leaf_hash FROM ledger.entry WHERE book_id = %s ORDER BY position",
            [BOOK],
        ).fetchall()
    assert [position for position, _ in rows] == list(range(size))
    tree = Tree(0, [])
    for _, leaf in rows:
        tree.append(leaf)
    head = recorder.head()
    assert (head.size, head.root) == (size, tree.root())


@pytest.mark.parametrize(
    ("count", "size"),
    [(1, LARGE), (10, LARGE // 10), (160, LARGE // 160), (5000, LARGE // 5000), (20_000, 10)],
    ids=["one event", "ten events", "64 kB each", "thousands", "twenty thousand small"],
)
def test_large_command_is_recorded_whole(
    recorders: list[BookRecorder], database: Database, count: int, size: int
) -> None:
    recorder = recorders[0]
    stored = events(count, size)
    outcomes: list[Outcome] = []
    done(lambda: outcomes.extend(recorder.append([command(stored)])))
    [outcome] = outcomes
    assert isinstance(outcome, Appended)
    assert outcome.positions == range(count)
    assert recorder.select_events(stored[0].originator_id) == stored
    assert_sound(recorder, database, count)


def test_questions_and_answers_of_megabytes_at_once_do_not_block_each_other(
    recorders: list[BookRecorder], database: Database
) -> None:
    """Twenty thousand commands are asked about, and as many first answers come back."""
    recorder = recorders[0]
    appends = [command(events(1, 10)) for _ in range(20_000)]
    done(lambda: recorder.append(appends))
    rests = [
        Append(events(1, 10), rests_on={a.events[0].originator_id: 1})  # type: ignore[dict-item]
        for a in appends
    ]
    outcomes: list[Outcome] = []
    done(lambda: outcomes.extend(recorder.append([*appends, *rests])))
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    assert_sound(recorder, database, 40_000)


def test_batch_of_many_commands_is_recorded_whole(
    recorders: list[BookRecorder], database: Database
) -> None:
    recorder = recorders[0]
    appends = [command(events(5, 800)) for _ in range(1000)]
    outcomes: list[Outcome] = []
    done(lambda: outcomes.extend(recorder.append(appends)))
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    assert_sound(recorder, database, 5000)
    # The same once more: every one is found, none is added.
    again: list[Outcome] = []
    done(lambda: again.extend(recorder.append(appends)))
    assert all(isinstance(outcome, Appended) and outcome.repeated for outcome in again)
    assert_sound(recorder, database, 5000)


def test_large_commands_of_two_processes_neither_stall_nor_deadlock(
    recorders: list[BookRecorder], writers: list[GroupCommit], database: Database
) -> None:
    done(
        *(
            lambda writer=writer, size=size: writer.append([command(events(*size))])
            for writer in writers
            for size in ((1, LARGE), (2000, LARGE // 2000))
        )
    )
    assert_sound(recorders[0], database, 2 * 2001)


def test_small_commands_get_through_between_large_ones(
    recorders: list[BookRecorder], writers: list[GroupCommit], database: Database
) -> None:
    """The writer's lock is fair enough: nobody waits for all of the large ones."""
    waited: list[float] = []

    def small() -> None:
        for _ in range(10):
            begun = time.monotonic()
            writers[0].append([command(events(1, 500))])
            waited.append(time.monotonic() - begun)

    def large() -> None:
        for _ in range(2):
            writers[1].append([command(events(50, LARGE // 50))])

    done(small, small, small, small, large)
    assert max(waited) < PATIENCE
    assert_sound(recorders[0], database, 40 + 100)


def test_large_command_that_comes_too_late_is_refused_alone(
    recorders: list[BookRecorder], writers: list[GroupCommit], database: Database
) -> None:
    aggregate = uuid4()
    writers[0].append([command(events(1, 10, aggregate))])
    outcomes: list[Outcome] = []
    done(
        lambda: outcomes.extend(
            writers[0].append(
                [command(events(1000, LARGE // 1000, aggregate)), command(events(1, 10))]
            )
        )
    )
    assert isinstance(outcomes[0], VersionConflict)
    assert isinstance(outcomes[1], Appended)
    assert outcomes[1].positions == range(1, 2)
    assert_sound(recorders[0], database, 2)
