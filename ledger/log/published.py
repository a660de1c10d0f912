"""The checkpoints that a book's log has published, as the database holds them."""

from __future__ import annotations

from typing import NamedTuple, cast

from psycopg import Cursor
from psycopg.rows import DictRow

from ledger.database import Datastore
from ledger.errors import BookInconsistent
from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import NoteMalformed
from ledger.log.note import SignedNote
from ledger.log.signing_key import epoch_of
from ledger.sql import queries

_SQL = queries("ledger", "checkpoint.sql")


class PublishedCheckpoint(NamedTuple):
    """A note with the epoch that its row stands under, which is the note's own."""

    epoch: int
    note: SignedNote


class Sizes(NamedTuple):
    """How many entries a book has, and how many its largest checkpoint of an epoch covers."""

    book: int
    published: int | None


class PublishedCheckpoints:
    """Reads and adds to what is published of one book; safe for threads.

    A row that somebody edited is answered with BookInconsistent.
    """

    def __init__(self, book: str, datastore: Datastore) -> None:
        self._book = book
        self._datastore = datastore

    def latest(self, epoch: int) -> SignedNote | None:
        """The largest checkpoint of an epoch; None before the first."""
        given = {"book": self._book, "epoch": epoch}
        with self._datastore.cursor() as cursor:
            cursor.execute(_SQL["select_latest_note"], given, prepare=True)
            row = cursor.fetchone()
        return None if row is None else _parsed(row["note"])

    def newest(self, cursor: Cursor[DictRow]) -> PublishedCheckpoint | None:
        """The largest checkpoint of the last epoch that has any, as a transaction sees it."""
        cursor.execute(_SQL["select_newest_checkpoint"], {"book": self._book}, prepare=True)
        row = cursor.fetchone()
        if row is None:
            return None
        note = _parsed(row["note"])
        if epoch_in(note) != row["epoch"]:
            # Another key would be asked for, though it is the row that was edited.
            raise BookInconsistent
        return PublishedCheckpoint(row["epoch"], note)

    def sizes(self, epoch: int) -> Sizes | None:
        """The book's size and the one published of an epoch; None where there is no book."""
        given = {"book": self._book, "epoch": epoch}
        with self._datastore.cursor() as cursor:
            cursor.execute(_SQL["select_sizes"], given, prepare=True)
            row = cursor.fetchone()
        return None if row is None else Sizes(row["size"], row["published"])

    def add(self, checkpoint: Checkpoint, note: SignedNote) -> SignedNote:
        """Publish the note; where its size is published already, with the lines of both."""
        row = {
            "book": self._book,
            "epoch": epoch_of(checkpoint.origin),
            "size": checkpoint.size,
            "note": note.encode(),
        }
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_SQL["insert_checkpoint"], row)
            if cursor.fetchone() is not None:
                return note
            cursor.execute(_SQL["lock_checkpoint"], row)
            stored = _parsed(cast(DictRow, cursor.fetchone())["note"])
            merged = stored
            for line in note.signatures:
                # The log's own lines stay as they are published.
                if line not in stored.signatures and line.name != checkpoint.origin:
                    merged = merged.with_signature(line)
            if merged != stored:
                cursor.execute(_SQL["update_checkpoint"], {**row, "note": merged.encode()})
        return merged


def epoch_in(note: SignedNote) -> int:
    """Which epoch of its book's log a checkpoint is of."""
    return epoch_of(note.text.partition("\n")[0])


def _parsed(note: str) -> SignedNote:
    try:
        return SignedNote.parse(note)
    except NoteMalformed:
        raise BookInconsistent from None
