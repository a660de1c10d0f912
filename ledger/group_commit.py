"""One writer for a book and process: it gathers what waits into one transaction.

Durability costs one flush a transaction, whatever the transaction holds; so the commands that
arrive while one is being flushed are written together by the next. A refused one is refused alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic

from ledger.append import Append, Outcome
from ledger.errors import LedgerError, LedgerUnavailable, QueueFull, database_errors
from ledger.recorder import BookRecorder

WAITING_MAXIMUM = 1_000
"""Calls that may wait before a further one is told to come back later."""
APPENDS_MAXIMUM = 400
"""Appends that one transaction takes; a call's appends are never split."""
GATHERING_SECONDS = 0.0005
"""How long the writer waits for callers who are about to come."""


class _Call:
    """Appends of one caller, who sleeps on ``_asleep`` until his answer is there.

    Who is woken wakes the next: so the writer wakes one for a whole transaction and goes on,
    instead of waking all of them to crowd at the interpreter's lock before it.
    """

    __slots__ = ("_asleep", "_error", "_next", "_outcomes", "appends")

    def __init__(self, appends: Sequence[Append]) -> None:
        self.appends = appends
        self._outcomes: Sequence[Outcome] = ()
        self._error: BaseException | None = None
        self._next: _Call | None = None
        self._asleep = Lock()
        self._asleep.acquire()

    def answer(self, outcomes: Sequence[Outcome]) -> None:
        self._outcomes = outcomes

    def fail(self, error: BaseException) -> None:
        self._error = error

    def wait(self) -> list[Outcome]:
        try:
            self._pass_on()
        except BaseException:
            # Interrupted in his sleep; those behind him must be woken all the same.
            Thread(target=self._pass_on, daemon=True).start()
            raise
        if self._error is not None:
            raise self._error
        return list(self._outcomes)

    def _pass_on(self) -> None:
        self._asleep.acquire()
        if self._next is not None:
            self._next._asleep.release()

    @staticmethod
    def wake(calls: Sequence[_Call]) -> None:
        """Let callers go whose answers are there."""
        for call, following in pairwise(calls):
            call._next = following
        calls[0]._asleep.release()


class GroupCommit:
    """Starts its thread at once; the thread alone calls ``recorder.append``.

    ``_door`` guards ``_closed``: once it is shut, no call is taken that nobody would answer.
    """

    def __init__(self, recorder: BookRecorder) -> None:
        self._recorder = recorder
        self._waiting: SimpleQueue[_Call | None] = SimpleQueue()
        self._door = Lock()
        self._closed = False
        self._company = 1
        self._thread = Thread(target=self._run, name=f"writer-{recorder.book}", daemon=True)
        self._thread.start()

    def append(self, appends: Sequence[Append]) -> list[Outcome]:
        """Wait until the appends are recorded, or refused each alone.

        Raises:
            QueueFull: too many calls wait.
            LedgerUnavailable: the writer is closed, or the database does not answer; with the
                connection lost at the commit, a command sent again will tell.
            LedgerError: the whole transaction failed and nothing was recorded.
        """
        book = self._recorder.book
        call = _Call([a.ready(book) for a in appends])
        with self._door:
            if self._closed:
                raise LedgerUnavailable
            if self._waiting.qsize() >= WAITING_MAXIMUM:
                raise QueueFull
            self._waiting.put(call)
        return call.wait()

    def close(self) -> None:
        """Write what waits, then stop."""
        with self._door:
            if self._closed:
                return
            self._closed = True
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            calls, ended = self._gathered()
            if calls:
                self._write(calls)

    def _gathered(self) -> tuple[list[_Call], bool]:
        """Calls for one transaction, and whether the end mark was among them.

        Who was answered together comes back together, a moment apart: as many as the last time are
        waited for that long. One who comes alone waits for nobody.
        """
        call = self._waiting.get()
        calls: list[_Call] = []
        appends = 0
        end = monotonic() + GATHERING_SECONDS
        while call is not None:
            calls.append(call)
            appends += len(call.appends)
            if appends >= APPENDS_MAXIMUM:
                break
            left = max(0.0, end - monotonic()) if len(calls) < self._company else 0.0
            try:
                call = self._waiting.get(timeout=left)
            except Empty:
                break
        self._company = len(calls)
        return calls, call is None

    def _write(self, calls: Sequence[_Call]) -> None:
        try:
            outcomes = self._recorded([a for call in calls for a in call.appends])
        except LedgerError as error:
            # The database or the book is at fault, which is everybody's answer at once.
            for call in calls:
                call.fail(error)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for it
            if len(calls) > 1:
                # One call has spoilt the transaction for all: each gets its own.
                for call in calls:
                    self._write([call])
                return
            calls[0].fail(error)
        else:
            start = 0
            for call in calls:
                end = start + len(call.appends)
                call.answer(outcomes[start:end])
                start = end
        _Call.wake(calls)

    def _recorded(self, appends: Sequence[Append]) -> list[Outcome]:
        try:
            with database_errors():
                return self._recorder.append(appends)
        except LedgerUnavailable:
            if not all(a.command is not None for a in appends):
                raise
            # The connection may have been lost after the commit. The command ids make a second
            # try harmless: what was recorded is found and answered.
            with database_errors():
                return self._recorder.append(appends)
