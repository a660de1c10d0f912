"""The end of a log and the beginning of the next epoch's, as far as files are concerned.

A log whose book lost what it had signed can never be gone on with: whatever came next would
contradict it. The book therefore gets a new log, with a name and keys of its own, and what the old
one signed last stays beside it as evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from ledger.database import Database
from ledger.durable_file import create_durably, replace_durably
from ledger.error_translation import database_errors
from ledger.errors import LedgerError
from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import BookForked, LogKeyOfEndedEpoch, LogKeyReplaced
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.note import SignedNote
from ledger.log.publisher import Publisher
from ledger.log.signing_key import SigningKey, epoch_of, of_epoch
from ledger.sql import queries

_SQL = queries("ledger", "checkpoint.sql")


@dataclass(frozen=True, slots=True)
class EndedLog:
    """A log that cannot be gone on with: why, and the last checkpoint that it signed.

    ``key_epoch`` is the epoch of the key file's key, None where there is no such file.
    """

    refusal: LedgerError
    checkpoint: Checkpoint
    key_epoch: int | None

    @property
    def epoch(self) -> int:
        """Which epoch of the book's log it was."""
        return epoch_of(self.checkpoint.origin)

    def origin_of(self, epoch: int) -> str:
        """The name of a later epoch's log."""
        return of_epoch(self.checkpoint.origin, epoch)

    def require_own_key(self, current: int) -> None:
        """Make sure that the key here is not of an epoch before one that was published of.

        Raises:
            LogKeyOfEndedEpoch: it is; the log of the epoch ``current`` goes on elsewhere.
        """
        if self.key_epoch is not None and self.key_epoch < current:
            raise LogKeyOfEndedEpoch


@contextmanager
def one_at_a_time(database: Database, book: str) -> Iterator[None]:
    """Hold the right to begin an epoch of a book's log, on whatever host; others wait.

    Whoever gets it looks anew: another may have begun the epoch meanwhile, and a key that has
    signed must not be replaced by a second one of the same epoch.

    Raises:
        LedgerUnavailable: the database does not answer.
    """
    with ExitStack() as stack:
        with database_errors():
            connection = stack.enter_context(psycopg.connect(database.service_url))
            connection.execute(_SQL["lock_epoch"], {"book": book})
        yield


def ended_log(publisher: Publisher) -> EndedLog | None:
    """The book's log, if it cannot be gone on with; None if it can.

    Raises:
        KeptCheckpointDamaged, LogKeyUnusable, BookInconsistent: another remedy is needed first.
        LogKeyOfEndedEpoch: the current log's key is elsewhere, and a log that is over is no reason
            to end that one.
    """
    try:
        publisher.check()
    except (BookForked, LogKeyReplaced) as refusal:
        last = publisher.last_signed()
        if last is None:
            raise
        key = SigningKey.load(publisher.key_file)
        return EndedLog(refusal, last, None if key is None else epoch_of(key.origin))
    return None


def begin_epoch(directory: Path, book: str, ended: EndedLog, epoch: int) -> SigningKey:
    """Put what the ended log left aside and make the new one's keys.

    ``{book}.epoch-{n}.checkpoint`` holds its last checkpoint, where one was kept, and
    ``{book}.epoch-{n}.vkey`` its public key, where it is the key file's. The private key is gone
    for good, so that the old log never grows again. Cut off anywhere, it can be called again.
    """
    key_file = directory / f"{book}.key"
    kept = KeptCheckpoint(directory / f"{book}.checkpoint")
    with kept.locked():
        note = kept.read()
        if note is not None:
            epoch_of_note = epoch_of(Checkpoint.parse(note.text).origin)
            # An attempt that was cut off, and mended otherwise, may have left an earlier one there.
            replace_durably(directory / f"{book}.epoch-{epoch_of_note}.checkpoint", note.encode())
        old = SigningKey.load(key_file)
        if old is not None and _has_signed(old, note, ended):
            public = f"{old.verifier_key.encode()}\n{old.post_quantum_key.encode()}\n"
            create_durably(directory / f"{book}.epoch-{ended.epoch}.vkey", public)
        new = SigningKey.new(ended.origin_of(epoch))
        # From here on the log is the new one: a kept checkpoint of an ended epoch says nothing.
        new.replace(key_file)
        kept.remove()
    return new


def _has_signed(key: SigningKey, kept: SignedNote | None, ended: EndedLog) -> bool:
    """Whether the key is the ended log's, and not one that somebody put in its place."""
    if kept is None:
        return isinstance(ended.refusal, BookForked)
    return kept.signed_by(key.verifier_key)
