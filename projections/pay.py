"""Pay statements of an area, from the book's office, its roster and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.census import CensusDefinition
from domain.office import Office
from domain.pay_statement import PayStatement, statements
from domain.post import Appointment
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
    """The statements of all who answer, or answered, for a place in the area, as of a date."""
    work = accepted_work(connection, then.book, then.census, then.position)
    known = then.roster.appointments
    return statements(
        [appointment for appointment in known.values() if lies_in(appointment, then.book, area)],
        then.office.accounts,
        then.office.schemes.values(),
        pieces_of(work, known),
        on,
    )


def lies_in(appointment: Appointment, book: str, area: str) -> bool:
    """Whether a post's area lies in another one; a post without any lies in the county alone."""
    return any(own.startswith(area) for own in appointment.areas or (book,))
