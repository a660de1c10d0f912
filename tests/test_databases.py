"""A database that one test after another uses gives nothing of the one to the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ledger.embedded import EmbeddedPostgres
from tests.databases import Installed, Lender, installed

_BOOKS = "SELECT book_id FROM ledger.head"


@pytest.fixture(scope="module")
def lender(server: EmbeddedPostgres, temporary_folder: Callable[[], Path]) -> Lender[Installed]:
    """A lender of its own, whose database nobody has had yet."""
    return Lender(server, "lending", lambda url: installed(url, temporary_folder() / "keys.json"))


def after(lender: Lender[Installed], statement: str) -> tuple[bool, list[tuple[object, ...]]]:
    """Whether the same database is lent after a statement, and the books that are in it."""
    with lender.lent() as first, psycopg.connect(first.url, autocommit=True) as owner:
        owner.execute(statement)  # type: ignore[arg-type]  # a test's own
    with lender.lent() as second, psycopg.connect(second.url) as owner:
        return second is first, owner.execute(_BOOKS).fetchall()  # type: ignore[arg-type]  # ours


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger.head (book_id) VALUES ('500112')",
        "INSERT INTO ledger.head (book_id) SELECT 'b' || n FROM generate_series(1, 20000) AS n",
        "DELETE FROM vault.key_check",
        "CREATE TEMPORARY TABLE passing (n integer)",
    ],
)
def test_rows_are_put_back(lender: Lender[Installed], statement: str) -> None:
    assert after(lender, statement) == (True, [])


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE ledger.entry ADD COLUMN more text",
        "ALTER TABLE ledger.head ALTER COLUMN size SET DEFAULT 1",
        "CREATE TABLE ledger.other (n integer)",
        "DROP TABLE ledger.tracking",
        "CREATE SCHEMA other",
        "CREATE FUNCTION public.one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "GRANT DELETE ON ledger.entry TO PUBLIC",
        "GRANT UPDATE (state) ON ledger.entry TO PUBLIC",
        (
            "DO $$ BEGIN EXECUTE format('ALTER ROLE %I CONNECTION LIMIT 1', "
            "current_database() || '_service'); END $$"
        ),
        (
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = %L', "
            "current_database(), '1MB'); END $$"
        ),
        (
            "DO $$ BEGIN EXECUTE format('GRANT pg_read_all_data TO %I', "
            "current_database() || '_service'); END $$"
        ),
    ],
)
def test_database_of_which_more_than_rows_was_changed_is_not_lent_again(
    lender: Lender[Installed], statement: str
) -> None:
    assert after(lender, statement) == (False, [])


def test_larger_set_up_is_written_once_and_then_put_in(lender: Lender[Installed]) -> None:
    written = []
    for _ in range(2):
        with lender.lent() as lent:

            def write(url: str = lent.url) -> None:
                written.append(url)
                with psycopg.connect(url) as owner:
                    owner.execute("INSERT INTO ledger.head (book_id) VALUES ('500112')")

            lent.prepare("one book", write)
            with psycopg.connect(lent.url) as owner:
                assert owner.execute(_BOOKS).fetchall() == [("500112",)]
    assert len(written) == 1
