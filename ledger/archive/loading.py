"""Puts an archived book back into a database, believing nothing that it has not hashed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg.rows import TupleRow

from ledger.archive.errors import (
    ArchivedEntryAltered,
    ArchiveFileDamaged,
    ArchiveRootDiffers,
)
from ledger.archive.folder import ArchiveReader
from ledger.archive.manifest import (
    CHECKPOINTS,
    COMMANDS,
    ENTRIES,
    MANIFEST,
    FileRecord,
    encoded,
)
from ledger.archive.parquet import Column, read_rows
from ledger.archive.ranges import subtrees_grown
from ledger.archive.tables import (
    CHECKPOINT_COLUMNS,
    COMMAND_COLUMNS,
    ENTRY_COLUMNS,
    ArchivedEntry,
    begins_at,
    is_sound,
)
from ledger.errors import BookAlreadyOpen
from ledger.merkle import Tree
from ledger.sql import queries

_SQL = queries("ledger", "archive.sql")
_OPEN_BOOK = queries("ledger", "book.sql")["open_book"]
_ENTRY_TYPES = "text", "int8", "uuid", "int8", "text", "bytea", "bytea", "bytea", "timestamptz"
_COMMAND_TYPES = "text", "uuid", "bytea", "bytea"
_TILE_TYPES = "text", "int2", "int8", "bytea"
_CHECKPOINT_TYPES = "text", "int4", "int8", "text", "timestamptz"


def load_book(
    reader: ArchiveReader,
    connection: psycopg.Connection[TupleRow],
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """Restore entries, tree, commands, checkpoints and head in one transaction, or nothing.

    The connection is the service role's and in no transaction. ``on_progress`` hears how many
    entries are loaded, and of how many.

    Raises:
        BookAlreadyOpen: the database holds entries of the book.
        ArchiveFileMissing, ArchiveFileDamaged, ArchivedEntryAltered, ArchiveRootDiffers: the
            archive is not what was written; the error names the file.
    """
    try:
        with connection.transaction():
            _Loader(reader, connection).load(on_progress)
    except psycopg.errors.UniqueViolation as error:
        # Entries without a head are a book as well, if a broken one.
        raise BookAlreadyOpen from error


class _Loader:
    """Holds the tree as it grows, and the time of the last entry, which never goes back."""

    def __init__(self, reader: ArchiveReader, connection: psycopg.Connection[TupleRow]) -> None:
        self._reader = reader
        self._manifest = reader.manifest
        self._book = reader.manifest.book
        self._connection = connection
        self._tree = Tree()
        self._recorded_at: datetime | None = None

    def load(self, on_progress: Callable[[int, int], None] | None) -> None:
        self._take_head()
        for record in self._manifest.of_kind(ENTRIES):
            self._load_entries(record)
            if on_progress is not None:
                on_progress(self._tree.size, self._manifest.size)
        if encoded(self._tree.root()) != self._manifest.root:
            raise ArchiveRootDiffers(MANIFEST)
        for record in self._manifest.of_kind(COMMANDS):
            self._copy("copy_outcomes", _COMMAND_TYPES, self._commands(record), record.name)
        for record in self._manifest.of_kind(CHECKPOINTS):
            self._copy(
                "copy_checkpoints", _CHECKPOINT_TYPES, self._checkpoints(record), record.name
            )
        self._execute(
            "set_head",
            size=self._tree.size,
            frontier=self._tree.frontier,
            recorded_at=self._recorded_at,
        )

    def _take_head(self) -> None:
        self._connection.execute(_OPEN_BOOK, {"book": self._book})
        [(size,)] = self._execute("lock_empty_head").fetchall()
        if size:
            raise BookAlreadyOpen

    def _load_entries(self, record: FileRecord) -> None:
        self._copy("copy_whole_entries", _ENTRY_TYPES, self._entries(record), record.name)
        if self._tree.size != record.last + 1:
            raise ArchiveFileDamaged(record.name)
        made, self._tree.completed = self._tree.completed, []
        tiles = [(self._book, *tile) for tile in made]
        self._copy("copy_tile_hashes", _TILE_TYPES, tiles, record.name)

    def _entries(self, record: FileRecord) -> Iterator[Sequence[Any]]:
        for row in self._rows(record, ENTRY_COLUMNS):
            entry = ArchivedEntry(*row)
            place = self._tree.size
            if entry.position != place or not is_sound(self._book, entry) or self._goes_back(entry):
                raise ArchivedEntryAltered(record.name, position=place)
            self._tree.append(entry.leaf_hash)
            yield (self._book, *entry)
        if tuple(map(encoded, subtrees_grown(self._tree, record.rows))) != record.subtrees:
            raise ArchiveRootDiffers(record.name)

    def _goes_back(self, entry: ArchivedEntry) -> bool:
        before, self._recorded_at = self._recorded_at, entry.recorded_at
        return before is not None and entry.recorded_at < before

    def _commands(self, record: FileRecord) -> Iterator[Sequence[Any]]:
        for first_position, command_id, fingerprint, outcome in self._rows(record, COMMAND_COLUMNS):
            within = record.first <= first_position <= record.last
            if not within or begins_at(outcome) != first_position:
                raise ArchiveFileDamaged(record.name)
            yield self._book, command_id, fingerprint, outcome

    def _checkpoints(self, record: FileRecord) -> Iterator[Sequence[Any]]:
        for epoch, size, note, signed_at in self._rows(record, CHECKPOINT_COLUMNS):
            if not record.first < size <= record.last + 1:
                raise ArchiveFileDamaged(record.name)
            yield self._book, epoch, size, note, signed_at

    def _rows(self, record: FileRecord, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
        """The rows of a file that is the one recorded, and as many as are recorded."""
        path, count = self._reader.checked(record), 0
        for page in read_rows(path, columns, record.name):
            count += len(page)
            yield from page
        if count != record.rows:
            raise ArchiveFileDamaged(record.name)

    def _copy(
        self,
        query: LiteralString,
        types: Sequence[str],
        rows: Iterable[Sequence[Any]],
        file: str,
    ) -> None:
        try:
            with self._connection.cursor() as cursor, cursor.copy(_SQL[query]) as copy:
                copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
        except psycopg.DataError as error:
            # A text or a time that PostgreSQL does not know.
            raise ArchiveFileDamaged(file) from error

    def _execute(self, query: LiteralString, **parameters: object) -> psycopg.Cursor[TupleRow]:
        return self._connection.execute(_SQL[query], {"book": self._book, **parameters})
