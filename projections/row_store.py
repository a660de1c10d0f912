"""The rows in the database: fetched as they stand now, written and closed in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from domain.census import CensusDefinition
from domain.forms.definition import Answers
from domain.status import Status
from ledger.database import SESSION_OPTIONS, Database
from ledger.sql import queries
from ledger.writing import session_keywords
from projections.columns import (
    BLOCK_ROW,
    HOUSEHOLD_ANSWERS,
    HOUSEHOLD_ROW,
    PERSON_ANSWERS,
    PERSON_ROW,
    ROW_TABLES,
    AnswerColumn,
    RowTable,
)
from projections.errors import UnfitEntry
from projections.rows import (
    BlockRow,
    Changes,
    HouseholdRow,
    Origin,
    PersonRow,
    Rows,
    touched,
)
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
    needed = touched(entries)
    persons = {row.person_id: row for row in _standing_persons(connection, book, needed.emptied)}
    persons |= {
        row.person_id: row
        for row in map(_person, _standing(connection, book, PERSON_ROW, needed.persons))
    }
    rows = Rows(
        census,
        entries[0].position,
        blocks=map(_block, _standing(connection, book, BLOCK_ROW, needed.blocks)),
        households=map(_household, _standing(connection, book, HOUSEHOLD_ROW, needed.households)),
        persons=persons.values(),
    )
    for entry in entries:
        rows.apply(entry)
    _write(connection, book, rows.changes)


def delete_book(connection: Connection, book: str) -> None:
    """Take all rows of a book away, within the caller's transaction."""
    for table in ROW_TABLES:
        connection.execute(statement("delete_rows", table), {"book": book})


def statement(name: str, table: RowTable) -> sql.Composed:
    """A statement of `sql/rows.sql` for one of the row tables."""
    return sql.SQL(queries("projections", "rows.sql")[name]).format(
        table=sql.Identifier(table.name),
        key=sql.Identifier(table.key),
        key_type=sql.SQL("uuid" if table.key_type == "uuid" else "text"),
        columns=sql.SQL(", ").join(map(sql.Identifier, table.columns)),
    )


def _standing(
    connection: Connection, book: str, table: RowTable, keys: Iterable[Any]
) -> list[TupleRow]:
    wanted = list(keys)
    if not wanted:
        return []
    query = statement("select_standing", table)
    return connection.execute(query, {"book": book, "keys": wanted}).fetchall()


def _standing_persons(
    connection: Connection, book: str, households: Iterable[UUID]
) -> Iterator[PersonRow]:
    wanted = list(households)
    if wanted:
        query = statement("select_standing_persons", PERSON_ROW)
        found = connection.execute(query, {"book": book, "households": wanted})
        yield from map(_person, found)


def _write(connection: Connection, book: str, changes: Changes) -> None:
    for table, closed in (
        (BLOCK_ROW, changes.closed_blocks),
        (HOUSEHOLD_ROW, changes.closed_households),
        (PERSON_ROW, changes.closed_persons),
    ):
        _close(connection, book, table, closed)
    for table, opened in (
        (BLOCK_ROW, (_block_values(book, row) for row in changes.blocks)),
        (HOUSEHOLD_ROW, (_household_values(book, row) for row in changes.households)),
        (PERSON_ROW, (_person_values(book, row) for row in changes.persons)),
    ):
        _copy(connection, table, opened)


def _close(
    connection: Connection,
    book: str,
    table: RowTable,
    closed: Sequence[tuple[str, int, int]] | Sequence[tuple[UUID, int, int]],
) -> None:
    if not closed:
        return
    keys, starts, ends = zip(*closed, strict=True)
    parameters = {"book": book, "keys": list(keys), "starts": list(starts), "ends": list(ends)}
    done = connection.execute(statement("close_rows", table), parameters).rowcount
    if done != len(closed):
        raise UnfitEntry(position=ends[0], topic="", fault=f"{table.name}-not-standing")


def _copy(connection: Connection, table: RowTable, rows: Iterable[tuple[Any, ...]]) -> None:
    first = next(rows := iter(rows), None)
    if first is None:
        return
    with connection.cursor() as cursor, cursor.copy(statement("copy_rows", table)) as copy:
        copy.write_row(first)
        for row in rows:
            copy.write_row(row)


def _origin_values(origin: Origin) -> tuple[Any, ...]:
    return (
        origin.event,
        origin.account,
        origin.appointment_id,
        origin.reason,
        origin.recorded_at,
    )


def _block_values(book: str, row: BlockRow) -> tuple[Any, ...]:
    start, origin = row.origin.position, _origin_values(row.origin)
    return (book, row.block, start, row.valid_to, row.urban_rural, *origin)


def _household_values(book: str, row: HouseholdRow) -> tuple[Any, ...]:
    return (
        *(book, row.household_id, row.origin.position, row.valid_to),
        *(row.block, row.number, row.building, row.unit, row.status.value),
        *(row.answers.get(column.item) for column in HOUSEHOLD_ANSWERS),
        *_origin_values(row.origin),
    )


def _person_values(book: str, row: PersonRow) -> tuple[Any, ...]:
    return (
        *(book, row.person_id, row.origin.position, row.valid_to, row.household_id, row.block),
        *(row.answers.get(column.item) for column in PERSON_ANSWERS),
        *(row.birth_year, row.birth_month, row.age, row.residence_rule, row.resident),
        *_origin_values(row.origin),
    )


def _origin(position: int, values: Sequence[Any]) -> Origin:
    event, account, appointment_id, reason, recorded_at = values
    return Origin(position, event, account, appointment_id, reason, recorded_at)


def _answers(columns: Sequence[AnswerColumn], values: Sequence[Any]) -> Answers:
    return {
        column.item: value
        for column, value in zip(columns, values, strict=True)
        if value is not None
    }


def _block(values: TupleRow) -> BlockRow:
    _, block, start, valid_to, urban_rural, *origin = values
    return BlockRow(block, urban_rural, _origin(start, origin), valid_to)


def _household(values: TupleRow) -> HouseholdRow:
    _, household_id, start, valid_to, block, number, building, unit, status, *rest = values
    count = len(HOUSEHOLD_ANSWERS)
    return HouseholdRow(
        household_id=household_id,
        block=block,
        number=number,
        building=building,
        unit=unit,
        status=Status(status),
        answers=_answers(HOUSEHOLD_ANSWERS, rest[:count]),
        origin=_origin(start, rest[count:]),
        valid_to=valid_to,
    )


def _person(values: TupleRow) -> PersonRow:
    _, person_id, start, valid_to, household_id, block, *rest = values
    count = len(PERSON_ANSWERS)
    birth_year, birth_month, age, rule, resident, *origin = rest[count:]
    return PersonRow(
        person_id=person_id,
        household_id=household_id,
        block=block,
        answers=_answers(PERSON_ANSWERS, rest[:count]),
        birth_year=birth_year,
        birth_month=birth_month,
        age=age,
        residence_rule=rule,
        resident=resident,
        origin=_origin(start, origin),
        valid_to=valid_to,
    )
