"""A digest of the rows of a book or an area, as they were at a position.

SHA-256 over one line a row: a JSON array of the table's name and the values in the order of its
columns, UTF-8, ended by a line feed. Tables come in the order block, household, person, death,
foreigner; rows by their key and `valid_from`. A row that was closed after the position counts as
standing, so that the digest of a position never changes again under one version of the rows
(`ROWS_VERSION`). Times are RFC 3339 in UTC.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson

from projections.area import area_end, area_of
from projections.columns import ROW_TABLES, RowTable
from projections.row_store import Connection, statement

_ROWS_AT_A_TIME = 5000


def digest(connection: Connection, book: str, as_of: int, area: str | None = None) -> str:
    """The digest in hexadecimal, of an area (default: the county) as of a position.

    Raises:
        UnknownArea: the area is no part of the book's county.
    """
    place = area_of(book, area)
    parameters = {"book": book, "as_of": as_of, "area": place, "area_end": area_end(place)}
    hashed = hashlib.sha256()
    for table in ROW_TABLES:
        with connection.transaction(), connection.cursor(f"digest_{table.name}") as cursor:
            cursor.itersize = _ROWS_AT_A_TIME
            cursor.execute(statement("select_history", table), parameters)
            for row in cursor:
                hashed.update(_line(table, row, as_of))
    return hashed.hexdigest()


def _line(table: RowTable, row: tuple[Any, ...], as_of: int) -> bytes:
    values = dict(zip(table.columns, row, strict=True))
    valid_to = values["valid_to"]
    values["valid_to"] = valid_to if valid_to is not None and valid_to <= as_of else None
    recorded_at: datetime = values["recorded_at"]
    values["recorded_at"] = recorded_at.astimezone(UTC)
    return orjson.dumps([table.name, *values.values()], option=orjson.OPT_APPEND_NEWLINE)
