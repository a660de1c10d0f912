"""Makes the rows of a book anew from its entries; until they are whole, readers see the old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledger.database import Database
from projections.digest import digest
from projections.errors import EntriesNotDense
from projections.row_store import Connection, apply_entries, connect, delete_book
from projections.source import Entries, EntrySource
from projections.tracking import BATCH_SIZE, lock_tracking, move_tracking, require_dense


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild found.

    ``position`` is the last entry applied. The digests are of the old and the new rows as of
    ``compared_at``, the last position that both cover (-1: none). Where an older program made the
    rows they were ``outdated``, and may differ for no other reason.
    """

    position: int
    compared_at: int
    digest_before: str
    digest_after: str
    outdated: bool

    @property
    def unchanged(self) -> bool:
        """Whether the rows said what the book says."""
        return self.digest_before == self.digest_after


def rebuild(
    source: EntrySource,
    database: Database,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> RebuildReport:
    """Rebuild all rows up to the head of the book, in one transaction.

    Followers of the book wait meanwhile, readers do not. ``on_progress`` hears, after each batch,
    how many entries are applied, and of how many.

    Raises:
        EntriesNotDense, UnfitEntry: the book cannot be folded; the old rows stay.
    """
    book = source.book
    with (
        connect(database) as connection,
        connection.transaction(),
    ):
        tracked = lock_tracking(connection, book)
        size = source.head().size
        compared_at = min(tracked.position, size - 1)
        before = digest(connection, book, compared_at)
        make_rows(connection, source, size, on_progress=on_progress)
        after = digest(connection, book, compared_at)
        return RebuildReport(size - 1, compared_at, before, after, tracked.outdated)


def make_rows(
    connection: Connection,
    source: Entries,
    size: int,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """Make all rows of a book's first ``size`` entries anew, within the caller's transaction.

    The caller holds the book's tracking row.

    Raises:
        EntriesNotDense, UnfitEntry: the transaction must not be committed.
    """
    book = source.book
    delete_book(connection, book)
    applied = 0
    while applied < size:
        entries = source.read(applied, min(BATCH_SIZE, size - applied))
        if not entries:
            raise EntriesNotDense(expected=applied, found=None)
        require_dense(entries, applied)
        apply_entries(connection, book, source.census, entries)
        applied += len(entries)
        if on_progress is not None:
            on_progress(applied, size)
    move_tracking(connection, book, applied - 1)
