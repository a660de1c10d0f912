"""Which books checkpoints were signed for on a host, as its folder of logs tells."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import KeptCheckpointDamaged, LogKeyUnusable, NoteMalformed
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.signing_key import SigningKey, book_of

_BOOK = re.compile(r"[0-9]{6}")


def books_named(directory: Path) -> set[str]:
    """The books that a kept checkpoint or a key in the folder is named after."""
    files = [*directory.glob("*.checkpoint"), *directory.glob("*.key")]
    return {file.stem for file in files if _BOOK.fullmatch(file.stem)}


def was_signed_for(directory: Path, book: str) -> bool:
    """Whether the kept checkpoint or the key is of the book's log, or cannot be read any more.

    What can be read says itself whose it is, and another log's file under the book's name is no
    sign that there ever was such a book. Of what cannot be read nobody can tell: it counts as the
    book's, so that damage never hides a book that is lost.
    """
    try:
        kept = _kept_of(directory / f"{book}.checkpoint")
        return book in {kept, _key_of(directory / f"{book}.key")}
    except (KeptCheckpointDamaged, LogKeyUnusable, NoteMalformed):
        return True


def _kept_of(path: Path) -> str | None:
    note = KeptCheckpoint(path).read()
    return None if note is None else book_of(Checkpoint.parse(note.text).origin)


def _key_of(path: Path) -> str | None:
    key = SigningKey.load(path)
    return None if key is None else book_of(key.origin)
