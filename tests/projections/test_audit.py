"""A projected row that is not what the book says is named, whichever column was edited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from domain.events import HouseholdListed
from ledger.database import Database
from projections.audit import FINDINGS_MAXIMUM, AuditReport, audit
from projections.columns import ROW_TABLES, RowTable
from projections.errors import EntriesNotDense
from projections.follower import Follower
from projections.rebuild import rebuild
from tests.projections.random_book import write_at_random
from tests.projections.written_book import Size, WrittenBook

NewBook = Callable[[], WrittenBook]


@pytest.fixture
def book(projection_database: Database, new_book: NewBook) -> WrittenBook:
    book = new_book()
    write_at_random(book, 21, 250)
    Follower(book, projection_database).catch_up(batch_size=40)
    return book


def edited(database: Database, statement: str, *parameters: object) -> int:
    with psycopg.connect(database.url, autocommit=True) as owner:
        return owner.execute(statement, parameters).rowcount


def kinds(report: AuditReport) -> list[str]:
    return [finding.kind for finding in report.findings]


def some_row(database: Database, book: WrittenBook, table: RowTable) -> dict[str, Any]:
    """A row from the middle of a table's history."""
    with psycopg.connect(database.url) as owner:
        rows = owner.execute(
            f"SELECT {', '.join(table.columns)} FROM projection.{table.name} "
            "WHERE book_id = %s ORDER BY valid_from",
            [book.book],
        ).fetchall()
    return dict(zip(table.columns, rows[len(rows) // 2], strict=True))


def test_rows_of_a_book_are_sound_at_any_position(
    projection_database: Database, new_book: NewBook
) -> None:
    book = new_book()
    assert audit(book, projection_database).position == -1
    write_at_random(book, 22, 120)
    follower = Follower(book, projection_database)
    with psycopg.connect(projection_database.service_url, autocommit=True) as session:
        follower.apply_batch(session, batch_size=37)
    told: list[tuple[int, int]] = []
    report = audit(book, projection_database, on_progress=lambda *done: told.append(done))
    assert (report.findings, report.position, told[-1]) == ([], 36, (37, 37))
    follower.catch_up()
    report = audit(book, projection_database)
    assert (report.sound, report.position) == (True, book.last)


OTHER = {
    "text": "'x' || coalesce({}, '')",
    "boolean": "NOT {}",
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "{} + interval '1 second'",
}
"""Another value of a type; of a number, the next one."""


@pytest.mark.parametrize("table", ROW_TABLES, ids=lambda table: table.name)
def test_edited_column_is_named_with_its_row_whichever_it_is(
    projection_database: Database, book: WrittenBook, table: RowTable
) -> None:
    row = some_row(projection_database, book, table)
    place = f"WHERE book_id = %s AND {table.key} = %s AND valid_from = %s"
    at = (book.book, row[table.key], row["valid_from"])
    with psycopg.connect(projection_database.url) as owner:
        types = dict(
            owner.execute(
                "SELECT column_name, data_type FROM information_schema.columns "
                "WHERE table_schema = 'projection' AND table_name = %s",
                [table.name],
            ).fetchall()
        )
    for column in types.keys() - {"book_id", "valid_from", "valid_to", table.key}:
        other = OTHER.get(types[column], "coalesce({}, 0) + 1").format(column)
        change = f"UPDATE projection.{table.name} SET {column} ="
        assert edited(projection_database, f"{change} {other} {place}", *at) == 1
        [finding] = audit(book, projection_database).findings
        assert (finding.kind, finding.columns) == ("altered-projection", (column,))
        assert (finding.table, finding.key) == (table.name, str(row[table.key]))
        assert finding.position == row["valid_from"]
        edited(projection_database, f"{change} %s {place}", row[column], *at)
    assert audit(book, projection_database).sound


@pytest.mark.parametrize("table", ROW_TABLES, ids=lambda table: table.name)
def test_altered_end_of_a_row_is_named(
    projection_database: Database, book: WrittenBook, table: RowTable
) -> None:
    for change in ("valid_to + 1000000", "NULL", "valid_from + 1000000"):
        which = "IS NULL" if "from" in change else "IS NOT NULL"
        key = f"SELECT {table.key} FROM projection.{table.name} WHERE book_id = %s"
        # Where no row of the same thing stands, so that two never stand at once.
        edited(
            projection_database,
            f"UPDATE projection.{table.name} SET valid_to = {change} WHERE ctid = ("
            f"SELECT ctid FROM projection.{table.name} AS r WHERE book_id = %s "
            f"AND valid_to {which} AND ({which == 'IS NULL'} OR {table.key} NOT IN "
            f"({key} AND valid_to IS NULL)) ORDER BY valid_from DESC LIMIT 1)",
            book.book,
            book.book,
        )
        found = audit(book, projection_database).findings
        assert all(f.columns == ("valid_to",) and f.table == table.name for f in found)
        assert len(found) <= 1
        rebuild(book, projection_database)
    edited(
        projection_database,
        f"UPDATE projection.{table.name} SET valid_to = 1000000 "
        "WHERE book_id = %s AND valid_to IS NULL",
        book.book,
    )
    assert set(kinds(audit(book, projection_database))) == {"altered-projection"}


@pytest.mark.parametrize("table", ROW_TABLES, ids=lambda table: table.name)
def test_removed_and_added_rows_are_named(
    projection_database: Database, book: WrittenBook, table: RowTable
) -> None:
    row = some_row(projection_database, book, table)
    place = f"WHERE book_id = %s AND {table.key} = %s AND valid_from = %s"
    at = (book.book, row[table.key], row["valid_from"])
    edited(
        projection_database,
        f"UPDATE projection.{table.name} SET valid_from = -5 {place}",
        *at,
    )
    found = audit(book, projection_database).findings
    assert [(f.kind, f.position) for f in found] == [
        ("extra-projection", -5),
        ("missing-projection", row["valid_from"]),
    ]
    edited(
        projection_database,
        f"DELETE FROM projection.{table.name} {place}",
        book.book,
        row[table.key],
        -5,
    )
    [finding] = audit(book, projection_database).findings
    assert (finding.kind, finding.key) == ("missing-projection", str(row[table.key]))


def test_row_beyond_all_entries_is_extra(projection_database: Database, book: WrittenBook) -> None:
    columns = [c for c in ROW_TABLES[0].columns if c not in {"valid_from", "block"}]
    edited(
        projection_database,
        f"INSERT INTO projection.block_row (valid_from, block, {', '.join(columns)}) "
        f"SELECT 999999, block || 'x', {', '.join(columns)} FROM projection.block_row "
        "WHERE book_id = %s AND valid_to IS NULL LIMIT 1",
        book.book,
    )
    assert kinds(audit(book, projection_database)) == ["extra-projection"]


def test_progress_ahead_of_the_book_is_named(
    projection_database: Database, book: WrittenBook
) -> None:
    edited(
        projection_database,
        "UPDATE projection.tracking SET position = position + 9 WHERE book_id = %s",
        book.book,
    )
    report = audit(book, projection_database)
    assert kinds(report) == ["projection-ahead"]


def test_entry_that_cannot_be_folded_is_named(
    projection_database: Database, book: WrittenBook
) -> None:
    listed = next(e.event for e in book.entries if isinstance(e.event, HouseholdListed))
    fields = {"block": listed.block, "number": "998", "building": "0001", "unit": "0001"}
    book.append(HouseholdListed, listed.originator_id, **fields)
    edited(
        projection_database,
        "UPDATE projection.tracking SET position = %s WHERE book_id = %s",
        book.last,
        book.book,
    )
    [finding] = audit(book, projection_database).findings
    assert (finding.kind, finding.position) == ("unfit-entry", book.last)


def test_book_with_a_hole_cannot_be_audited(
    projection_database: Database, book: WrittenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = Size(len(book.entries))
    del book.entries[-3:]
    monkeypatch.setattr(book, "head", lambda: size)
    with pytest.raises(EntriesNotDense):
        audit(book, projection_database)


def test_audit_stops_when_enough_is_found_and_tells_no_value(
    projection_database: Database, book: WrittenBook
) -> None:
    edited(
        projection_database,
        "UPDATE projection.household_row SET account = 'a-secret' WHERE book_id = %s",
        book.book,
    )
    report = audit(book, projection_database)
    assert len(report.findings) == FINDINGS_MAXIMUM
    for finding in report.findings:
        told = finding.to_json()
        assert all(told.values())
        assert "a-secret" not in str(told)
