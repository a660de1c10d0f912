"""Publishing a book's checkpoints: signed, kept outside the database, cosigned, then given out.

A log must never sign two trees of which neither continues the other. The order is therefore: read
the committed head; make sure that it is durable; see that it continues what is kept outside the
database and what is published in it; sign; put the note on disk; only then show it to anybody.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from psycopg import Cursor
from psycopg.rows import DictRow

from ledger.database import CONNECT_TIMEOUT, Database, Datastore
from ledger.error_translation import database_errors
from ledger.errors import BookInconsistent, BookNotOpen, LedgerUnavailable
from ledger.log.checkpoint import Checkpoint, signed_checkpoint
from ledger.log.cosigning import ROUND_SECONDS, Cosigning
from ledger.log.errors import (
    BookForked,
    CheckpointNotSigned,
    KeptCheckpointDamaged,
    LogFileUnusable,
    LogKeyOfEndedEpoch,
    LogKeyReplaced,
    NoteMalformed,
    usable,
)
from ledger.log.kept_checkpoint import KeptCheckpoint, log_lock
from ledger.log.note import SignedNote, VerifierKey, encode_base64
from ledger.log.policy import Policy
from ledger.log.published import PublishedCheckpoint, epoch_in
from ledger.log.signing_key import DEFAULT_ORIGIN, SigningKey, epoch_of, origin_of
from ledger.log.stored_log import StoredLog
from ledger.merkle import Tree
from ledger.recorder import tree_of_head
from ledger.sql import queries

_SQL = queries("ledger", "checkpoint.sql")
_SELECT_HEAD = queries("ledger", "book.sql")["select_head"]
_CONNECTIONS = (1, 4)
"""Kept, and made at need while publishing."""

_READERS_WAIT = CONNECT_TIMEOUT + ROUND_SECONDS
"""Seconds that a reader waits for another's publishing: about as long as one takes at most."""

_LOG = logging.getLogger(__name__)


class _Signed(NamedTuple):
    """A note of the log's own, and what it says."""

    checkpoint: Checkpoint
    note: SignedNote


class Publisher:
    """Publishes one book's log. Safe for threads, and for several processes on one database.

    ``log_directory`` holds the key, the kept checkpoint and their lock. Where several hosts publish
    one book, each has the same key file, and a directory of its own. ``_for_readers`` is held by
    who publishes for one who reads.
    """

    def __init__(
        self,
        book: str,
        database: Database,
        log_directory: Path,
        policy: Policy | None = None,
        *,
        origin: str = DEFAULT_ORIGIN,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``origin`` names the service's logs; it counts when the book's key is made.

        Raises:
            OriginUnfit: it cannot name a log.
        """
        self.book = book
        self.policy = policy
        self.directory = log_directory
        self.key_file = log_directory / f"{book}.key"
        self._origin = origin_of(origin, book, 1)
        self._kept = KeptCheckpoint(log_directory / f"{book}.checkpoint")
        self._clock = clock
        self._datastore = Datastore(database.service_url, schema="ledger", size=_CONNECTIONS)
        self._log = StoredLog(book, self._datastore)
        self._published = self._log.checkpoints
        self._key: SigningKey | None = None
        self._for_readers = threading.Lock()
        self._cosigning = None if policy is None else Cosigning(policy, self._consistency)

    def close(self) -> None:
        """Let go of the witnesses and of the connections."""
        if self._cosigning is not None:
            self._cosigning.close()
        self._datastore.close()

    @property
    def verifier_key(self) -> VerifierKey:
        """What auditors check this log's checkpoints with.

        Raises:
            LogKeyReplaced, LogKeyOfEndedEpoch, LogKeyUnusable: there is no key that could be told.
        """
        return self._signing_key().verifier_key

    @property
    def post_quantum_key(self) -> VerifierKey:
        """What the ML-DSA-44 line of the checkpoints is checked with; errors as above."""
        return self._signing_key().post_quantum_key

    def check(self) -> None:
        """Make sure that the book continues all that its log has signed.

        Raises:
            BookForked: it does not.
            LogKeyReplaced: the key is not the one that signed.
            LogKeyOfEndedEpoch: the log goes on elsewhere, with a later key.
            LogKeyUnusable, KeptCheckpointDamaged, LogFileUnusable: a file outside the database
                cannot be used.
            BookInconsistent: the book's hashes are not whole.
        """
        with (
            usable(self.directory),
            database_errors(),
            self._kept.locked(),
            self._datastore.cursor() as cursor,
        ):
            key, known = self._known(cursor)
            self._require_continued(known, self._head(cursor))
            if known and self._kept_of(key) is None:
                _LOG.warning("log of book %s: the kept checkpoint is made anew", self.book)
                self._kept.write(known[-1].note)

    def publish(self) -> str:
        """Publish the book as it is committed now; the newest checkpoint as a signed note.

        The witnesses are asked first, for :data:`~ledger.log.cosigning.ROUND_SECONDS` at most: the
        note bears the cosignatures that came, and whoever has a policy judges by them.

        Raises:
            BookForked, LogKeyReplaced, LogKeyOfEndedEpoch, LogKeyUnusable, KeptCheckpointDamaged,
                BookInconsistent: nothing is signed.
            OSError: the disk did not take the note; it is not given out.
        """
        with database_errors():
            signed = self._sign_head()
            note = self._cosigned(signed)
            return self._published.add(signed.checkpoint, note).encode()

    def covering(self, position: int) -> str:
        """A published checkpoint that covers a position, or the newest that the book has.

        Of many callers at once one publishes, and the others take what it published: readers who
        ask for the newest entry do not keep the witnesses from what is published meanwhile.

        Raises:
            LedgerUnavailable: the others' publishing takes too long; their failures would be
                waited for one after the other.
            Otherwise as :meth:`publish` does.
        """
        if not self._for_readers.acquire(timeout=_READERS_WAIT):
            raise LedgerUnavailable
        try:
            note = self.latest()
            if note is None or Checkpoint.parse(SignedNote.parse(note).text).size <= position:
                return self.publish()
            return note
        finally:
            self._for_readers.release()

    def has_published(self, epoch: int) -> bool:
        """Whether the book has a checkpoint of an epoch."""
        with database_errors():
            return self._published.latest(epoch) is not None

    def latest(self) -> str | None:
        """The newest published checkpoint of the current epoch; None before the first."""
        with database_errors():
            note = self._published.latest(epoch_of(self._signing_key().origin))
        return None if note is None else note.encode()

    def is_outdated(self) -> bool:
        """Whether the book has another size than was published last, or than is kept.

        It has grown, then, or a restore has set it back together with what was published.
        """
        key = self._signing_key()
        kept = self._kept_of(key)
        with database_errors():
            sizes = self._published.sizes(epoch_of(key.origin))
        if sizes is None:
            return kept is not None
        known = sizes.published, None if kept is None else Checkpoint.parse(kept.text).size
        return known != (sizes.book, sizes.book)

    def lacks_cosignatures(self) -> bool:
        """Whether the newest checkpoint does not meet the policy yet."""
        if self.policy is None:
            return False
        note = self.latest()
        return note is not None and not self.policy.is_met_by(SignedNote.parse(note))

    def last_signed(self) -> Checkpoint | None:
        """The last checkpoint that is known to have been signed, of whatever epoch and key.

        Raises:
            KeptCheckpointDamaged: the file cannot be read.
        """
        kept = self._kept.read()
        with database_errors(), self._datastore.cursor() as cursor:
            newest = self._published.newest(cursor)
        notes = kept, None if newest is None else newest.note
        found = [Checkpoint.parse(note.text) for note in notes if note is not None]
        return max(found, key=lambda c: (epoch_of(c.origin), c.size), default=None)

    def _signing_key(self) -> SigningKey:
        if self._key is None:
            with database_errors(), self._kept.locked(), self._datastore.cursor() as cursor:
                return self._key_beside(self._published.newest(cursor))
        return self._key

    def _key_beside(self, newest: PublishedCheckpoint | None) -> SigningKey:
        """The key file's key, made now if nothing was ever signed.

        It is read whenever something is signed: an epoch may have been begun meanwhile.

        Raises:
            LogKeyReplaced: something was, and the key is missing or not the one that this process
                began with.
            LogKeyOfEndedEpoch: what was published last is of a later epoch than the key.
        """
        key = SigningKey.load(self.key_file)
        if self._key is not None and key != self._key:
            raise LogKeyReplaced
        if key is None:
            if newest is not None or self._kept.read() is not None:
                raise LogKeyReplaced
            key = SigningKey.load_or_create(self.key_file, self._origin)
        if newest is not None and newest.epoch > epoch_of(key.origin):
            raise LogKeyOfEndedEpoch
        self._key = key
        return key

    def _known(self, cursor: Cursor[DictRow]) -> tuple[SigningKey, list[_Signed]]:
        """The key, and what is known to be signed with it in this epoch, the newest last."""
        newest = self._published.newest(cursor)
        key = self._key_beside(newest)
        known = []
        kept = self._kept_of(key)
        if kept is not None:
            known.append(_of_key(kept, key))
        if newest is not None and newest.epoch == epoch_of(key.origin):
            # Of one size, the published note comes last: it bears the cosignatures.
            known.append(_of_key(newest.note, key))
        return key, sorted(known, key=lambda signed: signed.checkpoint.size)

    def _kept_of(self, key: SigningKey) -> SignedNote | None:
        """The kept note; one of an epoch that has ended is as good as none."""
        note = self._kept.read()
        if note is None or epoch_in(note) < epoch_of(key.origin):
            return None
        return note

    def _head(self, cursor: Cursor[DictRow]) -> Tree | None:
        cursor.execute(_SELECT_HEAD, {"book": self.book}, prepare=True)
        row = cursor.fetchone()
        if row is None:
            return None
        return tree_of_head(row["size"], row["frontier"], row["last_leaf"])

    def _durable_head(self) -> Tree | None:
        """The head, once what it says cannot be lost by a crash any more.

        What is visible may have been committed by a session that does not wait for the disk or the
        standby. Our own commit comes after it in the log of the database, and waits for both.
        """
        with self._datastore.transaction(commit=True) as cursor:
            head = self._head(cursor)
            cursor.execute(_SQL["flush_log"])
        return head

    def _require_continued(self, known: Iterable[_Signed], head: Tree | None) -> Tree:
        for signed in known:
            size, root = signed.checkpoint.size, signed.checkpoint.root
            found_size = 0 if head is None else head.size
            found = self._log.root(size) if size <= found_size else None
            if found != root:
                raise BookForked(
                    kept_size=size,
                    kept_root=encode_base64(root),
                    found_size=found_size,
                    found_root=None if found is None else encode_base64(found),
                )
        if head is None:
            raise BookNotOpen
        if self._log.root(head.size) != head.root():
            raise BookInconsistent
        return head

    def _sign_head(self) -> _Signed:
        with self._kept.locked(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_SQL["lock_log"], {"book": self.book})
            key, known = self._known(cursor)
            head = self._require_continued(known, self._durable_head())
            newest = known[-1] if known else None
            if newest is None or newest.checkpoint.size < head.size:
                note = key.sign(head.size, head.root(), int(self._clock()))
                newest = _of_key(note, key)
            if self._kept.read() != newest.note:
                self._kept.write(newest.note)
            return newest

    def _cosigned(self, signed: _Signed) -> SignedNote:
        """The note with the cosignatures that the witnesses give at once.

        One process of a host asks at a time, so that no witness gets a smaller tree after a larger
        one, which it would have to take for a rollback.
        """
        note = signed.note
        if self._cosigning is None or self.policy is None or self.policy.is_met_by(note):
            return note
        try:
            with log_lock(self.directory / f"{self.book}.witnesses.lock"):
                kept = self._kept.read()
                if kept is not None and kept.text != note.text:
                    return note
                asked = self._cosigning.ask(note, self._signing_key().verifier_key)
        except LogFileUnusable as error:
            # A policy's readers miss the cosignatures; everybody else has a checkpoint.
            _LOG.warning("log of book %s: no witness is asked: %s", self.book, error.details())
            return note
        for seen in asked.contradictions:
            self._confront(seen)
        for line in asked.cosignatures:
            note = note.with_signature(line)
        return note

    def _consistency(self, old: int, new: int) -> list[bytes]:
        with database_errors():
            return self._log.consistency(old, new)

    def _confront(self, seen: SignedNote) -> None:
        """Compare the book with a checkpoint of ours that only a witness still knew.

        Raises:
            BookForked: the book does not continue it; it is kept, so that a restart finds it too.
        """
        signed = _of_key(seen, self._signing_key())
        with self._kept.locked():
            try:
                self._require_continued([signed], self._durable_head())
            except BookForked:
                self._kept.write(seen)
                raise


def _of_key(note: SignedNote, key: SigningKey) -> _Signed:
    """What the key has signed.

    Raises:
        LogKeyReplaced: another key has.
        KeptCheckpointDamaged: it is no checkpoint.
    """
    try:
        return _Signed(signed_checkpoint(note, key.verifier_key), note)
    except CheckpointNotSigned:
        raise LogKeyReplaced from None
    except NoteMalformed:
        raise KeptCheckpointDamaged from None
