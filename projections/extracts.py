"""What is on record of what an extract of administrative records tells: births, deaths, persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from ledger.sql import queries
from projections.row_store import Connection

_SQL = queries("projections", "cross_check.sql")


def births_on_record(
    connection: Connection, book: str, blocks: Sequence[str]
) -> Counter[tuple[str, int, str]]:
    """Living and dead of some blocks, by block, sex and month of birth."""
    return _counted(connection, "births_on_record", book, blocks)


def deaths_on_record(
    connection: Connection, book: str, blocks: Sequence[str]
) -> Counter[tuple[str, int, str]]:
    """The dead of some blocks, by block, sex and month of death."""
    return _counted(connection, "deaths_on_record", book, blocks)


def standing(connection: Connection, book: str, persons: Collection[UUID]) -> set[UUID]:
    """Who of these persons stands on a form now."""
    given = {"book": book, "persons": list(persons)}
    return {row[0] for row in connection.execute(_SQL["standing"], given)}


def _counted(
    connection: Connection, name: str, book: str, blocks: Sequence[str]
) -> Counter[tuple[str, int, str]]:
    given = {"book": book, "blocks": list(blocks)}
    rows = connection.execute(_SQL[name], given)
    return Counter({(block, sex, month): count for block, sex, month, count in rows})
