"""Puts an archived book back into a database, believing nothing that it has not hashed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from ledger.archive.errors import (
    ArchivedEntryAltered,
    ArchiveFileDamaged,
    ArchiveRootDiffers,
    ManifestDamaged,
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
    command_of,
    is_sound,
)
from ledger.errors import BookAlreadyOpen
from ledger.log.errors import NoteMalformed
from ledger.log.note import SignedNote
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

    The connection is the service role's; in a transaction already, nothing is committed here.
    ``on_progress`` hears how many entries are loaded, and of how many.

    Raises:
        BookAlreadyOpen: the database holds entries of the book.
        ManifestDamaged, ArchiveFileMissing, ArchiveFileDamaged, ArchivedEntryAltered,
        ArchiveRootDiffers: the archive is not what was written; the error names the file.
    """
    try:
        with connection.transaction():
            _Loader(reader, connection).load(on_progress)
    except psycopg.errors.UniqueViolation as error:
        # Entries without a head are a book as well, if a broken one.
        raise BookAlreadyOpen from error


class _Loader:
    """Holds the tree as it grows, and the time of the last entry, which never goes back.

    Of the range that is loaded it holds where each command begins: whose outcome must be there.
    """

    def __init__(self, reader: ArchiveReader, connection: psycopg.Connection[TupleRow]) -> None:
        self._reader = reader
        self._manifest = reader.manifest
        self._book = reader.manifest.book
        self._connection = connection
        self._tree = Tree()
        self._recorded_at: datetime | None = None
        self._begun: dict[UUID, int] = {}
        self._command: UUID | None = None

    def load(self, on_progress: Callable[[int, int], None] | None) -> None:
        self._take_head()
        outcomes = {record.first: record for record in self._manifest.of_kind(COMMANDS)}
        for record in self._manifest.of_kind(ENTRIES):
            self._begun.clear()
            self._load_entries(record)
            self._load_outcomes(outcomes.get(record.first))
            if on_progress is not None:
                on_progress(self._tree.size, self._manifest.size)
        if encoded(self._tree.root()) != self._manifest.root:
            raise ArchiveRootDiffers(MANIFEST)
        self._load_checkpoints()
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

    def _load_outcomes(self, record: FileRecord | None) -> None:
        """Those of the commands that begin in the range just loaded: all of them, and no other."""
        if record is not None:
            self._copy("copy_outcomes", _COMMAND_TYPES, self._commands(record), record.name)
        # The opening alone, at position 0, was recorded without an outcome.
        missing = [position for position in self._begun.values() if position]
        if missing and record is None:
            raise ManifestDamaged(MANIFEST, position=missing[0])
        if missing and record is not None:
            raise ArchiveFileDamaged(record.name, position=missing[0])

    def _load_checkpoints(self) -> None:
        newest, files = self._manifest.checkpoint, self._manifest.of_kind(CHECKPOINTS)
        for record in files:
            self._copy(
                "copy_checkpoints", _CHECKPOINT_TYPES, self._checkpoints(record), record.name
            )
        if newest is None:
            return
        rows = self._execute(
            "select_checkpoints", first=self._tree.size - 1, last=self._tree.size - 1
        )
        if SignedNote.parse(newest).text not in {_text(note) for _, _, note, _ in rows}:
            # Its note may have gained cosignatures since; what was signed is the same.
            raise ManifestDamaged(MANIFEST)

    def _entries(self, record: FileRecord) -> Iterator[Sequence[Any]]:
        for row in self._rows(record, ENTRY_COLUMNS):
            entry = ArchivedEntry(*row)
            place = self._tree.size
            if entry.position != place or not is_sound(self._book, entry) or self._goes_back(entry):
                raise ArchivedEntryAltered(record.name, position=place)
            self._tree.append(entry.leaf_hash)
            self._note_command(entry)
            yield (self._book, *entry)
        if tuple(map(encoded, subtrees_grown(self._tree, record.rows))) != record.subtrees:
            raise ArchiveRootDiffers(record.name)

    def _note_command(self, entry: ArchivedEntry) -> None:
        command = command_of(entry.state)
        if command is not None and command != self._command:
            self._begun.setdefault(command, entry.position)
            self._command = command

    def _goes_back(self, entry: ArchivedEntry) -> bool:
        before, self._recorded_at = self._recorded_at, entry.recorded_at
        return before is not None and entry.recorded_at < before

    def _commands(self, record: FileRecord) -> Iterator[Sequence[Any]]:
        for first_position, command_id, fingerprint, outcome in self._rows(record, COMMAND_COLUMNS):
            within = record.first <= first_position <= record.last
            if not within or begins_at(outcome) != first_position:
                raise ArchiveFileDamaged(record.name)
            if self._begun.pop(command_id, None) != first_position:
                raise ArchiveFileDamaged(record.name, position=first_position)
            yield self._book, command_id, fingerprint, outcome

    def _checkpoints(self, record: FileRecord) -> Iterator[Sequence[Any]]:
        before = (0, 0)
        for epoch, size, note, signed_at in self._rows(record, CHECKPOINT_COLUMNS):
            if not record.first < size <= record.last + 1 or (epoch, size) <= before:
                raise ArchiveFileDamaged(record.name)
            before = (epoch, size)
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


def _text(note: str) -> str | None:
    """What a stored note says; None where it is none, which verifying the book tells."""
    try:
        return SignedNote.parse(note).text
    except NoteMalformed:
        return None
