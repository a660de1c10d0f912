"""The newest checkpoint that a log's key has signed, kept in a file outside the database.

A database that is restored from a backup, or a standby that lacks the last commits, has forgotten
what was signed; this file has not.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from ledger.errors import KeptCheckpointDamaged, NoteMalformed
from ledger.log.durable_file import locked, replace_durably
from ledger.log.note import SignedNote


class KeptCheckpoint:
    """One book's file, ``{book}.checkpoint``, and the lock beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def locked(self) -> AbstractContextManager[None]:
        """Hold the file for reading, signing and writing as one act."""
        return locked(self.path.with_suffix(".lock"))

    def read(self) -> SignedNote | None:
        """The note; None where there is no file.

        Raises:
            KeptCheckpointDamaged: the file is not what was written.
        """
        try:
            return SignedNote.parse(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (UnicodeDecodeError, NoteMalformed):
            raise KeptCheckpointDamaged from None

    def write(self, note: SignedNote) -> None:
        """Keep a note instead of the one before; it is on disk when this returns.

        Raises:
            OSError: the disk did not take it; the one before stands.
        """
        replace_durably(self.path, note.encode())

    def remove(self) -> None:
        """Let the file go; the caller has the note elsewhere."""
        self.path.unlink(missing_ok=True)
