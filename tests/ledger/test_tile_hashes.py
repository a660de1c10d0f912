"""Tile hashes are written with the entries, and given to books that were written without."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from ledger.append import Append
from ledger.database import Database, Datastore
from ledger.merkle import Tree
from ledger.recorder import BookRecorder
from ledger.schema import migrate

BOOK = "500112"
_ROWS = "SELECT level, index, hash FROM ledger.tile_hash ORDER BY level, index"
_LEAVES = "SELECT leaf_hash FROM ledger.entry ORDER BY position"


@pytest.fixture
def recorder(database: Database) -> Iterator[BookRecorder]:
    with psycopg.connect(database.url) as owner:
        owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
    datastore = Datastore(database.service_url, schema="ledger")
    yield BookRecorder(BOOK, datastore)
    datastore.close()


def append(recorder: BookRecorder, count: int) -> None:
    recorder.append([Append([StoredEvent(uuid4(), 1, "topic", b"state") for _ in range(count)])])


def stored(database: Database) -> tuple[list[tuple[int, int, bytes]], Tree]:
    """The tile hashes of the database, and the tree of its entries."""
    tree = Tree()
    with psycopg.connect(database.url) as owner:
        rows = owner.execute(_ROWS).fetchall()
        for (leaf,) in owner.execute(_LEAVES).fetchall():
            tree.append(leaf)
    return rows, tree


def test_appends_write_the_tile_hashes_that_they_complete(
    database: Database, recorder: BookRecorder
) -> None:
    for count in (255, 1, 1, 300, 211):
        append(recorder, count)
    rows, tree = stored(database)
    assert tree.size == 768
    assert rows == sorted(tree.completed)
    assert [(level, index) for level, index, _ in rows] == [(1, 0), (1, 1), (1, 2)]


def test_book_without_tile_hashes_gets_them_from_the_migration(
    database: Database, recorder: BookRecorder
) -> None:
    append(recorder, 600)
    with psycopg.connect(database.url) as owner:
        owner.execute("DELETE FROM ledger.tile_hash")
    migrate(database)
    rows, tree = stored(database)
    assert rows == sorted(tree.completed)
    assert len(rows) == 2


def test_second_level_comes_from_the_first(database: Database, recorder: BookRecorder) -> None:
    size = 256 * 256
    with psycopg.connect(database.url) as owner:
        owner.execute(
            """
            INSERT INTO ledger.entry
            SELECT %s, n, gen_random_uuid(), 1, 'topic', '', '', sha256(int8send(n)), now()
            FROM generate_series(0, %s) AS n
            """,
            [BOOK, size],
        )
        owner.execute("UPDATE ledger.head SET size = %s", [size + 1])
    migrate(database)
    rows, tree = stored(database)
    assert rows == sorted(tree.completed)
    assert rows[-1][:2] == (2, 0)


def test_nothing_is_made_up_over_an_entry_that_is_missing(
    database: Database, recorder: BookRecorder
) -> None:
    append(recorder, 600)
    with psycopg.connect(database.url) as owner:
        owner.execute("DELETE FROM ledger.tile_hash")
        owner.execute("DELETE FROM ledger.entry WHERE position = 300")
    migrate(database)
    rows, _ = stored(database)
    assert [(level, index) for level, index, _ in rows] == [(1, 0)]
