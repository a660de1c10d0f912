"""Pay statements of an area, from the book's office, its roster and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.census import CensusDefinition
from domain.office import Office
from domain.pay_statement import PayStatement, areas_of, statements
from domain.roster import Roster
from projections.accepted_work import accepted_work, pieces_of
from projections.row_store import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeThen:
    """A book's office and roster as of a position that the rows have reached."""

    book: str
    census: CensusDefinition
    position: int
    office: Office
    roster: Roster


def pay_statements(
    connection: Connection, then: OfficeThen, area: str, on: date
) -> list[PayStatement]:
    """The statements of all months in which somebody answered for a place in the area."""
    work = accepted_work(connection, then.book, then.census, then.position)
    known = then.roster.appointments
    found = statements(
        known.values(),
        then.office.accounts,
        then.office.schemes.values(),
        pieces_of(work, known),
        on,
    )
    return [
        statement
        for statement in found
        if lies_in(areas_of(known[statement.appointment_id], statement.period), then.book, area)
    ]


def lies_in(areas: Sequence[str], book: str, area: str) -> bool:
    """Whether one of a post's areas lies in another; a post without any is in the county alone."""
    return any(own.startswith(area) for own in areas or (book,))
