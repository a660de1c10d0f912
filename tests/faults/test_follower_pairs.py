"""A follower's connection breaks at each message, on either side of the server's work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from api.migration import migrate_all
from ledger.database import Database
from ledger.errors import LedgerUnavailable
from projections.follower import Follower
from projections.rebuild import rebuild
from tests.faults.breaking_proxy import Break, breaking
from tests.ledger.books import act, listed, opened, registration

MESSAGES_MAXIMUM = 200
_BATCH = 6
"""Entries a transaction, so that there are many to break."""


@pytest.mark.parametrize("side", Break)
def test_a_follower_broken_at_any_message_goes_on_without_a_skip_or_a_repeat(
    database: Database, temporary_folder: Callable[[], Path], side: Break
) -> None:
    migrate_all(database)
    book = opened(database)
    breaks = 0
    try:
        listed(book, 3)
        for number in ("001", "002", "003"):
            act(book, "enumerator", registration(number))
        size = book.head().size
        with breaking(database, temporary_folder()) as (behind, proxy):
            for message in range(1, MESSAGES_MAXIMUM):
                # The book itself is read by the whole way; what breaks is the follower's own.
                follower = Follower(book, behind)
                proxy.arm(side, message)
                try:
                    follower.catch_up(_BATCH)
                except (psycopg.OperationalError, LedgerUnavailable):
                    breaks += 1
                if not proxy.broken:
                    break
                proxy.heal()
                if Follower(book, behind).catch_up(_BATCH) == size - 1:
                    # All is applied: begin anew, and break one message later.
                    rebuilt = rebuild(book, database)
                    assert rebuilt.unchanged
                    assert rebuilt.position == size - 1
                    _forget(database)
            assert not proxy.broken
        assert breaks > size / _BATCH
        assert Follower(book, database).catch_up() == size - 1
        assert rebuild(book, database).unchanged
    finally:
        book.close()


def _forget(database: Database) -> None:
    """Empty the rows, so that the follower begins again."""
    with psycopg.connect(database.url) as owner:
        tables = owner.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname = 'projection'"
        ).fetchall()
        names = ", ".join(name for (name,) in tables)
        owner.execute(f"TRUNCATE {names}")  # type: ignore[arg-type]  # names from the catalogue
