"""What is asked for of inspections."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.commands.command import Command
from domain.events.inspection import FindingKind, FindingSeverity


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInspection(Command):
    """Plan to inspect an area, or a sample of its households."""

    code: str
    area: str
    planned_for: str
    household_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOutInspection(Command):
    """Say that an inspection took place."""

    code: str
    carried_out_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFinding(Command):
    """Put on record what was found wanting, and have a post mend it by a date.

    About a household it may name an item, and ``text`` is sealed; else ``text`` is office wording.
    """

    inspection: str
    kind: FindingKind
    severity: FindingSeverity
    text: str
    account: str
    due: str
    household_id: UUID | None = None
    item: str | None = None

    @property
    def needs_key(self) -> bool:
        """The remark on a household is sealed."""
        return self.household_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyFinding(Command):
    """Find that a finding is mended: it is closed, and its task accepted."""

    inspection: str
    number: int
