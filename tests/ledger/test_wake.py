"""Who follows a book is woken after the commit, in this process and in others."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import OperationalError, StoredEvent

from ledger import subscription, wake
from ledger.database import POOL_OVERFLOW, POOL_SIZE, SUBSCRIPTION_POOL, Database, Datastore
from ledger.recorder import BookRecorder
from ledger.wake import APPLICATION_NAME, NOTIFY_SECONDS, Waker

BOOK = "500112"
OTHER_BOOK = "500113"
SOON = 5.0
"""Seconds within which a busy machine has surely woken somebody."""
_FOLLOWER = """
import sys
from ledger.wake import Waker
waker = Waker(sys.stdin.readline().strip())
grown = waker.hear("500112")
assert grown.wait(30)  # its own beginning
grown.clear()
print("listens", flush=True)
assert grown.wait(30)
print("woken", flush=True)
waker.close()
"""


@pytest.fixture
def recorder(database: Database) -> Iterator[BookRecorder]:
    with psycopg.connect(database.url) as owner:
        owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s), (%s)", [BOOK, OTHER_BOOK])
    datastore = Datastore(database.service_url, schema="ledger")
    yield BookRecorder(BOOK, datastore)
    datastore.close()


@pytest.fixture
def elsewhere(database: Database) -> Iterator[Waker]:
    """The waker of another process, which shares nothing with the first but the database."""
    waker = Waker(database.service_url)
    yield waker
    waker.close()


@pytest.fixture
def never_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscription, "POLL_SECONDS", 3600)


def stored() -> StoredEvent:
    return StoredEvent(uuid4(), 1, "topic", b"state")


def connections(database: Database) -> int:
    """How many the service role has."""
    with psycopg.connect(database.url) as owner:
        row = owner.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [database.service_role]
        ).fetchone()
    assert row is not None
    return int(row[0])


def listening(waker: Waker, book: str = BOOK) -> threading.Event:
    """An event of a book that is heard for certain: the listener rings once when it begins."""
    grown = waker.hear(book)
    assert grown.wait(SOON)
    grown.clear()
    return grown


def test_who_hears_in_the_same_process_is_woken_before_the_append_returns(
    recorder: BookRecorder,
) -> None:
    waker = recorder.datastore.waker
    grown, other = listening(waker), waker.hear(OTHER_BOOK)
    time.sleep(0.1)
    other.clear()
    recorder.insert_events([stored()])
    assert grown.is_set()
    assert not other.is_set()


def test_another_process_is_woken(recorder: BookRecorder, database: Database) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _FOLLOWER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as follower:
        assert follower.stdin is not None
        assert follower.stdout is not None
        print(database.service_url, file=follower.stdin, flush=True)
        assert follower.stdout.readline() == "listens\n"
        recorder.insert_events([stored()])
        assert follower.stdout.readline() == "woken\n"
    assert follower.returncode == 0


def test_only_the_book_that_has_grown_is_heard_elsewhere(
    recorder: BookRecorder, elsewhere: Waker
) -> None:
    grown = listening(elsewhere)
    other = elsewhere.hear(OTHER_BOOK)
    recorder.insert_events([stored()])
    assert grown.wait(SOON)
    assert not other.is_set()


def test_an_append_that_adds_nothing_wakes_nobody(recorder: BookRecorder) -> None:
    grown = listening(recorder.datastore.waker)
    assert recorder.insert_events([]) == []
    assert not grown.is_set()


def test_words_are_gathered_and_sent_by_another_session_than_the_one_that_writes(
    recorder: BookRecorder, database: Database
) -> None:
    """What is written within a second is told with a few notifications, none by the writer."""
    with psycopg.connect(database.service_url, autocommit=True) as listener:
        listener.execute("LISTEN census_ledger")
        begun = time.monotonic()
        written = 0
        while time.monotonic() - begun < 1:
            recorder.insert_events([stored()])
            written += 1
        told = list(listener.notifies(timeout=0.5))
        took = time.monotonic() - begun
        senders = {word.pid for word in told}
        names = listener.execute(
            "SELECT DISTINCT application_name FROM pg_stat_activity WHERE pid = ANY(%s)",
            [list(senders)],
        ).fetchall()
    assert 0 < len(told) <= took / NOTIFY_SECONDS + 1
    assert len(told) < written
    assert {word.payload for word in told} == {BOOK}
    assert len(senders) == 1
    assert names == [(APPLICATION_NAME,)]


def test_waking_comes_back_after_its_connections_were_lost(
    recorder: BookRecorder,
    database: Database,
    elsewhere: Waker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wake, "RETRY_SECONDS", 0.05)
    grown = listening(elsewhere)
    recorder.insert_events([stored()])
    assert grown.wait(SOON)
    grown.clear()
    with psycopg.connect(database.url, autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s "
            "AND datname = current_database()",
            [APPLICATION_NAME],
        )
    # It listens again: what it may have missed is looked for.
    assert grown.wait(SOON)
    grown.clear()
    recorder.insert_events([stored()])
    assert grown.wait(SOON)


def test_writing_goes_on_while_nothing_can_be_passed_on(
    recorder: BookRecorder, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake, "RETRY_SECONDS", 0.05)
    # A port of this machine on which nobody listens.
    unreachable = Waker("postgresql://nobody@127.0.0.1:9/nothing")
    monkeypatch.setattr(recorder.datastore, "waker", unreachable)
    grown = unreachable.hear(BOOK)
    recorder.insert_events([stored()])
    assert grown.is_set()
    until = time.monotonic() + SOON
    while not caplog.records and time.monotonic() < until:
        time.sleep(0.01)
    unreachable.close()
    assert {record.getMessage() for record in caplog.records} == {
        "books' growth is not passed on for now: OperationalError"
    }


def test_what_was_told_last_is_still_passed_on_when_a_waker_closes(
    recorder: BookRecorder, database: Database, elsewhere: Waker
) -> None:
    grown = listening(elsewhere)
    datastore = Datastore(database.service_url, schema="ledger")
    BookRecorder(BOOK, datastore).insert_events([stored()])
    datastore.close()
    assert grown.wait(SOON)


def test_a_closed_waker_leaves_no_thread_and_no_connection(
    database: Database, recorder: BookRecorder
) -> None:
    before = threading.active_count()
    waker = Waker(database.service_url)
    listening(waker)
    waker.tell(BOOK)
    waker.close()
    waker.tell(BOOK)
    waker.close()
    assert threading.active_count() == before


def test_subscriptions_take_no_connection_from_the_writer(
    recorder: BookRecorder, database: Database, never_polls: None
) -> None:
    """More subscriptions than the writer has connections, all waiting; the writer does not."""
    count = 2 * (POOL_SIZE + POOL_OVERFLOW)
    assert recorder.insert_events([]) == []
    recorder.datastore.pool.wait(SOON)
    before = connections(database)
    recorder.datastore.pool.pop_stats()
    subscriptions = [recorder.subscribe(gt=0) for _ in range(count)]
    received: list[int] = []
    readers = [
        threading.Thread(target=lambda s=s: received.append(next(s).id)) for s in subscriptions
    ]
    for reader in readers:
        reader.start()
    time.sleep(0.2)
    # The subscriptions' few, and the one that listens for all of them.
    assert connections(database) <= before + sum(SUBSCRIPTION_POOL) + 1
    assert recorder.insert_events([stored()]) == [1]
    for reader in readers:
        reader.join(SOON)
    assert received == [1] * count
    assert recorder.datastore.pool.get_stats().get("requests_queued", 0) == 0
    for each in subscriptions:
        each.stop()


def test_subscription_hears_of_what_another_process_wrote(
    recorder: BookRecorder, database: Database, never_polls: None
) -> None:
    datastore = Datastore(database.service_url, schema="ledger")
    with recorder.subscribe() as entries:
        listening(recorder.datastore.waker)
        waits = threading.Timer(
            0.2, lambda: BookRecorder(BOOK, datastore).insert_events([stored()])
        )
        waits.start()
        assert next(entries).id == 1
        waits.join()
    datastore.close()


def test_subscription_that_nobody_wakes_looks_for_itself(
    recorder: BookRecorder, database: Database
) -> None:
    datastore = Datastore(database.service_url, schema="ledger", waker=Waker("dbname=unheard"))
    with recorder.subscribe() as entries:
        waits = threading.Timer(
            0.2, lambda: BookRecorder(BOOK, datastore).insert_events([stored()])
        )
        waits.start()
        assert next(entries).id == 1
        waits.join()
    datastore.waker.close()
    datastore.close()


def test_subscription_to_some_topics_does_not_read_again_what_it_passed_over(
    recorder: BookRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "POLL_SECONDS", 0.05)
    starts: list[int | None] = []
    select = BookRecorder.select_notifications

    def noted(self: BookRecorder, start: int | None, *args: Any, **kwargs: Any) -> Any:
        starts.append(start)
        return select(self, start, *args, **kwargs)

    monkeypatch.setattr(BookRecorder, "select_notifications", noted)
    recorder.insert_events([stored() for _ in range(5)])
    wanted = StoredEvent(uuid4(), 1, "wanted", b"state")
    with recorder.subscribe(topics=["wanted"]) as entries:
        waits = threading.Timer(0.2, lambda: recorder.insert_events([wanted]))
        waits.start()
        assert next(entries).id == 6
        waits.join()
    assert starts[0] == 0
    assert len(starts) > 1
    assert set(starts[1:]) == {5}


def test_stopped_subscription_ends_for_whoever_waits_for_it(
    recorder: BookRecorder, never_polls: None
) -> None:
    entries = recorder.subscribe()
    received: list[object] = []
    reader = threading.Thread(target=lambda: received.extend(entries))
    reader.start()
    time.sleep(0.1)
    entries.stop()
    reader.join(SOON)
    assert not reader.is_alive()
    assert received == []


def test_subscription_whose_connections_are_gone_ends_with_that_error(
    recorder: BookRecorder,
) -> None:
    entries = recorder.subscribe()
    recorder.datastore.for_subscriptions().close()
    with pytest.raises(OperationalError):
        next(entries)
