"""Appending to a large book, against the same on an empty one."""

from __future__ import annotations

import psycopg

from ledger.embedded import EmbeddedPostgres
from tests.benchmark.append import CLIENTS, COMMANDS, EVENTS, book_writer, commands_a_second
from tests.benchmark.harness import Measurement, fresh_database, side_by_side
from tests.benchmark.loaded_log import load

ENTRIES = 5_000_000
ROUNDS = 9


def measure(server: EmbeddedPostgres, entries: int = ENTRIES) -> list[Measurement]:
    """The same commands to both books in turn, over the same server."""
    with fresh_database(server) as large, fresh_database(server) as empty:
        load(large, entries)
        with psycopg.connect(server.url(), autocommit=True) as owner:
            # What the loading left to be written must not fall into the measuring.
            owner.execute("CHECKPOINT")
        with book_writer(large) as long_one, book_writer(empty) as short_one:
            ours, theirs = side_by_side(
                lambda: commands_a_second(long_one, COMMANDS, CLIENTS),
                lambda: commands_a_second(short_one, COMMANDS, CLIENTS),
                ROUNDS,
            )
    return [
        Measurement(
            f"one command of {EVENTS} events, {CLIENTS} clients, book of {entries:,} entries",
            "the same on an empty book",
            ours,
            theirs,
            "commands/s",
            0.85,
            "the index by aggregate: random ids touch pages all over it",
        )
    ]
