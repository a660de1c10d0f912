"""Microdata without identifiers: the records that count, as CSV, as of a position.

`households` and `persons` of the exchange formats, with the items of the short form. No name, no ID
number, and no address below the block but building and unit numbers.
"""

from __future__ import annotations

import csv
from typing import TextIO

from psycopg import sql

from ledger.sql import queries
from projections.area import area_end, area_of
from projections.columns import HOUSEHOLD_ANSWERS, PERSON_ANSWERS
from projections.row_store import Connection, snapshot
from projections.tables import position_asked

_ROWS_AT_A_TIME = 5000
_COUNTY_ITEMS = {"D7_county": "D7_area", "D8_county": "D8_area"}
"""Where the county of a compound item is called by another name in microdata; they come last."""

_Columns = tuple[tuple[str, sql.Composable], ...]


def _column(alias: str, name: str) -> sql.Composable:
    return sql.Identifier(alias, name)


HOUSEHOLD_FIELDS: _Columns = (
    ("book", _column("h", "book_id")),
    ("block15", _column("h", "block")),
    ("building", _column("h", "building")),
    ("unit", _column("h", "unit")),
    ("household_no", _column("h", "number")),
    ("long", sql.Literal(0)),  # the short form
    ("urban_rural", _column("b", "urban_rural")),
    *((column.item, _column("h", column.name)) for column in HOUSEHOLD_ANSWERS),
)
PERSON_FIELDS: _Columns = (
    ("record_id", _column("p", "person_id")),
    ("block15", _column("p", "block")),
    ("household_no", _column("h", "number")),
    *(
        (column.item, _column("p", column.name))
        for column in PERSON_ANSWERS
        if column.item not in _COUNTY_ITEMS
    ),
    *(
        (_COUNTY_ITEMS[column.item], _column("p", column.name))
        for column in PERSON_ANSWERS
        if column.item in _COUNTY_ITEMS
    ),
)


def write_households(
    connection: Connection,
    book: str,
    out: TextIO,
    area: str | None = None,
    as_of: int | None = None,
) -> int:
    """Write the registered households, a header first; returns how many there were.

    Raises:
        UnknownArea, PositionNotReached: see their messages.
    """
    return _write(connection, book, "select_households", HOUSEHOLD_FIELDS, out, area, as_of)


def write_persons(
    connection: Connection,
    book: str,
    out: TextIO,
    area: str | None = None,
    as_of: int | None = None,
) -> int:
    """Write all persons on the forms of those households, residents or not; returns how many.

    Raises:
        UnknownArea, PositionNotReached: see their messages.
    """
    return _write(connection, book, "select_persons", PERSON_FIELDS, out, area, as_of)


def _write(
    connection: Connection,
    book: str,
    name: str,
    fields: _Columns,
    out: TextIO,
    area: str | None,
    as_of: int | None,
) -> int:
    place = area_of(book, area)
    query = sql.SQL(queries("projections", "microdata.sql")[name]).format(
        columns=sql.SQL(", ").join(expression for _, expression in fields)
    )
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field for field, _ in fields])
    written = 0
    with snapshot(connection), connection.cursor("microdata") as cursor:
        parameters = {
            "book": book,
            "as_of": position_asked(connection, book, as_of),
            "area": place,
            "area_end": area_end(place),
        }
        cursor.itersize = _ROWS_AT_A_TIME
        cursor.execute(query, parameters)
        for row in cursor:
            writer.writerow(row)
            written += 1
    return written
