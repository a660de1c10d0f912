"""The rows in the database: fetched as they stand now, written and closed in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from domain.census import CensusDefinition
from domain.status import Status
from ledger.database import SESSION_OPTIONS, Database
from ledger.sql import queries
from ledger.writing import session_keywords
from projections.columns import (
    BLOCK_ROW,
    DEATH_ROW,
    FOREIGNER_ROW,
    HOUSEHOLD_ROW,
    PERSON_ROW,
    ROW_TABLES,
    RowTable,
)
from projections.cross_check_changes import apply_changes, delete_changes
from projections.doubt_rows import apply_doubts, delete_doubts
from projections.errors import UnfitEntry
from projections.row_kinds import Changes, HouseholdRow, Row
from projections.row_values import given_in, row_of, values_of
from projections.rows import Rows, Touched, touched
from projections.source import Recorded

Connection = psycopg.Connection[TupleRow]


def connect(database: Database) -> Connection:
    """A session of the service role that writes rows; commits are the caller's transactions."""
    url = database.service_url
    # Prepared, a statement would keep the plan that was made while the tables were empty.
    return psycopg.connect(
        url,
        autocommit=True,
        prepare_threshold=None,
        options=SESSION_OPTIONS,
        **session_keywords(url),
    )


@contextmanager
def snapshot(connection: Connection) -> Iterator[None]:
    """A read-only transaction in which the position and the rows are of the same moment.

    The connection must not be in a transaction already.
    """
    with connection.transaction():
        connection.execute(queries("projections", "tracking.sql")["begin_snapshot"])
        yield


def apply_entries(
    connection: Connection, book: str, census: CensusDefinition, entries: Sequence[Recorded]
) -> None:
    """Apply consecutive entries of a book to its rows, within the caller's transaction.

    Raises:
        UnfitEntry: an entry does not fit the rows; the transaction must not be committed.
    """
    rows = Rows(census, entries[0].position, _needed(connection, book, touched(entries)))
    for entry in entries:
        rows.apply(entry)
    apply_changes(connection, book, entries)
    _write(connection, book, rows.changes)
    apply_doubts(connection, book, entries)


def delete_book(connection: Connection, book: str) -> None:
    """Take all rows of a book away, within the caller's transaction."""
    for table in ROW_TABLES:
        connection.execute(statement("delete_rows", table), {"book": book})
    delete_doubts(connection, book)
    delete_changes(connection, book)


def statement(name: str, table: RowTable) -> bytes:
    """A statement of `sql/rows.sql` for one of the row tables."""
    return _statements(table.name)[name]


@cache
def _statements(table_name: str) -> Mapping[str, bytes]:
    """All of them, put together once: with some fifty columns it takes longer than many a query."""
    [table] = [table for table in ROW_TABLES if table.name == table_name]
    texts = queries("projections", "rows.sql")
    return {name: _rendered(text, table, table.columns) for name, text in texts.items()}


def _rendered(text: LiteralString, table: RowTable, columns: Iterable[str]) -> bytes:
    return (
        sql.SQL(text)
        .format(
            table=sql.Identifier(table.name),
            key=sql.Identifier(table.key),
            key_type=sql.SQL("uuid" if table.key_type == "uuid" else "text"),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        )
        .as_bytes()
    )


def _needed(connection: Connection, book: str, needed: Touched) -> Iterator[Row]:
    """The rows that stand now of what is touched; one may come twice."""
    with_deaths = set(needed.deaths)
    for table, keys in (
        (BLOCK_ROW, needed.blocks),
        (HOUSEHOLD_ROW, needed.households),
        (PERSON_ROW, needed.persons),
        (FOREIGNER_ROW, needed.foreigners),
    ):
        for row in _standing(connection, book, "select_standing", table, keys):
            if isinstance(row, HouseholdRow) and _may_have_deaths(row, needed):
                with_deaths.add(row.household_id)
            yield row
    for table, households in (
        (PERSON_ROW, needed.emptied),
        (FOREIGNER_ROW, needed.emptied),
        (DEATH_ROW, with_deaths),
    ):
        yield from _standing(connection, book, "select_standing_of_households", table, households)


def _may_have_deaths(household: HouseholdRow, needed: Touched) -> bool:
    # Hardly any household has lines of the dead before it is registered.
    begun = household.status is not Status.LISTED or household.death_version is not None
    return begun and household.household_id in needed.registered


def _standing(
    connection: Connection, book: str, name: str, table: RowTable, keys: Iterable[Any]
) -> Iterator[Row]:
    wanted = list(keys)
    if wanted:
        found = connection.execute(statement(name, table), {"book": book, "keys": wanted})
        for values in found:
            yield row_of(table, values)


def _write(connection: Connection, book: str, changes: Changes) -> None:
    for table, changed in changes.by_table():
        _close(connection, book, table, changed.closed)
    for table, changed in changes.by_table():
        _copy(connection, book, table, changed.opened)


def _close(
    connection: Connection,
    book: str,
    table: RowTable,
    closed: Sequence[tuple[Any, int, int]],
) -> None:
    if not closed:
        return
    keys, starts, ends = zip(*closed, strict=True)
    parameters = {"book": book, "keys": list(keys), "starts": list(starts), "ends": list(ends)}
    done = connection.execute(statement("close_rows", table), parameters).rowcount
    if done != len(closed):
        raise UnfitEntry(position=ends[0], topic="", fault=f"{table.name}-not-standing")


def _copy(connection: Connection, book: str, table: RowTable, rows: Sequence[Any]) -> None:
    if not rows:
        return
    # Most rows have answers to the short form alone: columns that all leave empty cost time too.
    items = given_in(table, rows)
    with connection.cursor() as cursor, cursor.copy(_copying(table.name, items)) as copy:
        for values in values_of(book, table, rows, items):
            copy.write_row(values)


@cache
def _copying(table_name: str, items: tuple[str, ...]) -> bytes:
    [table] = [table for table in ROW_TABLES if table.name == table_name]
    empty = {column.name for column in table.answers if column.item not in items}
    columns = tuple(name for name in table.columns if name not in empty)
    return _rendered(queries("projections", "rows.sql")["copy_rows"], table, columns)
