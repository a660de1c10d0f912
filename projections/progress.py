"""How far the work is: by block, where each household's record stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from psycopg.rows import TupleRow

from domain.status import Status
from ledger.sql import queries
from projections.area import area_end, area_of
from projections.row_store import Connection, snapshot
from projections.tracking import tracked_position


@dataclass(frozen=True, slots=True)
class BlockProgress:
    """A block's households by where their records stand; each stands at exactly one step.

    ``listed`` counts all households on the block's list, ``persons`` all persons on the forms that
    count, ``residents`` those of them who are residents. ``last_activity`` is the server time of
    the latest entry on a household or person of the block, None before the first.
    """

    block: str
    urban_rural: str
    listed: int
    not_registered: int
    registered: int
    submitted: int
    returned: int
    supervisor_approved: int
    community_accepted: int
    township_accepted: int
    county_accepted: int
    withdrawn: int
    persons: int
    residents: int
    last_activity: datetime | None


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """The blocks of an area by their codes, as they stand right after the entry at ``as_of``."""

    area: str
    as_of: int
    blocks: list[BlockProgress]


def progress(connection: Connection, book: str, area: str | None = None) -> AreaProgress:
    """The progress of each block of an area (default: the county), as of the last projected.

    Raises:
        UnknownArea: the area is no part of the book's county.
    """
    place = area_of(book, area)
    query = queries("projections", "progress.sql")["select_progress"]
    parameters = {"book": book, "area": place, "area_end": area_end(place)}
    with snapshot(connection):
        as_of = tracked_position(connection, book)
        rows = connection.execute(query, parameters, prepare=False).fetchall()
    blocks = [_block_progress(list(lines)) for _, lines in groupby(rows, key=lambda row: row[0])]
    return AreaProgress(place, as_of, blocks)


def _block_progress(lines: list[TupleRow]) -> BlockProgress:
    block, urban_rural, _, _, persons, residents, _ = lines[0]
    standing = {Status(status): count for _, _, status, count, *_ in lines if status is not None}
    activity = [line[-1] for line in lines if line[-1] is not None]
    return BlockProgress(
        block=block,
        urban_rural=urban_rural,
        listed=sum(standing.values()),
        not_registered=standing.get(Status.LISTED, 0),
        registered=standing.get(Status.REGISTERED, 0),
        submitted=standing.get(Status.SUBMITTED, 0),
        returned=standing.get(Status.RETURNED, 0),
        supervisor_approved=standing.get(Status.SUPERVISOR_APPROVED, 0),
        community_accepted=standing.get(Status.COMMUNITY_ACCEPTED, 0),
        township_accepted=standing.get(Status.TOWNSHIP_ACCEPTED, 0),
        county_accepted=standing.get(Status.COUNTY_ACCEPTED, 0),
        withdrawn=standing.get(Status.WITHDRAWN, 0),
        persons=persons,
        residents=residents,
        last_activity=max(activity, default=None),
    )
