"""Reading doubts: by area, rule and state; how many there are; which are open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from ledger.sql import queries
from projections.area import area_end, area_of
from projections.row_store import Connection

_SQL = queries("projections", "doubts.sql")
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRow:
    """A doubt as it stands; ``closed_*`` are of its answer, or of the check that settled it."""

    doubt_id: UUID
    rule: str
    severity: str
    state: str
    outcome: str | None
    blocks: list[str]
    household_ids: list[UUID]
    person_ids: list[UUID]
    items: list[str]
    about: str
    raised_from: int
    raised_at: datetime
    raised_by: str
    closed_from: int | None
    closed_at: datetime | None
    closed_by: str | None


@dataclass(frozen=True, slots=True)
class DoubtCount:
    """How many doubts of a rule stand in a state."""

    rule: str
    state: str
    count: int


def doubts(
    connection: Connection,
    book: str,
    area: str | None = None,
    *,
    rule: str | None = None,
    state: str | None = None,
    after: tuple[int, UUID] | None = None,
    limit: int = 100,
) -> list[DoubtRow]:
    """The doubts of an area (default: the county), by the position that raised them.

    ``after`` is the position and id of the last of the page before.

    Raises:
        UnknownArea: the area is no part of the book's county.
    """
    place = area_of(book, area)
    position, doubt_id = after or (-1, _FIRST)
    given = {
        "book": book,
        "area": place,
        "area_end": area_end(place),
        "rule": rule,
        "state": state,
        "after": position,
        "after_id": doubt_id,
        "limit": limit,
    }
    with connection.cursor(row_factory=class_row(DoubtRow)) as cursor:
        return cursor.execute(_SQL["select_doubts"], given).fetchall()


def count_doubts(connection: Connection, book: str, area: str | None = None) -> list[DoubtCount]:
    """How many doubts of an area stand where, by rule and state.

    Raises:
        UnknownArea: the area is no part of the book's county.
    """
    place = area_of(book, area)
    given = {"book": book, "area": place, "area_end": area_end(place)}
    return [DoubtCount(*row) for row in connection.execute(_SQL["count_doubts"], given)]


def open_ids(
    connection: Connection, book: str, area: str, rules: Collection[str] | None = None
) -> tuple[UUID, ...]:
    """The open doubts of an area that these rules raised; None: that any raised."""
    named = None if rules is None else sorted(rules)
    given = {"book": book, "area": area, "area_end": area_end(area), "rules": named}
    return tuple(row[0] for row in connection.execute(_SQL["select_open_ids"], given))
