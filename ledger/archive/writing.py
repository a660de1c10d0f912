"""Writes a book's entries, commands and checkpoints into an archive, range by range."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from ledger.archive.errors import ArchivedEntryAltered, ArchiveOfAnotherBook
from ledger.archive.folder import ArchiveWriter
from ledger.archive.manifest import (
    CHECKPOINTS,
    COMMANDS,
    ENTRIES,
    MANIFEST,
    FileRecord,
    encoded,
    root_of,
)
from ledger.archive.parquet import write_rows
from ledger.archive.ranges import ranges_of
from ledger.archive.tables import (
    CHECKPOINT_COLUMNS,
    COMMAND_COLUMNS,
    ENTRY_COLUMNS,
    ArchivedCommand,
    ArchivedEntry,
    begins_at,
    command_of,
    is_sound,
)
from ledger.errors import BookInconsistent
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import SignedNote
from ledger.merkle import Tree
from ledger.recorder import Head
from ledger.sql import queries

_SQL = queries("ledger", "archive.sql")
_PAGE = 4096
_IDS_AT_A_TIME = 5000


@dataclass(frozen=True, slots=True)
class Target:
    """What an archive is to hold: the book's first ``size`` entries, of this root.

    ``checkpoint`` is the signed note that says so, None where none was published yet.
    """

    book: str
    size: int
    root: bytes
    checkpoint: str | None


def newest_target(connection: psycopg.Connection[TupleRow], head: Head) -> Target:
    """What the newest published checkpoint covers; the committed head where there is none.

    Raises:
        NoteMalformed: the stored note is none.
    """
    row = connection.execute(_SQL["select_newest_checkpoint"], {"book": head.book}).fetchone()
    if row is None:
        return Target(head.book, head.size, head.root, None)
    said = Checkpoint.parse(SignedNote.parse(row[0]).text)
    return Target(head.book, said.size, said.root, row[0])


def write_book(
    writer: ArchiveWriter,
    connection: psycopg.Connection[TupleRow],
    target: Target,
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write or keep all files of the ledger's own tables; no snapshot is held meanwhile.

    Raises:
        ArchivedEntryAltered: an entry in the database is not the one that was sealed.
        ArchiveOfAnotherBook: what the folder holds already is not of this book's past.
        BookInconsistent: the entries are not those of the target's root, or the outcomes of
            commands are not those of the entries.
        ArchiveFolderUnusable: a file cannot be written.
    """
    entries: list[FileRecord] = []
    kept = False
    for first, last in ranges_of(target.size):
        record = writer.keep(ENTRIES, first, last, lambda _: True)
        kept = kept or record is not None
        written = _EntryRange(connection, target.book, first, last)
        if record is None:
            record = writer.add(ENTRIES, first, last, written.write)
        if record is None:
            raise BookInconsistent
        entries.append(record)
        if writer.keep(COMMANDS, first, last, lambda _: True) is None:
            writer.add(COMMANDS, first, last, written.write_commands)
        writer.add(CHECKPOINTS, first, last, written.write_checkpoints)
        if on_progress is not None:
            on_progress(last + 1, target.size)
    if root_of(entries) != target.root:
        # Of what was written now every entry was hashed again; what was kept was not.
        raise ArchiveOfAnotherBook(MANIFEST) if kept else BookInconsistent


class _EntryRange:
    """The entries ``first`` … ``last`` of a book and what goes with them."""

    def __init__(
        self, connection: psycopg.Connection[TupleRow], book: str, first: int, last: int
    ) -> None:
        self._connection = connection
        self._book = book
        self._first = first
        self._last = last
        self._seen: dict[UUID, int] = {}
        """Where the commands of the entries that were read were seen first."""

    def write(self, path: Path) -> tuple[int, tuple[str, ...]]:
        """Write the entries; their number and the subtrees they make."""
        tree = Tree()
        rows = write_rows(path, ENTRY_COLUMNS, self._sealed(tree))
        return rows, tuple(map(encoded, tree.frontier))

    def write_commands(self, path: Path) -> tuple[int, tuple[str, ...]]:
        """Write the commands whose entries begin here."""
        if not self._seen:
            for _ in self._sealed(Tree()):
                pass
        ids = list(self._seen)
        starts = range(0, len(ids), _IDS_AT_A_TIME)
        pages = (self._begun(ids[start : start + _IDS_AT_A_TIME]) for start in starts)
        return write_rows(path, COMMAND_COLUMNS, pages), ()

    def write_checkpoints(self, path: Path) -> tuple[int, tuple[str, ...]]:
        """Write the checkpoints whose last entry is here; they gain cosignatures, so every time."""
        rows: list[tuple[int, int, str, datetime]] = self._fetch("select_checkpoints")
        return write_rows(path, CHECKPOINT_COLUMNS, [rows]), ()

    def _sealed(self, tree: Tree) -> Iterator[list[ArchivedEntry]]:
        """Pages of entries, each hashed again and grown onto ``tree``; their commands noted."""
        expected = self._first
        for first in range(self._first, self._last + 1, _PAGE):
            last = min(first + _PAGE - 1, self._last)
            page = [
                ArchivedEntry(*row)
                for row in self._fetch("select_whole_entries", first=first, last=last)
            ]
            for row in page:
                if row.position != expected or not is_sound(self._book, row):
                    raise ArchivedEntryAltered(position=expected)
                tree.append(row.leaf_hash)
                if (command_id := command_of(row.state)) is not None:
                    self._seen.setdefault(command_id, row.position)
                expected += 1
            yield page
        if expected != self._last + 1:
            raise ArchivedEntryAltered(position=expected)

    def _begun(self, ids: Sequence[UUID]) -> list[ArchivedCommand]:
        """The commands of these ids that begin in the range; the others' are in the one before.

        Raises:
            BookInconsistent: an outcome is missing, or begins elsewhere than its entries.
        """
        found: list[ArchivedCommand] = []
        answered: set[UUID] = set()
        for command_id, fingerprint, outcome in self._fetch("select_outcomes", ids=ids):
            seen, begins = self._seen[command_id], begins_at(outcome)
            if begins == seen:
                found.append(ArchivedCommand(seen, command_id, fingerprint, outcome))
            elif begins is None or not begins < seen == self._first:
                # A command's entries stand together: only the one at the start may go on here.
                raise BookInconsistent
            answered.add(command_id)
        if any(self._seen[missing] for missing in set(ids) - answered):
            # The opening alone, at position 0, was recorded without an outcome.
            raise BookInconsistent
        return found

    def _fetch(self, query: str, **parameters: object) -> list[Any]:
        given = {"book": self._book, "first": self._first, "last": self._last, **parameters}
        return self._connection.execute(_SQL[query], given, prepare=True).fetchall()
