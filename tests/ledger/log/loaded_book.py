"""A book of the vectors' entries, loaded as rows: what is in a log does not matter to its tiles."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import psycopg

from ledger.database import Database
from ledger.merkle import Tree, leaf_hash
from tests.ledger.books import BOOK
from tests.ledger.log.vectors import leaf

_MOMENT = datetime(2020, 11, 1, tzinfo=UTC)


def load(database: Database, size: int) -> Tree:
    """Make the book hold ``leaf-0`` … in one transaction; gives its tree."""
    tree = Tree()
    with psycopg.connect(database.url) as owner, owner.cursor() as cursor:
        with cursor.copy(
            "COPY ledger.entry (book_id, position, originator_id, originator_version, topic, state,"
            " entry, leaf_hash, recorded_at) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(
                ("text", "int8", "uuid", "int8", "text", "bytea", "bytea", "bytea", "timestamptz")
            )
            for i in range(size):
                hashed = leaf_hash(leaf(i))
                tree.append(hashed)
                copy.write_row((BOOK, i, UUID(int=i), 1, "Vector", b"", leaf(i), hashed, _MOMENT))
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
