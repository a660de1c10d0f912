"""X13: whether every change has who, in which post, when, why and on what ground.

The ledger refuses what this rule speaks of. It is asked of the entries all the same, from the first
one on, so that an auditor need not take the ledger's word for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

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
from projections.cross_check import finding
from projections.source import Recorded

_REASONED = (HouseholdRevision, HouseholdReturned, HouseholdReopened, HouseholdWithdrawn)
DECLARATIONS = frozenset({"signed-on-device", "self-declared"})
"""How the truth of a record is declared."""


class ChangesChecked:
    """Takes a book's entries in order and keeps what is wrong with them."""

    def __init__(self, appointments: Collection[UUID], area: str) -> None:
        """``appointments`` are all that the book ever had."""
        self._appointments = appointments
        self._area = area
        self._blocks: dict[UUID, str] = {}
        self._statuses: dict[UUID, Status] = {}
        self.findings: list[FoundDoubt] = []

    def take(self, entries: Iterable[Recorded]) -> None:
        """The next entries, which must follow those taken before."""
        for entry in entries:
            event = entry.event
            if isinstance(event, HouseholdListed):
                self._blocks[event.originator_id] = event.block
            if not isinstance(event, HouseholdEvent):
                continue
            block = self._blocks.get(event.originator_id, "")
            if block.startswith(self._area):
                for fault in self._faults(event):
                    rule = "X12" if fault == "unsigned" else "X13"
                    about = fault if fault == "unsigned" else f"{fault}/{entry.position}"
                    self.findings.append(
                        finding(rule, [block], household_ids=(event.originator_id,), about=about)
                    )
            self._step(event)

    def _faults(self, event: HouseholdEvent) -> Iterator[str]:
        by = event.by
        if not by.account:
            yield "actor"
        if by.appointment_id not in self._appointments:
            yield "post"
        if not by.device_time:
            yield "time"
        if isinstance(event, _REASONED) and not by.reason:
            yield "reason"
        if isinstance(event, HouseholdSubmitted) and event.declaration not in DECLARATIONS:
            yield "unsigned"
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
