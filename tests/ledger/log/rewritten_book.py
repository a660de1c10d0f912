"""A book put into any state by its database's owner, as a restore or somebody's hand would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg

from ledger.database import Database
from ledger.log.policy import Policy
from ledger.log.publisher import Publisher
from ledger.merkle import Tree, leaf_hash
from tests.ledger.books import BOOK

_MOMENT = datetime(2020, 11, 1, tzinfo=UTC)
_TABLES = ("entry", "tile_hash", "head")


def leaves(count: int, word: str = "leaf") -> list[bytes]:
    return [f"{word}-{i}".encode() for i in range(count)]


def put(database: Database, entries: Sequence[bytes], options: str = "") -> Tree:
    """Let the book hold these entries and no others; what was published stays; gives its tree."""
    tree = Tree()
    with psycopg.connect(database.url, options=options) as owner, owner.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DELETE FROM ledger.{table} WHERE book_id = '{BOOK}'")  # type: ignore[arg-type]  # names of our own
        for entry in entries:
            tree.append(leaf_hash(entry))
        cursor.executemany(
            "INSERT INTO ledger.entry (book_id, position, originator_id, originator_version,"
            " topic, state, entry, leaf_hash, recorded_at)"
            " VALUES (%s, %s, %s, 1, 'Vector', '', %s, %s, %s)",
            [
                (BOOK, i, UUID(int=i), entry, leaf_hash(entry), _MOMENT)
                for i, entry in enumerate(entries)
            ],
        )
        cursor.executemany(
            "INSERT INTO ledger.tile_hash (book_id, level, index, hash) VALUES (%s, %s, %s, %s)",
            [(BOOK, *completed) for completed in tree.completed],
        )
        cursor.execute(
            "INSERT INTO ledger.head (book_id, size, frontier, recorded_at)"
            " VALUES (%s, %s, %s, %s)",
            (BOOK, tree.size, tree.frontier, _MOMENT),
        )
    return tree


def forget_published(database: Database, above: int = -1) -> None:
    """Take back what was published of the book above a size."""
    with psycopg.connect(database.url) as owner:
        owner.execute(
            "DELETE FROM ledger.checkpoint WHERE book_id = %s AND size > %s", (BOOK, above)
        )


@contextmanager
def publisher(
    database: Database, folder: Path, policy: Policy | None = None
) -> Iterator[Publisher]:
    made = Publisher(BOOK, database, folder, policy, clock=lambda: 1_800_000_000.0)
    try:
        yield made
    finally:
        made.close()
