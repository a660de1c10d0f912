"""A destroyed key changes no row and no figure, and every reading can say who had it destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from ledger.application import BookApplication
from ledger.database import Database
from ledger.schema import migrate
from ledger.sql import script
from projections.destruction import sealed_for_good
from projections.digest import digest
from projections.follower import Follower
from projections.rebuild import rebuild
from projections.row_store import connect
from projections.timeline import timeline
from projections.trace import trace_household, trace_person
from tests.ledger.books import (
    BOOK,
    act,
    book_destruction,
    key_destruction,
    opened,
    registered,
)


@pytest.fixture
def book(database: Database) -> Iterator[BookApplication]:
    migrate(database, [script("projections", "schema.sql")])
    application = opened(database)
    yield application
    application.close()


def rows(book: BookApplication, database: Database) -> str:
    """The digest of the rows as of now, which no entry that changes none of them moves."""
    position = Follower(book, database).catch_up()
    with connect(database) as connection:
        return digest(connection, BOOK, position)


def destroy(book: BookApplication, household_id: UUID, *, whole_book: bool) -> int:
    """Have the keys destroyed; the position of the order."""
    command = book_destruction() if whole_book else key_destruction(book, household_id)
    return act(book, "county-1", command).first_position


@pytest.mark.parametrize("whole_book", [False, True])
def test_rows_stay_as_they_are_and_a_rebuild_makes_the_same(
    book: BookApplication, database: Database, whole_book: bool
) -> None:
    household_id = registered(book)
    before = rows(book, database)
    destroy(book, household_id, whole_book=whole_book)
    assert rows(book, database) == before
    report = rebuild(book, database)
    assert report.unchanged
    assert report.digest_after == before


@pytest.mark.parametrize("whole_book", [False, True])
def test_a_reading_can_say_by_whom_when_and_on_what_ground(
    book: BookApplication, whole_book: bool
) -> None:
    household_id = registered(book)
    assert sealed_for_good(book, household_id) is None
    position = destroy(book, household_id, whole_book=whole_book)
    found = sealed_for_good(book, household_id)
    assert found is not None
    assert (found.position, found.whole_book) == (position, whole_book)
    assert (found.account, found.second_account) == ("county-1", "county-2")
    assert found.authority_document == "普查销毁〔2021〕1号"
    assert found.destroyed_at == book.read(position, 1)[0].recorded_at
    day = found.destroyed_at.date().isoformat()
    assert found.said_zh.startswith("已密封；密钥已由试验岗位（county-1）")
    assert found.said_en.startswith("sealed; key destroyed by county-1 (post for tests)")
    assert all(day in said for said in (found.said_zh, found.said_en))


@pytest.mark.parametrize("whole_book", [False, True])
def test_a_trace_shows_nothing_personal_but_the_holders_of_posts(
    book: BookApplication, whole_book: bool
) -> None:
    household_id = registered(book)
    person_id = book.household_record(household_id).household.person_ids[0]
    destroy(book, household_id, whole_book=whole_book)
    for steps in (
        trace_household(book, household_id, with_personal=True),
        trace_person(book, person_id, with_personal=True),
    ):
        changes = [change for step in steps for change in step.changes]
        assert {change.item for change in changes} >= {"D1", "D3", "D4", "D5"}
        for change in changes:
            assert change.sealed is (change.item in {"D1", "D3"})
            assert (change.before, change.after is None) == (None, change.sealed)
        fields = timeline(steps, with_personal=True)
        assert {field.item for field in fields if field.sealed} == {"D1", "D3"}
        assert all(step.actor.holder == "某甲" for step in steps)
        assert all(note.text is None for step in steps for note in step.notes)
        assert (steps[-1].topic == "HouseholdKeyDestroyed") is not whole_book
