"""Rows that an older program made are made anew before all else, and never taken for forged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.sql import script
from ledger.wrapping.key_file import KeyFile
from projections.audit import audit
from projections.columns import DEATH_ROW, HOUSEHOLD_ROW, PERSON_ROW, ROWS_VERSION
from projections.digest import digest
from projections.follower import Follower
from projections.rebuild import rebuild
from projections.row_store import Connection
from projections.tracking import tracked
from tests.databases import new_database
from tests.projections.random_book import write_at_random
from tests.projections.test_schema import columns_of
from tests.projections.written_book import WrittenBook

SCRIPT = script("projections", "schema.sql")
OLD_TABLES = """
DROP TABLE projection.death_row, projection.foreigner_row;
ALTER TABLE projection.tracking DROP COLUMN rows_version;
"""
"""What there was before version 2, beside the columns that the long and foreign forms brought."""


@pytest.fixture
def older(server: EmbeddedPostgres, tmp_path: Path) -> Iterator[tuple[Database, WrittenBook]]:
    """A database as the older program left it, with the rows of a book."""
    with new_database(server, "outdated_rows") as url:
        keys = KeyFile.load_or_create(tmp_path / "wrapping-keys.json")
        database = Database(url, Secrets.load_or_create(tmp_path / "secrets.json"), keys)
        migrate(database, [SCRIPT])
        book = WrittenBook("100000")
        write_at_random(book, 31, 150)
        Follower(book, database).catch_up()
        new = [
            *(f"{HOUSEHOLD_ROW.name} DROP COLUMN {name}" for name in _added(HOUSEHOLD_ROW.columns)),
            *(f"{PERSON_ROW.name} DROP COLUMN {name}" for name in _added(PERSON_ROW.columns)),
        ]
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(OLD_TABLES)
            for change in new:
                owner.execute(f"ALTER TABLE projection.{change}".encode())
        yield database, book


def _added(columns: tuple[str, ...]) -> list[str]:
    kept = {"h1", "h2a", "h2b", "h3m", "h3f", "h4m", "h4f", "h5", "h6", "h7"}
    forms = {"long", "form_version", "foreign_version", "death_version"}
    items = {c for c in columns if c[0] in "hfc" and c[1:2].isdigit()}
    return sorted((items | forms & set(columns)) - kept)


def session(database: Database) -> Connection:
    return psycopg.connect(database.service_url, autocommit=True)


def test_an_older_database_gets_the_columns_and_keeps_its_rows(
    older: tuple[Database, WrittenBook],
) -> None:
    database, book = older
    migrate(database, [SCRIPT])
    with session(database) as connection:
        for table in (HOUSEHOLD_ROW, PERSON_ROW, DEATH_ROW):
            assert set(columns_of(connection, table.name)) == set(table.columns)
        found = tracked(connection, book.book)
    assert (found.position, found.rows_version, found.outdated) == (book.last, 1, True)


def test_a_follower_makes_older_rows_anew_and_goes_on(
    older: tuple[Database, WrittenBook],
) -> None:
    database, book = older
    migrate(database, [SCRIPT])
    write_at_random(book, 32, 20)
    Follower(book, database).catch_up(batch_size=7)
    with session(database) as connection:
        assert tracked(connection, book.book) == (book.last, ROWS_VERSION)
        now = digest(connection, book.book, book.last)
    assert audit(book, database).sound
    report = rebuild(book, database)
    assert (report.unchanged, report.outdated, report.digest_after) == (True, False, now)


def test_a_rebuild_tells_older_rows_from_altered_ones(
    older: tuple[Database, WrittenBook],
) -> None:
    database, book = older
    migrate(database, [SCRIPT])
    report = rebuild(book, database)
    assert (report.unchanged, report.outdated) == (False, True)
    assert audit(book, database).sound


def test_an_audit_says_that_rows_are_older_and_names_no_row(
    older: tuple[Database, WrittenBook],
) -> None:
    database, book = older
    migrate(database, [SCRIPT])
    [finding] = audit(book, database).findings
    assert (finding.kind, finding.position) == ("outdated-projection", book.last)
    assert all(finding.to_json().values())
