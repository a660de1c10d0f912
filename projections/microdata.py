"""Microdata without identifiers: the records that count, as CSV or Parquet, as of a position.

The four kinds of the exchange formats, a line a record, under their names for the columns. No name,
no ID number, no text of somebody's own, and no address below the block but building and unit
numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from types import MappingProxyType
from typing import Any, BinaryIO, TextIO

from psycopg import sql

from domain.forms import SHORT_FORM
from ledger.archive.parquet import Column, write_rows
from ledger.sql import queries
from projections.area import area_end, area_of
from projections.columns import (
    DEATH_ANSWERS,
    FOREIGN_HOUSEHOLD_ANSWERS,
    FOREIGNER_ANSWERS,
    HOUSEHOLD_ANSWERS,
    PERSON_ANSWERS,
    AnswerColumn,
)
from projections.row_store import Connection, snapshot
from projections.tables import position_asked

_ROWS_AT_A_TIME = 5000


class Microdata(StrEnum):
    """What the lines of a file are: households, persons, lines of the dead, foreigners."""

    HOUSEHOLDS = "households"
    PERSONS = "persons"
    DEATHS = "deaths"
    FOREIGNERS = "foreigners"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file: its name there, what it is in the query, and its type in Parquet."""

    name: str
    expression: sql.Composable
    sql_type: str


def _field(name: str, alias: str, column: str, sql_type: str = "text") -> Field:
    return Field(name, sql.Identifier(alias, column), sql_type)


def _answers(
    alias: str, columns: Iterable[AnswerColumn], names: Mapping[str, str] | None = None
) -> tuple[Field, ...]:
    """The fields of answers; ``names`` has those that are not called like their items."""
    called = names or {}
    return tuple(_field(called.get(c.item, c.item), alias, c.name, c.sql_type) for c in columns)


_SHORT = {item.code for item in SHORT_FORM.person_items}
_COUNTIES = {"D7_county": "D7_area", "D8_county": "D8_area"}
_OF_DEATH = {
    "sex": "S3",
    "birth": "S4",
    "death": "S5",
    "ethnicity": "S6",
    "education": "S7",
    "marital": "S8",
    "age": "S5_age",
}

FIELDS: Mapping[Microdata, tuple[Field, ...]] = MappingProxyType(
    {
        Microdata.HOUSEHOLDS: (
            _field("book", "h", "book_id"),
            _field("block15", "h", "block"),
            _field("building", "h", "building"),
            _field("unit", "h", "unit"),
            _field("household_no", "h", "number"),
            Field("long", sql.SQL("CAST(h.long AS integer)"), "integer"),
            _field("urban_rural", "b", "urban_rural"),
            *_answers("h", HOUSEHOLD_ANSWERS),
        ),
        Microdata.PERSONS: (
            _field("record_id", "p", "person_id", "uuid"),
            _field("block15", "p", "block"),
            _field("household_no", "h", "number"),
            *_answers("p", (c for c in PERSON_ANSWERS if c.item in _SHORT - _COUNTIES.keys())),
            *_answers("p", (c for c in PERSON_ANSWERS if c.item in _COUNTIES), _COUNTIES),
            *_answers("p", (c for c in PERSON_ANSWERS if c.item not in _SHORT)),
        ),
        Microdata.DEATHS: (
            _field("block15", "d", "block"),
            _field("household_no", "h", "number"),
            *_answers(
                "d", sorted(DEATH_ANSWERS, key=lambda c: list(_OF_DEATH).index(c.item)), _OF_DEATH
            ),
        ),
        Microdata.FOREIGNERS: (
            _field("block15", "p", "block"),
            _field("household_no", "h", "number"),
            *_answers("h", FOREIGN_HOUSEHOLD_ANSWERS),
            *_answers("p", FOREIGNER_ANSWERS, {"R8_nationality": "R8_country"}),
        ),
    }
)
"""The fields of each kind of file, in their order."""

_QUERIES: Mapping[Microdata, str] = MappingProxyType(
    {
        Microdata.HOUSEHOLDS: "select_households",
        Microdata.PERSONS: "select_persons",
        Microdata.DEATHS: "select_deaths",
        Microdata.FOREIGNERS: "select_foreigners",
    }
)


def write_csv(
    connection: Connection,
    book: str,
    kind: Microdata,
    out: TextIO,
    area: str | None = None,
    as_of: int | None = None,
) -> int:
    """Write the records of a kind, a header first; returns how many there were.

    Households are those that answered the short or long form, and persons all on it, residents or
    not.

    Raises:
        UnknownArea, PositionNotReached: see their messages.
    """
    writer = csv.writer(out, lineterminator="\n")
    written = 0
    with _records(connection, book, kind, area, as_of) as records:
        writer.writerow([field.name for field in FIELDS[kind]])
        for row in records:
            writer.writerow(row)
            written += 1
    return written


def write_parquet(
    connection: Connection,
    book: str,
    kind: Microdata,
    out: BinaryIO,
    area: str | None = None,
    as_of: int | None = None,
) -> int:
    """Write the same as Parquet: codes of one digit and counts are numbers, all else is text.

    Raises:
        UnknownArea, PositionNotReached: see their messages.
    """
    columns = [Column(field.name, field.sql_type, nullable=True) for field in FIELDS[kind]]
    with _records(connection, book, kind, area, as_of) as records:
        return write_rows(out, columns, _pages(records))


@contextmanager
def _records(
    connection: Connection, book: str, kind: Microdata, area: str | None, as_of: int | None
) -> Iterator[Iterator[tuple[Any, ...]]]:
    place = area_of(book, area)
    query = sql.SQL(queries("projections", "microdata.sql")[_QUERIES[kind]]).format(
        columns=sql.SQL(", ").join(field.expression for field in FIELDS[kind])
    )
    with snapshot(connection), connection.cursor("microdata") as cursor:
        parameters = {
            "book": book,
            "as_of": position_asked(connection, book, as_of),
            "area": place,
            "area_end": area_end(place),
        }
        cursor.itersize = _ROWS_AT_A_TIME
        cursor.execute(query, parameters)
        yield iter(cursor)


def _pages(records: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while page := list(islice(records, _ROWS_AT_A_TIME)):
        yield page
