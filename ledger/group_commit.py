"""One writer for a book and process: it gathers what waits into one transaction.

Durability costs one flush a transaction, whatever the transaction holds; so the commands that
arrive while one is being flushed are written together by the next. A refused one is refused alone.
"""

from __future__ import annotations

import queue
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import TypeAlias

from ledger.errors import LedgerUnavailable, QueueFull, database_errors
from ledger.recorder import Append, BookRecorder, Outcome

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
    """Starts its thread at once; the thread alone calls ``recorder.append``."""

    def __init__(self, recorder: BookRecorder) -> None:
        self._recorder = recorder
        self._waiting: _Waiting = queue.Queue(WAITING_MAXIMUM)
        self._thread = Thread(target=self._run, name=f"writer-{recorder.book}", daemon=True)
        self._thread.start()

    def append(self, appends: Sequence[Append]) -> list[Outcome]:
        """Wait until the appends are recorded, or refused each alone.

        Raises:
            QueueFull: too many calls wait.
            LedgerError: the whole transaction failed and nothing was recorded, or, with the
                connection lost at the commit, a command sent again will tell.
        """
        answer: Future[list[Outcome]] = Future()
        try:
            self._waiting.put_nowait(_Call(appends, answer))
        except queue.Full:
            raise QueueFull from None
        return answer.result()

    def close(self) -> None:
        """Write what waits, then stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (calls := self._gathered()) is not None:
            self._write(calls)

    def _gathered(self) -> list[_Call] | None:
        first = self._waiting.get()
        if first is None:
            return None
        calls, size = [first], len(first.appends)
        while size < APPENDS_MAXIMUM:
            try:
                call = self._waiting.get_nowait()
            except queue.Empty:
                break
            if call is None:
                self._waiting.put(None)
                break
            calls.append(call)
            size += len(call.appends)
        return calls

    def _write(self, calls: Sequence[_Call]) -> None:
        try:
            outcomes = self._recorded([a for call in calls for a in call.appends])
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for it
            if len(calls) > 1:
                # One call may have spoilt the transaction for all: each gets its own.
                for call in calls:
                    self._write([call])
                return
            calls[0].answer.set_exception(error)
            return
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
