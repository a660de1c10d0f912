"""Followers write rows that say what the book says, at every position, once and in order."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.events import HouseholdEvent, PersonEvent
from ledger.database import Database
from projections.columns import (
    BLOCK_ROW,
    DEATH_ROW,
    FOREIGNER_ROW,
    HOUSEHOLD_ROW,
    PERSON_ROW,
    ROW_TABLES,
    RowTable,
)
from projections.errors import BookBehindProjection, EntriesNotDense, UnfitEntry
from projections.follower import Follower
from projections.row_store import Connection, connect
from projections.tracking import tracked_position
from tests.projections.answers import person
from tests.projections.folded_book import FoldedBook
from tests.projections.random_book import write_at_random
from tests.projections.small_book import NewBook, small_book
from tests.projections.written_book import Entry, WrittenBook

Row = dict[str, Any]


def rows_of(connection: Connection, table: RowTable, book: str) -> list[Row]:
    query = f"SELECT {', '.join(table.columns)} FROM projection.{table.name} WHERE book_id = %s"
    found = connection.execute(query.encode(), [book]).fetchall()
    return [dict(zip(table.columns, row, strict=True)) for row in found]


def standing(rows: Sequence[Row], position: int) -> list[Row]:
    return [
        row
        for row in rows
        if row["valid_from"] <= position and (row["valid_to"] is None or row["valid_to"] > position)
    ]


def answers(row: Row, table: RowTable) -> dict[str, Any]:
    return {c.item: row[c.name] for c in table.answers if row[c.name] is not None}


SEALED = {"C20_text", "C21_text", "name", "id"}
NEITHER_SEALED_NOR_SAID_TWICE = SEALED | {"household"}


def clear(items: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that have a column."""
    return {i: a for i, a in items.items() if i not in NEITHER_SEALED_NOR_SAID_TWICE}


def assert_rows_say_what_the_book_says(connection: Connection, book: WrittenBook) -> None:
    rows = {table: rows_of(connection, table, book.book) for table in ROW_TABLES}
    for position in range(len(book.entries)):
        folded = FoldedBook(book.entries[: position + 1])
        then = {table: standing(rows[table], position) for table in ROW_TABLES}
        assert {r["block"]: r["urban_rural"] for r in then[BLOCK_ROW]} == folded.classes
        assert_households_are(then[HOUSEHOLD_ROW], folded)
        assert_persons_are(then[PERSON_ROW], then[FOREIGNER_ROW], folded)
        lines: dict[UUID, list[Any]] = {i: [] for i in folded.households}
        for row in sorted(then[DEATH_ROW], key=lambda row: row["line"]):
            lines[row["household_id"]].append((row["line"], answers(row, DEATH_ROW)))
        assert lines == {
            i: list(enumerate(map(clear, household.deaths), 1))
            for i, household in folded.households.items()
        }
    for row in (row for table in ROW_TABLES for row in rows[table]):
        event = book.entries[row["valid_from"]].event
        assert (row["event"], row["reason"]) == (event.topic, event.by.reason)
        assert row["recorded_at"] == book.entries[row["valid_from"]].recorded_at


def assert_households_are(rows: Sequence[Row], folded: FoldedBook) -> None:
    assert len(rows) == len(folded.households)
    for row in rows:
        household = folded.households[row["household_id"]]
        assert (row["block"], row["number"]) == (household.block, household.number)
        assert (row["status"], row["valid_from"]) == (household.status, household.since)
        assert answers(row, HOUSEHOLD_ROW) == household.answers
        versions = {form: row[f"{form}_version"] for form in ("form", "foreign", "death")}
        assert {f: v for f, v in versions.items() if v is not None} == household.versions
        assert row["long"] == household.long


def assert_persons_are(
    persons: Sequence[Row], foreigners: Sequence[Row], folded: FoldedBook
) -> None:
    assert {r["person_id"]: False for r in persons} | {
        r["person_id"]: True for r in foreigners
    } == {i: someone.foreign for i, someone in folded.persons.items()}
    for table, rows in ((PERSON_ROW, persons), (FOREIGNER_ROW, foreigners)):
        for row in rows:
            someone = folded.persons[row["person_id"]]
            assert row["household_id"] == someone.household_id
            assert row["block"] == folded.households[someone.household_id].block
            assert answers(row, table) == clear(someone.answers)
            assert row["valid_from"] == someone.since
    for row in persons:
        someone = folded.persons[row["person_id"]]
        assert (row["age"], row["resident"]) == (someone.age, someone.resident)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    seed=st.integers(0, 2**32),
    commands=st.integers(1, 60),
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=8),
)
def test_rows_equal_a_fold_of_the_events_for_any_split_into_batches(
    connection: Connection,
    projection_database: Database,
    new_book: NewBook,
    seed: int,
    commands: int,
    sizes: list[int],
) -> None:
    book = new_book()
    write_at_random(book, seed, commands)
    follower = Follower(book, projection_database)
    applied = 0
    while done := follower.apply_batch(connection, sizes[applied % len(sizes)]):
        applied += done
    assert applied == len(book.entries)
    assert_rows_say_what_the_book_says(connection, book)


def test_a_new_follower_goes_on_where_the_last_one_stopped(
    connection: Connection, projection_database: Database, new_book: NewBook
) -> None:
    book = small_book(new_book)
    first = Follower(book, projection_database)
    assert first.position() == -1
    assert first.catch_up(batch_size=2) == book.last
    household_id = book.list_household(book.blocks[0])
    book.register(household_id, [person()])
    assert Follower(book, projection_database).catch_up() == book.last
    assert first.catch_up() == book.last
    assert_rows_say_what_the_book_says(connection, book)


def test_followers_at_once_neither_skip_nor_repeat(
    connection: Connection, projection_database: Database, new_book: NewBook
) -> None:
    book = new_book()
    write_at_random(book, 7, 120)
    reached: list[int] = []

    def follow() -> None:
        reached.append(Follower(book, projection_database).catch_up(batch_size=5))

    threads = [threading.Thread(target=follow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reached == [book.last] * 4
    assert_rows_say_what_the_book_says(connection, book)


def test_a_batch_that_fails_leaves_nothing_behind(
    connection: Connection, projection_database: Database, new_book: NewBook
) -> None:
    book = small_book(new_book)
    follower = Follower(book, projection_database)
    held = follower.catch_up()
    book.list_household(book.blocks[0])
    stray = UUID(int=1)
    book.append(type(book.entries[-1].event), stray, block="x", number="1", building="", unit="")
    book.append(type(book.entries[-1].event), stray, block="x", number="1", building="", unit="")
    with pytest.raises(UnfitEntry) as raised:
        follower.catch_up()
    assert raised.value.details() == {
        "position": book.last,
        "topic": "HouseholdListed",
        "fault": "household-listed-twice",
    }
    assert follower.position() == held
    assert len(rows_of(connection, HOUSEHOLD_ROW, book.book)) == 4


def test_an_unreadable_month_of_birth_stops_the_follower(
    projection_database: Database, new_book: NewBook
) -> None:
    book = new_book()
    household_id = book.list_household(book.delineate(1, 1, 1, "111"))
    book.register(household_id, [person(D5="2021-01")])
    with pytest.raises(UnfitEntry) as raised:
        Follower(book, projection_database).catch_up()
    assert raised.value.details()["fault"] == "month-of-birth"


@pytest.mark.parametrize("what", ["household", "person"])
def test_an_event_of_something_unknown_stops_the_follower(
    projection_database: Database, new_book: NewBook, what: str
) -> None:
    book = small_book(new_book)
    event = next(e.event for e in book.entries if e.event.topic == "PersonRegistered")
    if what == "household":
        fields = {"household_id": UUID(int=5), "form_version": "1", "answers": person()}
        book.append(type(event), UUID(int=6), **fields)
    else:
        household_id = next(iter(book.households))
        book.households[household_id].persons[UUID(int=7)] = {}
        book.revise(household_id, persons={UUID(int=7): {"D4": 1}})
    with pytest.raises(UnfitEntry):
        Follower(book, projection_database).catch_up()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMoved(HouseholdEvent):
    """An event that this version of the projection does not know."""

    topic: ClassVar[str] = "HouseholdMoved"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMoved(PersonEvent):
    """An event that this version of the projection does not know."""

    topic: ClassVar[str] = "PersonMoved"


@pytest.mark.parametrize("kind", ["household", "person"])
def test_an_event_that_the_projection_does_not_know_stops_the_follower(
    projection_database: Database, new_book: NewBook, kind: str
) -> None:
    book = small_book(new_book)
    household_id, standing_there = next(iter(book.households.items()))
    if kind == "household":
        book.append(HouseholdMoved, household_id)
    else:
        person_id = next(iter(standing_there.persons))
        book.append(PersonMoved, person_id, household_id=household_id)
    with pytest.raises(UnfitEntry) as raised:
        Follower(book, projection_database).catch_up()
    assert raised.value.details()["fault"] == f"{kind}-event-unknown"


@pytest.mark.parametrize("topic", ["HouseholdSubmitted", "PersonRegistered"])
def test_a_second_beginning_or_none_stops_the_follower(
    projection_database: Database, new_book: NewBook, topic: str
) -> None:
    book = small_book(new_book)
    entry = next(e for e in book.entries if e.event.topic == topic)
    about = UUID(int=9) if topic == "HouseholdSubmitted" else entry.event.originator_id
    event = replace(entry.event, originator_id=about)
    book.entries.append(Entry(book.last + 1, entry.recorded_at, event))
    with pytest.raises(UnfitEntry) as raised:
        Follower(book, projection_database).catch_up()
    fault = {
        "HouseholdSubmitted": "household-not-listed",
        "PersonRegistered": "person-registered-twice",
    }
    assert raised.value.details()["fault"] == fault[topic]


def test_a_book_shorter_than_its_projection_is_refused(
    projection_database: Database, new_book: NewBook
) -> None:
    book = small_book(new_book)
    follower = Follower(book, projection_database)
    reached = follower.catch_up()
    del book.entries[3:]
    with pytest.raises(BookBehindProjection) as raised:
        follower.catch_up()
    assert raised.value.details() == {"tracked": reached, "size": 3}
    assert follower.position() == reached


def test_a_gap_in_the_positions_is_refused(
    projection_database: Database, new_book: NewBook
) -> None:
    book = small_book(new_book)
    last = book.entries[-1]
    book.entries[-1] = Entry(last.position + 1, last.recorded_at, last.event)
    with pytest.raises(EntriesNotDense) as raised:
        Follower(book, projection_database).catch_up()
    assert raised.value.details() == {"expected": book.last, "found": book.last + 1}


def test_asking_for_the_position_again_opens_no_connection(
    projection_database: Database, new_book: NewBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def counted(database: Database) -> Connection:
        opened.append(database)
        return connect(database)

    monkeypatch.setattr("projections.follower.connect", counted)
    book = small_book(new_book)
    follower = Follower(book, projection_database)
    assert [follower.position() for _ in range(5)] == [-1] * 5
    follower.catch_up()
    assert [follower.position() for _ in range(5)] == [book.last] * 5
    assert len(opened) == 2


def test_the_position_moves_with_each_batch(
    connection: Connection, projection_database: Database, new_book: NewBook
) -> None:
    book = small_book(new_book)
    follower = Follower(book, projection_database)
    assert follower.position() == -1
    follower.apply_batch(connection, 3)
    assert follower.position() == tracked_position(connection, book.book) == 2


def test_a_follower_learns_how_far_another_one_came(
    connection: Connection, projection_database: Database, new_book: NewBook
) -> None:
    book = small_book(new_book)
    behind = Follower(book, projection_database)
    assert behind.position() == -1
    Follower(book, projection_database).catch_up()
    assert behind.apply_batch(connection) == 0
    assert behind.position() == book.last


def test_a_session_of_a_follower_waits_for_no_lock_for_ever(
    projection_database: Database,
) -> None:
    with connect(projection_database) as session:
        told = {
            name: session.execute(f"SHOW {name}".encode()).fetchone()
            for name in ("lock_timeout", "statement_timeout")
        }
    assert told == {"lock_timeout": ("5s",), "statement_timeout": ("2min",)}
