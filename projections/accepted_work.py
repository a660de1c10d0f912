"""Accepted work: the pieces that pay goes by, from what the rows say as of a position.

A piece is a household, or a person on a household's form, whose record stands approved: by the
supervisor or any level after it, or by the county. It counts once, for the account that registered
it, in the month (by the clock of the census's place) in which it first came so far; whoever amends
or corrects it later gets no piece of it. A withdrawn household is none, and nor is what a household
registered for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.census import CensusDefinition
from domain.pay_statement import Pieces, PiecesByMonth
from domain.post import Appointment
from domain.status import Level, Status
from ledger.sql import queries
from projections.area import area_end, area_of
from projections.row_store import Connection

_FROM_SUPERVISOR_ON = (
    Status.SUPERVISOR_APPROVED,
    Status.COMMUNITY_ACCEPTED,
    Status.TOWNSHIP_ACCEPTED,
    Status.COUNTY_ACCEPTED,
)
_STATUSES: Mapping[Level, tuple[Status, ...]] = {
    Level.SUPERVISOR: _FROM_SUPERVISOR_ON,
    Level.COUNTY: (Status.COUNTY_ACCEPTED,),
}
"""The levels that pay may go by, and where a record stands from each of them on."""
_REGISTRATIONS = ("HouseholdRegistered", "ForeignFormRegistered")


@dataclass(frozen=True, slots=True)
class AcceptedWork:
    """What one appointment registered and a level came to approve in a month."""

    account: str
    appointment_id: UUID
    period: str
    level: Level
    pieces: Pieces


def accepted_work(
    connection: Connection,
    book: str,
    census: CensusDefinition,
    as_of: int,
    area: str | None = None,
) -> list[AcceptedWork]:
    """The accepted work in an area (default: the county) as of a position that the rows reached.

    Ordered by level, account and month.

    Raises:
        UnknownArea: the area is no part of the book's county.
    """
    place = area_of(book, area)
    query = queries("projections", "accepted_work.sql")["select_accepted_work"]
    found: list[AcceptedWork] = []
    for level, statuses in _STATUSES.items():
        given = {
            "book": book,
            "area": place,
            "area_end": area_end(place),
            "as_of": as_of,
            "statuses": [status.value for status in statuses],
            "registrations": list(_REGISTRATIONS),
            "offset": census.reference_time.utcoffset(),
        }
        rows = connection.execute(query, given, prepare=False).fetchall()
        found += [
            AcceptedWork(account, appointment_id, period, level, Pieces(int(h), int(p)))
            for account, appointment_id, period, h, p in rows
        ]
    return found


def pieces_of(work: list[AcceptedWork], appointments: Mapping[UUID, Appointment]) -> PiecesByMonth:
    """The pieces that somebody in a post registered, as pay statements take them.

    What a household registers for itself stands under the appointment of who handed its code out,
    but is not that person's account: it is nobody's piece.
    """
    return {
        (done.appointment_id, done.period, done.level): done.pieces
        for done in work
        if appointments[done.appointment_id].account == done.account
    }
