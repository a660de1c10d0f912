"""A whole book to an archive and back: the ledger's tables first, then the rows made from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ledger.application import BookApplication
from ledger.archive.errors import ArchivedRowsDiffer, ManifestDamaged
from ledger.archive.folder import ArchiveReader, ArchiveWriter
from ledger.archive.loading import load_book
from ledger.archive.manifest import CHECKPOINTS, COMMANDS, ENTRIES, MANIFEST, Manifest, encoded
from ledger.archive.writing import newest_target, write_book
from ledger.book_census import census_of
from ledger.database import Database
from ledger.error_translation import database_errors
from ledger.errors import BookNotOpen
from ledger.records import RecordedEvent, clear_events
from projections.archive_rows import check_history, comparable, write_history
from projections.columns import ROW_TABLES
from projections.digest import digest
from projections.follower import Follower
from projections.rebuild import make_rows
from projections.row_store import Connection, connect
from projections.tracking import lock_tracking

_KINDS = {ENTRIES, COMMANDS, CHECKPOINTS, *(table.name for table in ROW_TABLES)}


def archive_book(
    application: BookApplication,
    database: Database,
    folder: Path,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Write a book to a folder, or bring its archive there up to now; the service may run.

    It holds the entries that the newest published checkpoint covers, or all where there is none. A
    call that was cut off is gone on with by the next.

    Raises:
        ArchiveError: the folder cannot be used, or the database is not as it was sealed.
        BookNotOpen: there is nothing to archive yet.
        LedgerError, ProjectionError: the book or its rows cannot be read.
    """
    book = application.book
    with (
        database_errors(),
        connect(database) as connection,
        ArchiveWriter(folder, book) as writer,
    ):
        head = application.head()
        if not head.size:
            raise BookNotOpen
        target = newest_target(connection, head)
        write_book(writer, connection, target, on_progress)
        Follower(application, database).catch_up()
        write_history(writer, connection, book, target.size)
        return writer.finish(
            size=target.size,
            root=encoded(target.root),
            checkpoint=target.checkpoint,
            digest=digest(connection, book, target.size - 1),
        )


def restore_book(
    database: Database,
    folder: Path,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Restore a book into a migrated database that does not hold it; what was restored.

    The book and the rows made from it come back whole, once the rows are those archived, or not at
    all. Rows that an older program archived are not looked at: the entries give others today. The
    keys are no part of an archive: without the vault's, what is sealed stays so.

    Raises:
        ArchiveError: the archive is not what was written; the error names the file.
        BookAlreadyOpen: the database holds the book.
        EntriesNotDense, UnfitEntry: the entries are sound and no census's.
    """
    reader = ArchiveReader(folder)
    manifest = reader.manifest
    if not {record.kind for record in manifest.files} <= _KINDS:
        raise ManifestDamaged(MANIFEST)
    with database_errors(), connect(database) as connection, connection.transaction():
        load_book(reader, connection, on_progress)
        lock_tracking(connection, manifest.book)
        make_rows(connection, _LoadedBook(manifest.book, connection), manifest.size)
        if comparable(manifest):
            check_history(reader, connection)
            if digest(connection, manifest.book, manifest.size - 1) != manifest.digest:
                raise ArchivedRowsDiffer(MANIFEST)
    return manifest


class _LoadedBook:
    """A book as only the session sees it that loads it, before it commits."""

    def __init__(self, book: str, connection: Connection) -> None:
        self.book = book
        self._connection = connection
        [first] = self.read(0, 1)
        self.census = census_of(first.event)

    def read(self, start: int, limit: int) -> list[RecordedEvent]:
        return clear_events(self._connection, self.book, start, limit)
