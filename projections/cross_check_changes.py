"""X13: whether every change has who, in which post, when, why and on what ground.

The ledger refuses what this rule speaks of. It is asked of the entries all the same, as they become
rows, so that an auditor need not take the ledger's word for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from domain.doubt import FoundDoubt
from domain.events import (
    HouseholdAmended,
    HouseholdApproved,
    HouseholdEvent,
    HouseholdListed,
    HouseholdRegistered,
    HouseholdReopened,
    HouseholdReturned,
    HouseholdRevision,
    HouseholdSubmitted,
    HouseholdWithdrawn,
    LongFormRegistered,
)
from domain.status import APPROVED, CORRECTABLE, Status
from ledger.sql import queries
from projections.area import area_end
from projections.found import finding
from projections.source import Recorded

Connection = psycopg.Connection[TupleRow]

_REASONED = (HouseholdRevision, HouseholdReturned, HouseholdReopened, HouseholdWithdrawn)
_UNSIGNED = "unsigned"
_SQL = queries("projections", "cross_check_changes.sql")
DECLARATIONS = frozenset({"signed-on-device", "self-declared"})
"""How the truth of a record is declared."""


@dataclass(frozen=True, slots=True)
class ChangeFault:
    """What is wrong with the change that an entry is."""

    position: int
    block: str
    household_id: UUID
    fault: str


class ChangesChecked:
    """Takes a book's entries in order and keeps what is wrong with them."""

    def __init__(self, standing: Mapping[UUID, tuple[str, Status]]) -> None:
        """``standing`` is block and step, before the first entry, of each household on record."""
        self._blocks = {household_id: block for household_id, (block, _) in standing.items()}
        self._statuses = {household_id: status for household_id, (_, status) in standing.items()}
        self.faults: list[ChangeFault] = []

    def take(self, entries: Iterable[Recorded]) -> None:
        """The next entries, which must follow those taken before."""
        for entry in entries:
            event = entry.event
            if isinstance(event, HouseholdListed):
                self._blocks[event.originator_id] = event.block
            if not isinstance(event, HouseholdEvent):
                continue
            block = self._blocks[event.originator_id]
            self.faults += (
                ChangeFault(entry.position, block, event.originator_id, fault)
                for fault in self._faults(event)
            )
            self._step(event)

    def _faults(self, event: HouseholdEvent) -> Iterator[str]:
        by = event.by
        if not by.account:
            yield "actor"
        if not by.device_time:
            yield "time"
        if isinstance(event, _REASONED) and not by.reason:
            yield "reason"
        if isinstance(event, HouseholdSubmitted) and event.declaration not in DECLARATIONS:
            yield _UNSIGNED
        status = self._statuses.get(event.originator_id, Status.LISTED)
        if status not in CORRECTABLE:
            return
        if isinstance(event, HouseholdAmended | HouseholdRegistered | HouseholdSubmitted):
            yield "not-reopened"
        if isinstance(event, HouseholdRevision | HouseholdWithdrawn | HouseholdReopened):
            if by.authority is None:
                yield "basis"
            if status is Status.COUNTY_ACCEPTED and by.second_account in (None, by.account):
                yield "second-person"

    def _step(self, event: HouseholdEvent) -> None:
        household_id = event.originator_id
        match event:
            case HouseholdRegistered() | LongFormRegistered():
                self._statuses[household_id] = Status.REGISTERED
            case HouseholdSubmitted():
                self._statuses[household_id] = Status.SUBMITTED
            case HouseholdReturned() | HouseholdReopened():
                self._statuses[household_id] = Status.RETURNED
            case HouseholdApproved():
                self._statuses[household_id] = APPROVED[event.level]
            case HouseholdWithdrawn():
                self._statuses[household_id] = Status.WITHDRAWN
            case _:
                pass


def change_findings(
    connection: Connection, book: str, area: str, appointments: Collection[UUID]
) -> list[FoundDoubt]:
    """What X13, and X12 of declarations, find in an area; the rows hold it entry by entry.

    ``appointments`` are all that the book ever had: a change made under another has no post.
    """
    given = {
        "book": book,
        "area": area,
        "area_end": area_end(area),
        "appointments": list(appointments),
    }
    faults = [
        ChangeFault(*row)
        for name in ("select_change_faults", "select_changes_without_post")
        for row in connection.execute(_SQL[name], given, prepare=False)
    ]
    return [_found(fault) for fault in faults]


def apply_changes(connection: Connection, book: str, entries: Sequence[Recorded]) -> None:
    """Keep what is wrong with consecutive entries, within the caller's transaction.

    The rows of households must not have been written of them yet.
    """
    changed = {e.event.originator_id for e in entries if isinstance(e.event, HouseholdEvent)}
    if not changed:
        return
    given = {"book": book, "households": list(changed)}
    checked = ChangesChecked(
        {
            household_id: (block, Status(status))
            for household_id, block, status in connection.execute(_SQL["select_steps"], given)
        }
    )
    checked.take(entries)
    with connection.cursor() as cursor:
        cursor.executemany(
            _SQL["insert_change_fault"],
            [{"book": book, **asdict(fault)} for fault in checked.faults],
        )


def delete_changes(connection: Connection, book: str) -> None:
    """Take what was found of a book away, within the caller's transaction."""
    connection.execute(_SQL["delete_change_faults"], {"book": book})


def _found(change: ChangeFault) -> FoundDoubt:
    unsigned = change.fault == _UNSIGNED
    return finding(
        "X12" if unsigned else "X13",
        [change.block],
        household_ids=(change.household_id,),
        about=_UNSIGNED if unsigned else f"{change.fault}/{change.position}",
    )
