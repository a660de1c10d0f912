"""Tile hashes of books that were written before they were kept.

A transaction that completes a perfect subtree of 256^level entries adds its root to
``ledger.tile_hash``. What an older version wrote lacks them; the migration makes them once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import uuid4

import psycopg

from ledger.merkle import TILE_HEIGHT, Tree
from ledger.sql import queries

_SQL = queries("ledger", "migration.sql")
_WIDTH = 1 << TILE_HEIGHT
_ROWS = 20_000
"""Hashes that one round trip reads."""


def fill_in(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Add the tile hashes that a book of this database lacks, in the caller's transaction.

    Below an entry that is missing nothing is made up: that place stays empty, for the verifier.
    """
    for (book,) in connection.execute(_SQL["select_books"]).fetchall():
        level, size = 1, _size(connection, book)
        while size >> TILE_HEIGHT * level:
            _fill_level(connection, book, level, size >> TILE_HEIGHT * level)
            level += 1


def _size(connection: psycopg.Connection[tuple[Any, ...]], book: str) -> int:
    row = connection.execute(_SQL["select_size"], {"book": book}).fetchone()
    return 0 if row is None else int(row[0])


def _fill_level(
    connection: psycopg.Connection[tuple[Any, ...]], book: str, level: int, wanted: int
) -> None:
    place = {"book": book, "level": level, "below": level - 1, "end": wanted * _WIDTH}
    row = connection.execute(_SQL["count_tile_hashes"], {**place, "wanted": wanted}).fetchone()
    if row is not None and row[0] == wanted:
        return
    made = [{**place, "index": i, "hash": digest} for i, digest in _roots(connection, place)]
    with connection.cursor() as cursor:
        cursor.executemany(_SQL["insert_tile_hash"], made)


def _roots(
    connection: psycopg.Connection[tuple[Any, ...]], place: dict[str, object]
) -> Iterator[tuple[int, bytes]]:
    """(index, root) of each whole group of 256 hashes of the level below."""
    query = _SQL["select_leaf_hashes" if place["below"] == 0 else "select_hashes_below"]
    with connection.cursor(name=f"tile_hashes_{uuid4().hex}") as hashes:
        hashes.itersize = _ROWS
        hashes.execute(query, place)
        for index, group in groupby(hashes, key=lambda row: row[0] // _WIDTH):
            tree = Tree()
            for _, digest in group:
                tree.append(digest)
            if tree.size == _WIDTH:
                yield index, tree.root()
