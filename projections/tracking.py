"""How far a book's rows have come, and by which version of the rows they were made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.sql import queries
from projections.columns import ROWS_VERSION
from projections.errors import EntriesNotDense
from projections.row_store import Connection
from projections.source import Recorded

PROJECTION = "census"
"""The name under which the rows of households and persons are tracked."""
BATCH_SIZE = 1000
"""Entries applied in one go."""


class Tracked(NamedTuple):
    """The last position applied to a book's rows, -1 when none is, and the rows' version."""

    position: int
    rows_version: int

    @property
    def outdated(self) -> bool:
        """Whether an older program made the rows; the entries may give others today."""
        return self.rows_version < ROWS_VERSION


def tracked(connection: Connection, book: str) -> Tracked:
    """How far a book's rows have come."""
    query = queries("projections", "tracking.sql")["select_tracking"]
    row = connection.execute(query, {"book": book, "projection": PROJECTION}).fetchone()
    return Tracked(-1, ROWS_VERSION) if row is None else Tracked(*row)


def tracked_position(connection: Connection, book: str) -> int:
    """The last position applied to a book's rows, -1 when none is."""
    return tracked(connection, book).position


def lock_tracking(connection: Connection, book: str) -> Tracked:
    """Keep all other followers of the book out until the transaction ends; how far it has come."""
    tracking = queries("projections", "tracking.sql")
    parameters = {"book": book, "projection": PROJECTION, "version": ROWS_VERSION}
    connection.execute(tracking["begin_tracking"], parameters)
    [row] = connection.execute(tracking["lock_tracking"], parameters).fetchall()
    return Tracked(*row)


def move_tracking(connection: Connection, book: str, position: int) -> None:
    """Say that the entries up to ``position`` are applied, in the transaction that applied them."""
    connection.execute(
        queries("projections", "tracking.sql")["update_tracking"],
        {"book": book, "projection": PROJECTION, "position": position, "version": ROWS_VERSION},
    )


def require_dense(entries: Sequence[Recorded], start: int) -> None:
    """Make sure that the entries are those of ``start``, ``start`` + 1, and so on.

    Raises:
        EntriesNotDense: one is missing or comes twice.
    """
    for expected, entry in enumerate(entries, start):
        if entry.position != expected:
            raise EntriesNotDense(expected=expected, found=entry.position)
