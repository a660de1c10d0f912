"""What an archive keeps of the ledger's own tables, and when an entry fits its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from ledger.archive.parquet import Column
from ledger.canonical import loads
from ledger.entry import entry_bytes
from ledger.merkle import leaf_hash


class ArchivedEntry(NamedTuple):
    """A row of ``ledger.entry`` without its book."""

    position: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    entry: bytes
    leaf_hash: bytes
    recorded_at: datetime


class ArchivedCommand(NamedTuple):
    """A row of ``ledger.command`` without its book, and where its entries begin."""

    first_position: int
    command_id: UUID
    fingerprint: bytes
    outcome: bytes


class ArchivedCheckpoint(NamedTuple):
    """A row of ``ledger.checkpoint`` without its book."""

    epoch: int
    size: int
    note: str
    signed_at: datetime


ENTRY_COLUMNS: Sequence[Column] = (
    Column("position", "bigint"),
    Column("originator_id", "uuid"),
    Column("originator_version", "bigint"),
    Column("topic", "text"),
    Column("state", "bytea"),
    Column("entry", "bytea"),
    Column("leaf_hash", "hash"),
    Column("recorded_at", "timestamptz"),
)
COMMAND_COLUMNS: Sequence[Column] = (
    Column("first_position", "bigint"),
    Column("command_id", "uuid"),
    Column("fingerprint", "bytea"),
    Column("outcome", "bytea"),
)
CHECKPOINT_COLUMNS: Sequence[Column] = (
    Column("epoch", "integer"),
    Column("size", "bigint"),
    Column("note", "text"),
    Column("signed_at", "timestamptz"),
)


def is_sound(book: str, row: ArchivedEntry) -> bool:
    """Whether the row is the one that its leaf hash commits to, at this book's hand."""
    if leaf_hash(row.entry) != row.leaf_hash:
        return False
    try:
        commitment = loads(row.entry).get("kc")
        again = entry_bytes(
            book=book,
            originator_id=row.originator_id,
            originator_version=row.originator_version,
            topic=row.topic,
            recorded_at=row.recorded_at,
            state=row.state,
            key_commitment=None if commitment is None else bytes.fromhex(commitment),
        )
    except (ValueError, TypeError, AttributeError):
        return False
    return again == row.entry


def command_of(state: bytes) -> UUID | None:
    """The command that a stored event came of, as its attribution says; None where it says none.

    What is no stored event is told by :func:`is_sound`, which knows its digest.
    """
    try:
        return UUID(hex=loads(state)["data"]["by"]["command_id"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def begins_at(outcome: bytes) -> int | None:
    """The first position that a command's outcome names; None where it cannot be read."""
    try:
        position = loads(outcome)["first_position"]
    except (ValueError, TypeError, KeyError):
        return None
    return position if type(position) is int else None
