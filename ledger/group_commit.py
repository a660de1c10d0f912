"""One writer for a book and process: it gathers what waits into one transaction.

Durability costs one flush a transaction, whatever the transaction holds; so the commands that
arrive while one is being flushed are written together by the next. A refused one is refused alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock, Thread

from ledger.append import Append, Outcome
from ledger.error_translation import database_errors
from ledger.errors import LedgerError, LedgerUnavailable
from ledger.recorder import BookRecorder
from ledger.waiting_line import WaitingLine


class _Call:
    """Appends of one caller, who sleeps on ``_asleep`` until his answer is there."""

    __slots__ = ("_asleep", "_error", "_outcomes", "appends")

    def __init__(self, appends: Sequence[Append]) -> None:
        self.appends = appends
        self._outcomes: Sequence[Outcome] | None = None
        self._error: BaseException | None = None
        self._asleep = Lock()
        self._asleep.acquire()

    def answer(self, outcomes: Sequence[Outcome]) -> None:
        self._outcomes = outcomes
        self._asleep.release()

    def fail(self, error: BaseException) -> None:
        self._error = error
        self._asleep.release()

    def wait(self) -> list[Outcome]:
        self._asleep.acquire()
        if self._error is not None:
            raise self._error
        return list(self._outcomes or ())

    @property
    def answered(self) -> bool:
        return self._error is not None or self._outcomes is not None


class GroupCommit:
    """Starts its thread at once; the thread alone calls ``recorder.append``."""

    def __init__(self, recorder: BookRecorder) -> None:
        self._recorder = recorder
        self._line: WaitingLine[_Call] = WaitingLine()
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
        self._line.put(call)
        return call.wait()

    def close(self) -> None:
        """Write what waits, then stop."""
        if self._line.close():
            self._thread.join()

    def _run(self) -> None:
        calls: Sequence[_Call] = ()
        try:
            while calls := self._line.take():
                self._write(calls)
        finally:
            # Whatever ends the thread, nobody waits for it in vain.
            self._line.close()
            while calls:
                for call in calls:
                    if not call.answered:
                        call.fail(LedgerUnavailable())
                calls = self._line.take()

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
