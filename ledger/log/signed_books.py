"""Which books checkpoints were signed for on a host, as its folder of logs tells."""

from __future__ import annotations

from pathlib import Path

from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import KeptCheckpointDamaged, LogKeyUnusable, NoteMalformed
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.signing_key import SigningKey, book_of


def was_signed_for(directory: Path, book: str) -> bool:
    """Whether the kept checkpoint or the key says itself that it is of the book's log.

    A file that merely bears a book's name is no sign that there ever was such a book.
    """
    return book in {_kept_of(directory / f"{book}.checkpoint"), _key_of(directory / f"{book}.key")}


def _kept_of(path: Path) -> str | None:
    try:
        note = KeptCheckpoint(path).read()
        return None if note is None else book_of(Checkpoint.parse(note.text).origin)
    except (KeptCheckpointDamaged, NoteMalformed):
        return None


def _key_of(path: Path) -> str | None:
    try:
        key = SigningKey.load(path)
    except LogKeyUnusable:
        return None
    return None if key is None else book_of(key.origin)
