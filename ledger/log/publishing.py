"""The thread that publishes a book's checkpoints while the service runs."""

from __future__ import annotations

import logging
import threading
import time

from ledger.errors import BookInconsistent, LedgerError
from ledger.log.errors import (
    BookForked,
    KeptCheckpointDamaged,
    LogFileUnusable,
    LogKeyOfEndedEpoch,
    LogKeyReplaced,
    LogKeyUnusable,
)
from ledger.log.publisher import Publisher

PUBLISH_SECONDS = 1.0
"""How often a book that grows is published."""
ASK_AGAIN_SECONDS = 10.0
"""How often the witnesses are asked again for a checkpoint that lacks their quorum."""
STOP_SECONDS = 10.0

UNSAFE = (
    BookForked,
    BookInconsistent,
    KeptCheckpointDamaged,
    LogFileUnusable,
    LogKeyOfEndedEpoch,
    LogKeyReplaced,
    LogKeyUnusable,
)
"""After these nothing may be signed, nor anything added to the book, before somebody acts."""

_LOG = logging.getLogger(__name__)


class Publishing:
    """Publishes as long as it is safe; ``refusal`` says why it is not any more."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._stop = threading.Event()
        self._trouble = ""
        self._asked_at = time.monotonic()
        self.refusal: LedgerError | None = None
        self._thread = threading.Thread(
            target=self._run, name=f"publisher-{publisher.book}", daemon=True
        )

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End the thread; what it was about to publish is published at the next start."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._stop.wait(PUBLISH_SECONDS):
            try:
                self._look()
                self._note("")
            except UNSAFE as error:
                self.refusal = error
                _LOG.critical(
                    "book %s is not used any more: %s %s",
                    self._publisher.book,
                    error.code,
                    dict(error.details()),
                )
                return
            except Exception as error:  # noqa: BLE001 - it is logged, and tried again
                # The database does not answer, the disk is full: nothing was published. The type
                # alone is told, since a driver's message may quote a row.
                self._note(getattr(error, "code", type(error).__name__))

    def _look(self) -> None:
        if self._publisher.is_outdated():
            self._publisher.publish()
        elif (
            time.monotonic() - self._asked_at > ASK_AGAIN_SECONDS
            and self._publisher.lacks_cosignatures()
        ):
            self._asked_at = time.monotonic()
            self._publisher.publish()

    def _note(self, trouble: str) -> None:
        """Log where something began or ceased to keep the log from being published."""
        if trouble and trouble != self._trouble:
            _LOG.warning("log of book %s is not published: %s", self._publisher.book, trouble)
        elif self._trouble and not trouble:
            _LOG.warning("log of book %s is published again", self._publisher.book)
        self._trouble = trouble
