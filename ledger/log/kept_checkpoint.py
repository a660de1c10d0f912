"""The newest checkpoint that a log's key has signed, kept in a file outside the database.

A database that is restored from a backup, or a standby that lacks the last commits, has forgotten
what was signed; this file has not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ledger.durable_file import locked, replace_durably
from ledger.log.errors import KeptCheckpointDamaged, NoteMalformed, usable
from ledger.log.note import SignedNote
from ledger.private_file import is_there


@contextmanager
def log_lock(path: Path) -> Iterator[None]:
    """Hold a lock file in the folder of the logs.

    Raises:
        LogFileUnusable: it cannot be locked.
    """
    with ExitStack() as held:
        with usable(path):
            held.enter_context(locked(path))
        yield


class KeptCheckpoint:
    """One book's file, ``{book}.checkpoint``, and the lock beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the file for reading, signing and writing as one act.

        Raises:
            LogFileUnusable: its lock cannot be taken.
        """
        with log_lock(self.path.with_suffix(".lock")):
            yield

    def read(self) -> SignedNote | None:
        """The note; None where there is no file.

        Raises:
            KeptCheckpointDamaged: the file is not what was written, or cannot be read.
        """
        try:
            if not is_there(self.path):
                return None
            if not self.path.is_file():
                raise KeptCheckpointDamaged
            return SignedNote.parse(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError, NoteMalformed):
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
