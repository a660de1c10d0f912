"""The conservation of the population, over the rows as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.conservation import Booked, Population, Registration, population
from ledger.sql import queries
from projections.area import area_end, area_of
from projections.row_store import Connection, snapshot
from projections.tracking import tracked_position

_SQL = queries("projections", "conservation.sql")


@dataclass(frozen=True, slots=True)
class Conservation:
    """The population of an area, and each bookkeeping command that touched it, by position."""

    area: str
    as_of: int
    population: Population
    bookkeeping: list[Booked]

    @property
    def conserved(self) -> bool:
        """Whether each natural person counts once and no command changed a total."""
        return self.population.conserved and all(b.conserved for b in self.bookkeeping)


def conservation(
    connection: Connection, book: str, tokens: Mapping[UUID, int], area: str | None = None
) -> Conservation:
    """The conservation of an area (default: the county) as of the last entry projected.

    ``tokens`` say of each person with an ID number which others bear the same; a person counts
    wherever in the book the other records are.

    Raises:
        UnknownArea: the area is no part of the book's county.
    """
    place = area_of(book, area)
    given = {"book": book, "area": place, "area_end": area_end(place)}
    with snapshot(connection):
        as_of = tracked_position(connection, book)
        rows = connection.execute(_SQL["registrations"], given, prepare=False)
        found = population(
            Registration(tokens.get(person_id, person_id), rule, resident, here, elsewhere)
            for person_id, rule, resident, here, elsewhere in rows
        )
        commands = connection.execute(_SQL["bookkeeping"], given, prepare=False).fetchall()
    return Conservation(place, as_of, found, [_booked(*row) for row in commands])


def _booked(
    command_id: UUID,
    kind: str,
    first: int,
    last: int,
    persons: int | None,
    before: int,
    after: int,
    residents_before: int,
    residents_after: int,
) -> Booked:
    return Booked(
        command_id=command_id,
        kind=kind,
        first_position=first,
        last_position=last,
        before=before,
        after=after,
        residents_before=residents_before,
        residents_after=residents_after,
        persons=persons,
    )
