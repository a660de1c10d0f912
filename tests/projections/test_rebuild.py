from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from domain.events import HouseholdListed
from domain.refusal import UnknownArea
from ledger.database import Database
from projections.columns import ROW_TABLES
from projections.digest import digest
from projections.errors import EntriesNotDense, UnfitEntry
from projections.follower import Follower
from projections.rebuild import rebuild
from projections.row_store import Connection
from tests.projections.random_book import write_at_random
from tests.projections.written_book import Size, WrittenBook

NewBook = Callable[[], WrittenBook]


@pytest.fixture
def book(projection_database: Database, new_book: NewBook) -> WrittenBook:
    book = new_book()
    write_at_random(book, 11, 200)
    Follower(book, projection_database).catch_up(batch_size=17)
    return book


def test_a_rebuild_gives_the_same_digest(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    told: list[tuple[int, int]] = []
    report = rebuild(book, projection_database, on_progress=lambda *step: told.append(step))
    assert report.unchanged
    assert report.position == report.compared_at == book.last
    assert report.digest_after == digest(connection, book.book, book.last)
    assert told[-1] == (len(book.entries), len(book.entries))
    assert Follower(book, projection_database).catch_up() == book.last


def test_the_digest_of_a_position_stays_when_the_book_grows(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    then, position = digest(connection, book.book, book.last), book.last
    write_at_random(book, 12, 100)
    Follower(book, projection_database).catch_up()
    assert digest(connection, book.book, position) == then
    assert digest(connection, book.book, book.last) != then


def test_the_digest_of_an_area_hangs_on_that_area_alone(
    connection: Connection, projection_database: Database, new_book: NewBook
) -> None:
    book = new_book()
    here, there = book.delineate(1, 1, 1, "111"), book.delineate(1, 2, 1, "111")
    book.list_household(here)
    Follower(book, projection_database).catch_up()
    before = [digest(connection, book.book, book.last, area) for area in (here, there)]
    book.list_household(there)
    Follower(book, projection_database).catch_up()
    after = [digest(connection, book.book, book.last, area) for area in (here, there)]
    assert after[0] == before[0]
    assert after[1] != before[1]
    with pytest.raises(UnknownArea):
        digest(connection, book.book, book.last, "999999")


@pytest.mark.parametrize("table", [table.name for table in ROW_TABLES])
def test_a_rebuild_mends_an_altered_row_and_tells(
    projection_database: Database, book: WrittenBook, table: str
) -> None:
    with psycopg.connect(projection_database.url, autocommit=True) as owner:
        owner.execute(
            f"UPDATE projection.{table} SET account = 'somebody' WHERE book_id = %s", [book.book]
        )
    report = rebuild(book, projection_database)
    assert not report.unchanged
    assert rebuild(book, projection_database).digest_before == report.digest_after


def test_a_rebuild_from_nothing_makes_all_rows(
    connection: Connection, projection_database: Database, new_book: NewBook
) -> None:
    book = new_book()
    write_at_random(book, 13, 50)
    report = rebuild(book, projection_database)
    assert (report.position, report.compared_at) == (book.last, -1)
    assert report.unchanged
    assert Follower(book, projection_database).position() == book.last


def test_a_rebuild_takes_a_shorter_book_for_the_truth(
    projection_database: Database, book: WrittenBook
) -> None:
    del book.entries[-5:]
    report = rebuild(book, projection_database)
    assert report.position == report.compared_at == book.last
    assert Follower(book, projection_database).catch_up() == book.last


def test_a_rebuild_that_fails_leaves_the_old_rows(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    before = digest(connection, book.book, book.last)
    reached = book.last
    listed = next(e.event for e in book.entries if isinstance(e.event, HouseholdListed))
    fields = {"block": listed.block, "number": "998", "building": "0001", "unit": "0001"}
    book.append(HouseholdListed, listed.originator_id, **fields)
    with pytest.raises(UnfitEntry):
        rebuild(book, projection_database)
    assert Follower(book, projection_database).position() == reached
    assert digest(connection, book.book, reached) == before


def test_a_rebuild_of_a_book_that_ends_too_early_leaves_the_old_rows(
    connection: Connection,
    projection_database: Database,
    book: WrittenBook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, reached = digest(connection, book.book, book.last), book.last
    promised = Size(len(book.entries) + 1)
    monkeypatch.setattr(book, "head", lambda: promised)
    with pytest.raises(EntriesNotDense) as raised:
        rebuild(book, projection_database)
    assert raised.value.details() == {"expected": reached + 1, "found": None}
    assert digest(connection, book.book, reached) == before


def test_readers_see_whole_tables_during_a_rebuild(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    counts: set[int] = set()
    query = "SELECT count(*) FROM projection.household_row WHERE book_id = %s"

    def look(*_: int) -> None:
        [(count,)] = connection.execute(query, [book.book]).fetchall()
        counts.add(count)

    rebuild(book, projection_database, on_progress=look)
    look()
    assert len(counts) == 1
    assert counts != {0}
