"""A log that was published: what it is called, what its notes say, and the note that is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.database import Database
from ledger.log.checkpoint import Checkpoint
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.note import SignedNote
from ledger.log.publisher import Publisher
from tests.ledger.books import BOOK
from tests.ledger.log.rewritten_book import leaves, publisher, put

ORIGIN = f"census-ledger.localhost/books/{BOOK}"


def size_of(note: str | None) -> int:
    assert note is not None
    return Checkpoint.parse(SignedNote.parse(note).text).size


def kept(folder: Path) -> KeptCheckpoint:
    return KeptCheckpoint(folder / f"{BOOK}.checkpoint")


def published(database: Database, folder: Path, size: int = 9) -> str:
    """Publish a book of so many entries."""
    put(database, leaves(size))
    with publisher(database, folder) as log:
        return log.publish()


def once_signed(
    monkeypatch: pytest.MonkeyPatch, log: Publisher, meanwhile: Callable[[], object]
) -> None:
    """Let something happen after the publisher has signed and before it goes on."""
    cosigned = Publisher._cosigned
    waiting = [meanwhile]

    def overtaken(self: Publisher, signed: Any) -> SignedNote:
        if self is log and waiting:
            waiting.pop()()
        return cosigned(self, signed)

    monkeypatch.setattr(Publisher, "_cosigned", overtaken)
