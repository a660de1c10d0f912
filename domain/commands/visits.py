"""What is asked for of visits to households."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.canvass import VisitOutcome
from domain.commands.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVisit(Command):
    """Put on record what a visit came to; ``next_visit`` is a day, ``YYYY-MM-DD``."""

    household_id: UUID
    outcome: VisitOutcome
    next_visit: str | None = None
    remark: str = ""

    @property
    def needs_key(self) -> bool:
        """A remark is sealed."""
        return bool(self.remark)
