"""Callers wait in a bounded queue and are all let go, whoever of them is interrupted."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from ledger import waiting_line
from ledger.append import Append, Appended, Outcome
from ledger.database import Database, Datastore
from ledger.errors import LedgerUnavailable, QueueFull
from ledger.group_commit import GroupCommit
from ledger.recorder import BookRecorder

BOOK = "500112"


class _Held(BookRecorder):
    """Writes nothing until it is let go; counts the appends of each transaction."""

    def __init__(self, book: str, datastore: Datastore) -> None:
        super().__init__(book, datastore)
        self.begun = threading.Event()
        self.let_go = threading.Event()
        self.together: list[int] = []

    def append(self, appends: Sequence[Append]) -> list[Outcome]:
        self.begun.set()
        self.let_go.wait()
        self.together.append(len(appends))
        return super().append(appends)


@pytest.fixture
def recorder(database: Database) -> Iterator[_Held]:
    with psycopg.connect(database.url) as owner:
        owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
    datastore = Datastore(database.service_url, schema="ledger")
    yield _Held(BOOK, datastore)
    datastore.close()


def appends() -> list[Append]:
    return [Append([StoredEvent(uuid4(), 1, "topic", b"state")])]


def wait_until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_what_waits_during_a_transaction_is_written_by_the_next(recorder: _Held) -> None:
    writer = GroupCommit(recorder)
    with ThreadPoolExecutor(9) as threads:
        first = threads.submit(writer.append, appends())
        recorder.begun.wait()
        others = [threads.submit(writer.append, appends()) for _ in range(8)]
        wait_until(lambda: len(writer._line) == 8)
        recorder.let_go.set()
        outcomes = [call.result()[0] for call in (first, *others)]
    writer.close()
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    assert recorder.together == [1, 8]


def test_no_call_is_lost_where_one_transaction_does_not_take_all(
    recorder: _Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_line, "APPENDS_MAXIMUM", 3)
    writer = GroupCommit(recorder)
    with ThreadPoolExecutor(9) as threads:
        calls = [threads.submit(writer.append, appends())]
        recorder.begun.wait()
        calls += [threads.submit(writer.append, [*appends(), *appends()]) for _ in range(5)]
        wait_until(lambda: len(writer._line) == 5)
        recorder.let_go.set()
        outcomes = [outcome for call in calls for outcome in call.result(10)]
    writer.close()
    assert len(outcomes) == 11
    assert recorder.together == [1, 4, 4, 2]


def test_full_queue_tells_further_callers_to_come_back(
    recorder: _Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_line, "WAITING_MAXIMUM", 3)
    writer = GroupCommit(recorder)
    with ThreadPoolExecutor(4) as threads:
        calls = [threads.submit(writer.append, appends())]
        recorder.begun.wait()
        calls += [threads.submit(writer.append, appends()) for _ in range(3)]
        wait_until(lambda: len(writer._line) == 3)
        with pytest.raises(QueueFull):
            writer.append(appends())
        recorder.let_go.set()
        assert all(isinstance(call.result()[0], Appended) for call in calls)
    assert isinstance(writer.append(appends())[0], Appended)
    writer.close()


class _Interrupted(Exception):
    """What a signal's handler raises, as Ctrl-C does."""


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise _Interrupted


def test_interrupted_caller_keeps_nobody_else_asleep(recorder: _Held) -> None:
    writer = GroupCommit(recorder)
    before = signal.signal(signal.SIGALRM, _interrupt)
    try:
        with ThreadPoolExecutor(4) as threads:
            first = threads.submit(writer.append, appends())
            recorder.begun.wait()
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(_Interrupted):
                writer.append(appends())
            behind = [threads.submit(writer.append, appends()) for _ in range(3)]
            wait_until(lambda: len(writer._line) == 4)
            recorder.let_go.set()
            assert all(isinstance(c.result(10)[0], Appended) for c in (first, *behind))
    finally:
        signal.signal(signal.SIGALRM, before)
    writer.close()
    assert recorder.together == [1, 4]
    assert recorder.max_notification_id() == 5


class _Dying(_Held):
    """Its thread ends in the middle of a transaction, as by a fault of the interpreter."""

    def append(self, appends: Sequence[Append]) -> list[Outcome]:
        self.begun.set()
        self.let_go.wait()
        raise SystemExit


# That the thread dies is what is tested.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nobody_waits_for_a_writer_that_is_gone(recorder: _Held) -> None:
    dying = _Dying(BOOK, recorder.datastore)  # type: ignore[arg-type]  # the fixture's datastore
    writer = GroupCommit(dying)
    with ThreadPoolExecutor(3) as threads:
        calls = [threads.submit(writer.append, appends())]
        dying.begun.wait()
        calls += [threads.submit(writer.append, appends()) for _ in range(2)]
        wait_until(lambda: len(writer._line) == 2)
        dying.let_go.set()
        for call in calls:
            with pytest.raises(LedgerUnavailable):
                call.result(10)
    with pytest.raises(LedgerUnavailable):
        writer.append(appends())
    writer.close()
