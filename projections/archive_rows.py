"""The rows with their history in an archive: files by the positions at which the rows began.

A row's end is left out where it came after the archive's last entry. What an older file says stays
true until one of its rows ends; then that file alone is written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from ledger.archive import ranges
from ledger.archive.errors import ArchivedRowsDiffer
from ledger.archive.folder import ArchiveReader, ArchiveWriter
from ledger.archive.manifest import FileRecord, Manifest
from ledger.archive.parquet import Column, read_rows, write_rows
from projections.columns import ROW_TABLES, ROWS_VERSION, RowTable
from projections.row_store import Connection, statement

_PAGE = 4096
_TYPES: Mapping[str, str] = {
    "valid_from": "bigint",
    "valid_to": "bigint",
    "household_id": "uuid",
    "person_id": "uuid",
    "death_id": "uuid",
    "appointment_id": "uuid",
    "birth_year": "smallint",
    "birth_month": "smallint",
    "age": "smallint",
    "resident": "boolean",
    "long": "boolean",
    "line": "smallint",
    "recorded_at": "timestamptz",
}
"""Of the columns that are neither answers nor text."""
_NULLABLE = {"valid_to", "reason", "form_version", "foreign_version", "death_version"}
"""Of the same."""


def archived_columns(table: RowTable) -> tuple[Column, ...]:
    """The columns of a table's files: all but the book, which the manifest names."""
    answers = {column.name: column.sql_type for column in table.answers}
    return tuple(
        Column(name, answers[name], nullable=True)
        if name in answers
        else Column(name, _TYPES.get(name, "text"), name in _NULLABLE)
        for name in table.columns[1:]
    )


def write_history(writer: ArchiveWriter, connection: Connection, book: str, size: int) -> None:
    """Write or keep the files of all rows that the first ``size`` entries of a book make.

    The rows must have been brought forward to there; no snapshot is held, since what a position
    says never changes.

    Raises:
        ArchiveFolderUnusable: a file cannot be written.
    """
    as_of = size - 1
    for table in ROW_TABLES:
        history = _History(connection, table, book, as_of)
        for first, last in ranges.ranges_of(size):
            if writer.keep(table.name, first, last, history.holds) is None:
                write = history.writer(first, last)
                writer.add(table.name, first, last, write, as_of=as_of, rows_version=ROWS_VERSION)


def check_history(reader: ArchiveReader, connection: Connection) -> None:
    """Compare the archived rows with those that stand in the database, one by one.

    Raises:
        ArchiveFileMissing, ArchiveFileDamaged: a file is not the one of the manifest.
        ArchivedRowsDiffer: its rows are not those of the book.
    """
    manifest = reader.manifest
    for table in ROW_TABLES:
        history = _History(connection, table, manifest.book, manifest.size - 1)
        files = {record.first: record for record in manifest.of_kind(table.name)}
        for first, last in ranges.ranges_of(manifest.size):
            archived = _archived(reader, table, files.pop(first, None))
            for row in history.rows(first, last):
                if next(archived, None) != row:
                    raise ArchivedRowsDiffer(f"{table.name}/{first:012}", position=row[1])
            if next(archived, None) is not None:
                raise ArchivedRowsDiffer(f"{table.name}/{first:012}")
        if files:
            raise ArchivedRowsDiffer(next(iter(files.values())).name)


def comparable(manifest: Manifest) -> bool:
    """Whether the archived rows are of the version that this program makes."""
    tables = {table.name for table in ROW_TABLES}
    return all(f.rows_version == ROWS_VERSION for f in manifest.files if f.kind in tables)


def _archived(
    reader: ArchiveReader, table: RowTable, record: FileRecord | None
) -> Iterator[tuple[Any, ...]]:
    if record is not None:
        path = reader.checked(record)
        for page in read_rows(path, archived_columns(table), record.name):
            yield from page


def _pages(rows: Iterator[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    while page := list(islice(rows, _PAGE)):
        yield page


class _History:
    """The rows of one table as they were at a position."""

    def __init__(self, connection: Connection, table: RowTable, book: str, as_of: int) -> None:
        self._connection = connection
        self._table = table
        self._given = {"book": book, "as_of": as_of, "range": ranges.LENGTH}
        self._as_of = as_of
        self._ended_after = cache(self._select_ended_after)

    def rows(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Those that began at ``first`` … ``last``, by key and beginning, without the book."""
        ends = self._table.columns.index("valid_to")
        query = statement("select_range", self._table)
        given = {**self._given, "first": first, "last": last}
        for row in self._connection.execute(query, given):
            end = row[ends]
            if end is not None and end > self._as_of:
                row = (*row[:ends], None, *row[ends + 1 :])  # noqa: PLW2901  # not ended by then
            yield row[1:]

    def writer(self, first: int, last: int) -> Callable[[Path], tuple[int, tuple[str, ...]]]:
        """What writes these rows to a file and gives their number."""

        def write(path: Path) -> tuple[int, tuple[str, ...]]:
            pages = _pages(self.rows(first, last))
            return write_rows(path, archived_columns(self._table), pages), ()

        return write

    def holds(self, record: FileRecord) -> bool:
        """Whether no row of an older file ended since, and it is of today's rows."""
        if record.rows_version != ROWS_VERSION:
            return False
        if record.as_of is None or record.as_of > self._as_of:
            return False
        return record.first // ranges.LENGTH not in self._ended_after(record.as_of)

    def _select_ended_after(self, after: int) -> frozenset[int]:
        query = statement("select_ended_ranges", self._table)
        found = self._connection.execute(query, {**self._given, "after": after})
        return frozenset(int(number) for (number,) in found)
