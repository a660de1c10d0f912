"""Census tables of an area as of a position, from the rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TextIO

from psycopg import sql

from ledger.sql import script
from projections.area import AREA_DIGITS, area_end, area_name, area_of
from projections.errors import PositionNotReached, UnknownTable
from projections.row_store import Connection, snapshot
from projections.table_definitions import TABLES, Heading, TableDefinition
from projections.tracking import tracked_position

__all__ = ["TABLES", "Cell", "CensusTable", "WideTable", "position_asked", "table", "write_csv"]

CSV_HEADER = ("table", "area", "residence", "row", "col", "value")


class Cell(NamedTuple):
    """A value of a table.

    ``area`` is a prefix of the block code, ``residence`` 0 all, 1 city, 2 town, 3 rural; ``row``
    and ``col`` are codes of the table's definition. Counts are int, ratios Decimal
    with two decimals.
    """

    area: str
    residence: int
    row: str
    col: str
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class WideTable:
    """A table as people read it: the first text of a line is its label, empty cells are None."""

    headings: tuple[Heading, ...]
    lines: tuple[tuple[Heading, tuple[int | Decimal | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class CensusTable:
    """A table of an area as of a position. Zero cells are left out; ``cells`` are in order."""

    definition: TableDefinition
    area: str
    as_of: int
    cells: tuple[Cell, ...]

    def wide(self, residence: int = 0) -> WideTable:
        """The table for the eye: of 1-1 a line an area, of the others a line a row for one area.

        A table by area shows the area itself and the areas one level below it.
        """
        values = {
            (cell.area, cell.row, cell.col): cell.value
            for cell in self.cells
            if cell.residence == residence
        }
        rows, cols = self.definition.rows, self.definition.cols
        if not self.definition.by_area:
            return WideTable(
                cols,
                tuple(
                    (row, tuple(values.get((self.area, row.code, col.code)) for col in cols))
                    for row in rows
                ),
            )
        places = [(row.code, col.code) for row in rows for col in cols if self._holds(row, col)]
        return WideTable(
            tuple(_joined(row, col) for row in rows for col in cols if self._holds(row, col)),
            tuple(
                (
                    Heading(area, f"{area} {area_name(area)}", area),
                    tuple(values.get((area, *place)) for place in places),
                )
                for area in self._areas_shown()
            ),
        )

    def _holds(self, row: Heading, col: Heading) -> bool:
        # Only family households have a mean size.
        return col.code != "household_size" or row.code == "family"

    def _areas_shown(self) -> list[str]:
        below = [digits for digits in AREA_DIGITS if digits > len(self.area)][:1]
        areas = {cell.area for cell in self.cells if len(cell.area) in below}
        return [self.area, *sorted(areas)]


def table(
    connection: Connection,
    book: str,
    table_id: str,
    area: str | None = None,
    as_of: int | None = None,
) -> CensusTable:
    """A table of an area (default: the county) as of a position (default: the last projected).

    Raises:
        UnknownTable, UnknownArea: see their messages.
        PositionNotReached: ``as_of`` lies beyond what is projected, or below 0.
    """
    try:
        definition = TABLES[table_id]
    except KeyError:
        raise UnknownTable(known=list(TABLES)) from None
    place = area_of(book, area)
    query = sql.SQL(script("projections", definition.file)).format(
        as_of=sql.SQL(script("projections", "tables/as_of.sql"))
    )
    with snapshot(connection):
        position = position_asked(connection, book, as_of)
        parameters = {"book": book, "as_of": position, "area": place, "area_end": area_end(place)}
        # Planned for this area and position, whatever a pooled connection prepared before.
        cells = connection.execute(query, parameters, prepare=False).fetchall()
    return CensusTable(definition, place, position, _ordered(definition, map(_cell, cells)))


def position_asked(connection: Connection, book: str, as_of: int | None) -> int:
    """The position to look at: the one asked for, or the last one projected.

    Raises:
        PositionNotReached: it lies beyond what is projected, or below 0.
    """
    reached = tracked_position(connection, book)
    if as_of is None:
        return reached
    if not 0 <= as_of <= reached:
        raise PositionNotReached(asked=as_of, reached=reached)
    return as_of


def write_csv(census_table: CensusTable, out: TextIO) -> None:
    """Write the long form: a header, then a line a cell."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    for cell in census_table.cells:
        writer.writerow((census_table.definition.id, *cell))


def _cell(row: tuple[str, int, str, str, Decimal]) -> Cell:
    return Cell(*row)


def _joined(row: Heading, col: Heading) -> Heading:
    return Heading(
        f"{row.code}/{col.code}", f"{row.zh}：{col.zh}", f"{row.en}: {col.en}", col.decimals
    )


def _ordered(definition: TableDefinition, cells: Iterator[Cell]) -> tuple[Cell, ...]:
    rows = {row.code: order for order, row in enumerate(definition.rows)}
    cols = {col.code: (order, col.decimals) for order, col in enumerate(definition.cols)}
    shown = [
        cell if cols[cell.col][1] else cell._replace(value=int(cell.value))
        for cell in cells
        if cell.value
    ]
    shown.sort(key=lambda c: (len(c.area), c.area, c.residence, rows[c.row], cols[c.col][0]))
    return tuple(shown)
