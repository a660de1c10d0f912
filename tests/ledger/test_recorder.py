"""The recorder keeps the library's contract, and a book's own promises beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import cast
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent, Tracking
from psycopg import sql

from ledger.append import Append, Appended, Outcome, RecordedCommand
from ledger.database import Database, Datastore
from ledger.errors import (
    BookInconsistent,
    BookNotOpen,
    BookRolledBack,
    GrantMissing,
    LedgerError,
    LedgerUnavailable,
    SchemaMissing,
    VersionConflict,
)
from ledger.group_commit import GroupCommit
from ledger.recorder import BookRecorder
from ledger.schema import migrate
from ledger.transaction import COPIED_FROM
from ledger.verifier.book import verify_book

BOOK = "500112"
LOCK_SECONDS = 5


@pytest.fixture
def recorder(database: Database) -> Iterator[BookRecorder]:
    with psycopg.connect(database.url) as owner:
        owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
    datastore = Datastore(database.service_url, schema="ledger")
    yield BookRecorder(BOOK, datastore)
    datastore.close()


def stored(version: int = 1, originator_id: object = None) -> StoredEvent:
    return StoredEvent(
        originator_id=originator_id or uuid4(),  # type: ignore[arg-type]  # an id of any kind
        originator_version=version,
        topic="topic",
        state=b"state",
    )


def test_ids_are_positions_plus_one(recorder: BookRecorder) -> None:
    assert recorder.max_notification_id() is None
    assert recorder.insert_events([stored(), stored()]) == [1, 2]
    assert recorder.insert_events([stored()]) == [3]
    assert recorder.max_notification_id() == 3
    assert [n.id for n in recorder.select_notifications(start=2, limit=10)] == [2, 3]


def test_events_are_selected_within_bounds(recorder: BookRecorder) -> None:
    event = stored()
    recorder.insert_events([stored(v, event.originator_id) for v in (1, 2, 3)])

    def versions(**bounds: object) -> list[int]:
        found = recorder.select_events(event.originator_id, **bounds)  # type: ignore[arg-type]  # bounds of both kinds
        return [e.originator_version for e in found]

    assert versions() == [1, 2, 3]
    assert versions(gt=1) == [2, 3]
    assert versions(lte=2) == [1, 2]
    assert versions(desc=True, limit=1) == [3]


def test_notifications_are_selected_by_topic_and_bounds(recorder: BookRecorder) -> None:
    recorder.insert_events([stored(), stored(), stored()])
    ids = [n.id for n in recorder.select_notifications(start=1, limit=9, stop=2)]
    assert ids == [1, 2]
    found = recorder.select_notifications(start=1, limit=9, inclusive_of_start=False)
    assert [n.id for n in found] == [2, 3]
    assert recorder.select_notifications(start=None, limit=9, topics=["other"]) == []


def test_conflict_leaves_no_gap(recorder: BookRecorder) -> None:
    event = stored()
    recorder.insert_events([event])
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(), event])
    assert recorder.insert_events([stored()]) == [2]


def test_concurrent_writers_leave_a_dense_book(database: Database, recorder: BookRecorder) -> None:
    others = [Datastore(database.service_url, schema="ledger") for _ in range(3)]
    recorders = [recorder, *(BookRecorder(BOOK, d) for d in others)]

    def write(number: int) -> None:
        recorders[number % 4].insert_events(
            [
                StoredEvent(uuid4(), 1, "BookOpened", b'{"data":{},"salt":"AA==","v":1}')
                for _ in range(number % 3 + 1)
            ]
        )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(60)))
    for datastore in others:
        datastore.close()
    report = verify_book(database.url, BOOK)
    assert report.sound
    assert report.size == 120


def test_tracking_moves_forward_only(recorder: BookRecorder) -> None:
    recorder.insert_events([], tracking=None)
    recorder.insert_tracking(Tracking("upstream", 5))
    assert recorder.max_tracking_id("upstream") == 5
    assert recorder.max_tracking_id("another") is None
    with pytest.raises(IntegrityError):
        recorder.insert_tracking(Tracking("upstream", 5))
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored()], tracking=Tracking("upstream", 4))
    assert recorder.max_notification_id() is None
    recorder.insert_events([stored()], tracking=Tracking("upstream", 6))
    assert recorder.max_tracking_id("upstream") == 6


def test_append_that_rests_on_a_changed_version_is_refused_alone(recorder: BookRecorder) -> None:
    ground = stored()
    recorder.insert_events([ground])
    assert not isinstance(ground.originator_id, str)
    outcomes = recorder.append(
        [
            Append([stored()], rests_on={ground.originator_id: 1}),
            Append([stored()], rests_on={ground.originator_id: 2}),
            Append([stored()], rests_on={uuid4(): 0}),
        ]
    )
    assert [type(o) for o in outcomes] == [Appended, VersionConflict, Appended]
    assert recorder.max_notification_id() == 3


@pytest.mark.parametrize("others", [2, COPIED_FROM])
def test_command_that_begins_what_is_there_already_is_refused_alone(
    recorder: BookRecorder, others: int
) -> None:
    there = stored()
    recorder.insert_events([there])

    def begin(event: StoredEvent) -> Append:
        return Append([event], RecordedCommand(uuid4(), b"fingerprint", {}))

    other = [begin(stored()) for _ in range(others)]
    outcomes = recorder.append([other[0], begin(there), *other[1:]])
    assert [type(o) for o in outcomes] == [Appended, VersionConflict, *[Appended] * (others - 1)]
    assert recorder.max_notification_id() == 1 + others
    assert isinstance(recorder.append([begin(stored())])[0], Appended)


def test_command_does_not_go_before_the_versions_that_are_there(recorder: BookRecorder) -> None:
    later = StoredEvent(uuid4(), 2, "topic", b"state")
    recorder.insert_events([later])
    first = StoredEvent(later.originator_id, 1, "topic", b"state")
    append = Append([first], RecordedCommand(uuid4(), b"fingerprint", {}))
    assert [type(o) for o in recorder.append([append])] == [VersionConflict]


def test_aggregate_begun_twice_in_one_transaction_is_begun_once(recorder: BookRecorder) -> None:
    event = stored()
    appends = [Append([event], RecordedCommand(uuid4(), b"fingerprint", {})) for _ in range(2)]
    assert [type(o) for o in recorder.append(appends)] == [Appended, VersionConflict]


def test_command_sent_twice_in_one_transaction_is_recorded_once(recorder: BookRecorder) -> None:
    command = RecordedCommand(uuid4(), b"fingerprint", {})
    outcomes = recorder.append([Append([stored()], command), Append([stored()], command)])
    assert [type(o) for o in outcomes] == [Appended, VersionConflict]
    again = recorder.append([Append([stored()], command)])[0]
    assert isinstance(again, Appended)
    assert again.repeated
    assert again.positions == range(1)


def test_book_without_head_is_not_open(database: Database, recorder: BookRecorder) -> None:
    with pytest.raises(BookNotOpen):
        BookRecorder("110101", recorder.datastore).insert_events([stored()])  # type: ignore[arg-type]  # the fixture's datastore


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger.head SET size = 0, frontier = '{}'",
        "DELETE FROM ledger.head",
    ],
)
def test_book_shorter_than_acknowledged_is_not_written(
    database: Database, recorder: BookRecorder, statement: str
) -> None:
    recorder.insert_events([stored()])
    with psycopg.connect(database.url) as owner:
        owner.execute(statement)
    with pytest.raises(BookRolledBack):
        recorder.insert_events([stored()])
    with pytest.raises(BookRolledBack):
        recorder.head()


def test_group_commit_gives_each_caller_its_own_answer(recorder: BookRecorder) -> None:
    event = stored()
    writer = GroupCommit(recorder)

    def write(number: int) -> object:
        appends = [Append([event if number % 2 else stored()])]
        return writer.append(appends)[0]

    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(write, range(32)))
    writer.close()
    assert sum(isinstance(o, Appended) for o in outcomes) == 17
    assert sum(isinstance(o, VersionConflict) for o in outcomes) == 15
    assert recorder.max_notification_id() == 17


def test_call_that_spoils_the_transaction_fails_alone(recorder: BookRecorder) -> None:
    writer = GroupCommit(recorder)
    broken = StoredEvent(uuid4(), 2**70, "topic", b"state")

    def write(number: int) -> str:
        try:
            writer.append([Append([broken if number == 5 else stored()])])
        except Exception as error:  # noqa: BLE001 - whatever the driver raises
            return type(error).__name__
        return "appended"

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(write, range(12)))
    writer.close()
    assert [i for i, o in enumerate(outcomes) if o != "appended"] == [5]
    assert recorder.max_notification_id() == 11


def test_database_without_tables_says_so(empty_database_url: str, database: Database) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute("DROP SCHEMA ledger CASCADE")
    datastore = Datastore(database.service_url, schema="ledger")
    writer = GroupCommit(BookRecorder(BOOK, datastore))
    with pytest.raises(SchemaMissing):
        writer.append([Append([stored()])])
    writer.close()
    datastore.close()


def test_processes_that_migrate_at_once_all_succeed(database: Database) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute("DROP SCHEMA ledger CASCADE")
        owner.execute("DROP SCHEMA vault CASCADE")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: migrate(database), range(8)))
    with psycopg.connect(database.service_url) as service:
        row = service.execute("SELECT count(*) FROM ledger.entry").fetchone()
    assert row == (0,)


@pytest.mark.parametrize("repeat", [1, 2])
def test_head_that_does_not_fit_its_entries_stops_the_writing(
    database: Database, recorder: BookRecorder, repeat: int
) -> None:
    recorder.insert_events([stored(), stored()])
    with psycopg.connect(database.url) as owner:
        owner.execute("UPDATE ledger.head SET size = 0, frontier = '{}'")
    fresh_datastore = Datastore(database.service_url, schema="ledger")
    fresh = BookRecorder(BOOK, fresh_datastore)
    for _ in range(repeat):
        with pytest.raises(BookInconsistent):
            fresh.insert_events([stored()])
    with pytest.raises(BookInconsistent):
        fresh.head()
    fresh_datastore.close()


def test_right_taken_away_is_told_as_such(database: Database, recorder: BookRecorder) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute(
            sql.SQL("REVOKE INSERT ON ledger.entry FROM {}").format(
                sql.Identifier(database.service_role)
            )
        )
    writer = GroupCommit(recorder)
    with pytest.raises(GrantMissing):
        writer.append([Append([stored()])])
    writer.close()


def test_all_who_wait_for_a_held_book_are_answered_together(
    database: Database, recorder: BookRecorder
) -> None:
    command = [RecordedCommand(uuid4(), b"", {}) for _ in range(12)]
    writer = GroupCommit(recorder)

    def write(number: int) -> str:
        try:
            writer.append([Append([stored()], command[number])])
        except LedgerError as error:
            return error.code
        return "appended"

    with psycopg.connect(database.url) as holder, ThreadPoolExecutor(12) as threads:
        holder.execute("SELECT * FROM ledger.head FOR UPDATE")
        begun = time.monotonic()
        answers = list(threads.map(write, range(12)))
        waited = time.monotonic() - begun
    writer.close()
    assert set(answers) == {"ledger-busy"}
    assert waited < 3 * LOCK_SECONDS
    assert recorder.max_notification_id() is None


def test_writer_that_is_closed_takes_no_call(recorder: BookRecorder) -> None:
    writer = GroupCommit(recorder)
    writer.close()
    writer.close()
    with pytest.raises(LedgerUnavailable):
        writer.append([Append([stored()])])


def test_call_taken_before_closing_is_written(recorder: BookRecorder) -> None:
    writer = GroupCommit(recorder)
    with ThreadPoolExecutor(9) as threads:
        calls = [threads.submit(writer.append, [Append([stored()])]) for _ in range(8)]
        threads.submit(writer.close)
        done = sum(c.exception() is None for c in calls)
    assert recorder.max_notification_id() == (done or None)


class _Unlucky(BookRecorder):
    """Loses its connection at the next commit: before it, or only its answer."""

    lose: str | None = None

    def append(self, appends: Sequence[Append]) -> list[Outcome]:
        lose, self.lose = self.lose, None
        if lose == "before":
            raise OperationalError("connection lost before the commit")
        outcomes = super().append(appends)
        if lose == "after":
            raise OperationalError("connection lost after the commit")
        return outcomes


@pytest.mark.parametrize("lose", ["before", "after"])
def test_command_is_recorded_once_when_the_connection_is_lost_at_the_commit(
    recorder: BookRecorder, lose: str
) -> None:
    unlucky = _Unlucky(BOOK, cast(Datastore, recorder.datastore))
    unlucky.lose = lose
    writer = GroupCommit(unlucky)
    command = RecordedCommand(uuid4(), b"fingerprint", {"told": 1})
    outcome = writer.append([Append([stored(), stored()], command)])[0]
    writer.close()
    assert isinstance(outcome, Appended)
    assert outcome.positions == range(2)
    assert recorder.max_notification_id() == 2


def test_append_without_a_command_is_not_tried_twice(recorder: BookRecorder) -> None:
    unlucky = _Unlucky(BOOK, cast(Datastore, recorder.datastore))
    unlucky.lose = "after"
    writer = GroupCommit(unlucky)
    with pytest.raises(LedgerUnavailable):
        writer.append([Append([stored()])])
    writer.close()
    assert recorder.max_notification_id() == 1


@pytest.mark.parametrize("count", [3, 4])
def test_nothing_is_written_onto_a_book_with_its_last_entry_gone(
    database: Database, recorder: BookRecorder, count: int
) -> None:
    recorder.insert_events([stored() for _ in range(count)])
    with psycopg.connect(database.url) as owner:
        owner.execute("DELETE FROM ledger.entry WHERE position = %s", [count - 1])
    with pytest.raises(BookInconsistent):
        recorder.insert_events([stored()])
