"""Inspections: what was looked at, what was found wanting, and whether it is mended."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import (
    Event,
    FindingKind,
    FindingSeverity,
    InspectionCarriedOut,
    InspectionFindingClosed,
    InspectionFindingMade,
    InspectionPlanned,
)
from domain.permissions import covers
from domain.refusal import (
    CodeTaken,
    FindingClosedAlready,
    InspectionCarriedOutAlready,
    InspectionNotCarriedOut,
    OutsideInspection,
    UnknownFinding,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFinding:
    """Something found wanting; ``task`` mends it. A remark on a household is not kept here."""

    number: int
    kind: FindingKind
    severity: FindingSeverity
    task: str
    household_id: UUID | None
    item: str | None
    note: str | None
    found_by: str
    closed_by: str | None = None


class Inspection(Aggregate):
    """An inspection of an area, or of a sample of its households."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.code = ""
        self.area = ""
        self.planned_for = ""
        self.sample: tuple[UUID, ...] = ()
        self.carried_out_on: str | None = None
        self.carried_out_by: str | None = None
        self.findings: dict[int, InspectionFinding] = {}

    def plan(
        self,
        by: Attribution,
        *,
        code: str,
        area: str,
        planned_for: str,
        household_ids: tuple[UUID, ...],
    ) -> None:
        """Plan it.

        Raises:
            CodeTaken: it is planned.
        """
        if self.version:
            raise CodeTaken
        self.trigger(
            InspectionPlanned,
            by,
            code=code,
            area=area,
            planned_for=planned_for,
            household_ids=household_ids,
        )

    def carry_out(self, by: Attribution, on: str) -> None:
        """Say that it took place.

        Raises:
            InspectionCarriedOutAlready: it did.
        """
        if self.carried_out_on is not None:
            raise InspectionCarriedOutAlready
        self.trigger(InspectionCarriedOut, by, carried_out_on=on)

    def next_task(self, taken: Container[str] = ()) -> tuple[int, str]:
        """Number of the next finding, and the code of the task that is to mend it.

        ``taken`` are codes of tasks: a number whose code somebody took by hand is passed over.
        """
        number = max(self.findings, default=0) + 1
        while f"{self.code}-{number}" in taken:
            number += 1
        return number, f"{self.code}-{number}"

    def find(
        self,
        by: Attribution,
        *,
        kind: FindingKind,
        severity: FindingSeverity,
        text: str,
        household: tuple[UUID, str] | None,
        item: str | None,
        taken: Container[str] = (),
    ) -> None:
        """Put on record what was found wanting; ``household`` is its id and block.

        Its number is that of :meth:`next_task`.

        Raises:
            InspectionNotCarriedOut: it did not take place yet.
            OutsideInspection: the household was not part of it.
        """
        if self.carried_out_on is None:
            raise InspectionNotCarriedOut
        if household is not None:
            self._require_part(*household)
        number, task = self.next_task(taken)
        self.trigger(
            InspectionFindingMade,
            by,
            number=number,
            kind=kind,
            severity=severity,
            task=task,
            household_id=None if household is None else household[0],
            item=item,
            note=text if household is None else None,
            remark="" if household is None else text,
        )

    def open_finding(self, number: int) -> InspectionFinding:
        """A finding that is not closed.

        Raises:
            UnknownFinding: there is none of that number.
            FindingClosedAlready: it is closed.
        """
        found = self.findings.get(number)
        if found is None:
            raise UnknownFinding
        if found.closed_by is not None:
            raise FindingClosedAlready
        return found

    def close(self, by: Attribution, number: int) -> None:
        """Close a finding; that it is mended, and by somebody else, has been looked at.

        Raises:
            UnknownFinding, FindingClosedAlready: see their messages.
        """
        self.open_finding(number)
        self.trigger(InspectionFindingClosed, by, number=number)

    def _require_part(self, household_id: UUID, block: str) -> None:
        sampled = not self.sample or household_id in self.sample
        if not (sampled and covers(self.area, block)):
            raise OutsideInspection

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case InspectionPlanned():
                self.code, self.area = event.code, event.area
                self.planned_for, self.sample = event.planned_for, event.household_ids
            case InspectionCarriedOut():
                self.carried_out_on = event.carried_out_on
                self.carried_out_by = event.by.account
            case InspectionFindingMade():
                self.findings[event.number] = InspectionFinding(
                    number=event.number,
                    kind=event.kind,
                    severity=event.severity,
                    task=event.task,
                    household_id=event.household_id,
                    item=event.item,
                    note=event.note,
                    found_by=event.by.account,
                )
            case InspectionFindingClosed():
                found = self.findings[event.number]
                self.findings[event.number] = replace(found, closed_by=event.by.account)
            case _:
                super().apply(event)
