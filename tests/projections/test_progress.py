from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.refusal import UnknownArea
from domain.status import Level
from ledger.database import Database
from projections.follower import Follower
from projections.progress import progress
from projections.row_store import Connection
from projections.tracking import tracked_position
from tests.projections.answers import person
from tests.projections.written_book import WrittenBook


@pytest.fixture
def book(projection_database: Database, new_book: Callable[[], WrittenBook]) -> WrittenBook:
    book = new_book()
    block = book.delineate(1, 1, 1, "111")
    book.delineate(1, 2, 1, "220")
    households = [book.list_household(block) for _ in range(9)]
    for household_id in households[1:]:
        book.register(household_id, [person(), person(D2=1, D7=5, D8=1, D9=5)])
    for household_id in households[2:]:
        book.submit(household_id)
    book.send_back(households[3])
    for steps, household_id in enumerate(households[4:8], 1):
        for level in list(Level)[:steps]:
            book.approve(household_id, level)
    book.withdraw(households[8])
    Follower(book, projection_database).catch_up()
    return book


def test_each_household_stands_at_one_step(connection: Connection, book: WrittenBook) -> None:
    found = progress(connection, book.book)
    assert (found.area, found.as_of) == (book.book, book.last)
    busy, empty = found.blocks
    assert (busy.block, busy.urban_rural) == (book.blocks[0], "111")
    steps = (
        busy.not_registered,
        busy.registered,
        busy.submitted,
        busy.returned,
        busy.supervisor_approved,
        busy.community_accepted,
        busy.township_accepted,
        busy.county_accepted,
        busy.withdrawn,
    )
    assert steps == (1,) * 9
    assert busy.listed == 9
    assert (busy.persons, busy.residents) == (14, 7)
    assert busy.last_activity == book.entries[-1].recorded_at
    assert (empty.block, empty.listed, empty.persons) == (book.blocks[1], 0, 0)
    assert empty.last_activity is None


def test_progress_of_an_area_has_its_blocks_alone(
    connection: Connection, book: WrittenBook
) -> None:
    found = progress(connection, book.book, f"{book.book}001002")
    assert [b.block for b in found.blocks] == [book.blocks[1]]


def test_progress_is_of_the_position_that_it_names_while_the_rows_move_on(
    connection: Connection,
    projection_database: Database,
    book: WrittenBook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = progress(connection, book.book)

    def position_and_then_another_entry(session: Connection, code: str) -> int:
        position = tracked_position(session, code)
        book.list_household(book.blocks[1])
        Follower(book, projection_database).catch_up()
        return position

    monkeypatch.setattr("projections.progress.tracked_position", position_and_then_another_entry)
    assert progress(connection, book.book) == before


def test_progress_outside_the_book_is_refused(connection: Connection, book: WrittenBook) -> None:
    with pytest.raises(UnknownArea):
        progress(connection, book.book, "999999")
