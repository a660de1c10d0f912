"""Whose industry and occupation are still to be coded."""

from __future__ import annotations

from uuid import UUID

from ledger.sql import queries
from projections.area import area_end
from projections.row_store import Connection


def uncoded(
    connection: Connection, book: str, area: str, after: UUID | None, limit: int
) -> list[tuple[UUID, UUID]]:
    """Household and person of those who worked and lack a code, by person id, after one of them."""
    query = queries("projections", "coding.sql")["select_uncoded"]
    given = {
        "book": book,
        "area": area,
        "area_end": area_end(area),
        "after": after,
        "limit": limit,
    }
    rows = connection.execute(query, given, prepare=False).fetchall()
    return [(household_id, person_id) for household_id, person_id in rows]
