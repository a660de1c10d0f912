"""One writer for a book and process: it gathers what waits into one transaction.

Durability costs one flush a transaction, whatever the transaction holds; so the commands that
arrive while one is being flushed are written together by the next. A refused one is refused alone.
"""

from __future__ import annotations

import queue
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TypeAlias

from ledger.append import Append, Outcome
from ledger.errors import LedgerError, LedgerUnavailable, QueueFull, database_errors
from ledger.recorder import BookRecorder

WAITING_MAXIMUM = 1_000
"""Calls that may wait before a further one is told to come back later."""
APPENDS_MAXIMUM = 400
"""Appends that one transaction takes; a call's appends are never split."""


@dataclass(frozen=True, slots=True)
class _Call:
    appends: Sequence[Append]
    answer: Future[list[Outcome]]


_Waiting: TypeAlias = "queue.Queue[_Call | None]"


class GroupCommit:
    """Starts its thread at once; the thread alone calls ``recorder.append``.

    ``_door`` guards ``_closed``: once it is shut, no call is taken that nobody would answer.
    """

    def __init__(self, recorder: BookRecorder) -> None:
        self._recorder = recorder
        self._waiting: _Waiting = queue.Queue(WAITING_MAXIMUM)
        self._door = Lock()
        self._closed = False
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
        answer: Future[list[Outcome]] = Future()
        with self._door:
            if self._closed:
                raise LedgerUnavailable
            try:
                self._waiting.put_nowait(_Call(appends, answer))
            except queue.Full:
                raise QueueFull from None
        return answer.result()

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
        """Calls for one transaction, and whether the end mark was among them."""
        call = self._waiting.get()
        calls: list[_Call] = []
        while call is not None:
            calls.append(call)
            if sum(len(c.appends) for c in calls) >= APPENDS_MAXIMUM:
                return calls, False
            try:
                call = self._waiting.get_nowait()
            except queue.Empty:
                return calls, False
        return calls, True

    def _write(self, calls: Sequence[_Call]) -> None:
        try:
            outcomes = self._recorded([a for call in calls for a in call.appends])
        except LedgerError as error:
            # The database or the book is at fault, which is everybody's answer at once.
            for call in calls:
                call.answer.set_exception(error)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for it
            if len(calls) == 1:
                calls[0].answer.set_exception(error)
                return
            # One call has spoilt the transaction for all: each gets its own.
            for call in calls:
                self._write([call])
        else:
            start = 0
            for call in calls:
                end = start + len(call.appends)
                call.answer.set_result(outcomes[start:end])
                start = end

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
