"""A log of synthetic entries, made inside the server: what they say does not matter to proofs."""

from __future__ import annotations

import psycopg

from ledger.database import Database
from ledger.merkle import Tree
from tests.benchmark.harness import BOOK

STATE_BYTES = 300
ENTRY_BYTES = 280
_READ = 50_000

_MAKE_ENTRIES = """
INSERT INTO ledger.entry (book_id, position, originator_id, originator_version, topic, state,
                          entry, leaf_hash, recorded_at)
SELECT %(book)s, position, gen_random_uuid(), 1, 'PersonRegistered',
       decode(repeat('73', %(state)s), 'hex'), entry, sha256('\\x00'::bytea || entry), now()
FROM generate_series(0, %(size)s - 1) AS position,
     LATERAL (SELECT convert_to(rpad(position::text, %(entry)s, '.'), 'UTF8') AS entry) AS made
"""


def load(database: Database, size: int) -> Tree:
    """Give an empty database a book of this many entries, with head and tile hashes; its tree."""
    tree = Tree()
    with psycopg.connect(database.url) as owner:
        owner.execute(
            _MAKE_ENTRIES,
            {"book": BOOK, "size": size, "state": STATE_BYTES, "entry": ENTRY_BYTES},
        )
        with owner.cursor(name="leaves", binary=True) as leaves:
            leaves.itersize = _READ
            leaves.execute("SELECT leaf_hash FROM ledger.entry ORDER BY book_id, position")
            for (leaf,) in leaves:
                tree.append(leaf)
        with owner.cursor() as cursor:
            with cursor.copy(
                "COPY ledger.tile_hash (book_id, level, index, hash) FROM STDIN"
            ) as copy:
                for level, index, digest in tree.completed:
                    copy.write_row((BOOK, level, index, digest))
            cursor.execute(
                "INSERT INTO ledger.head (book_id, size, frontier, recorded_at)"
                " VALUES (%s, %s, %s, now())",
                (BOOK, tree.size, tree.frontier),
            )
    with psycopg.connect(database.url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE ledger.entry, ledger.tile_hash")
    return tree
