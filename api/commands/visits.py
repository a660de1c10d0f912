"""The act on visits to households."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.commands.sender import Item
from domain.canvass import VisitOutcome
from domain.commands import RecordVisit


class VisitItem(Item):
    """``visit``: put on record what a visit came to."""

    act: Literal["visit"]
    household_id: UUID
    outcome: VisitOutcome
    next_visit: date | None = Field(default=None, description="day of the next appointment")
    remark: Annotated[str, StringConstraints(max_length=500)] = Field(
        default="", description="sealed"
    )

    def asked(self) -> RecordVisit:
        """As the domain has it."""
        return RecordVisit(
            household_id=self.household_id,
            outcome=self.outcome,
            next_visit=None if self.next_visit is None else self.next_visit.isoformat(),
            remark=self.remark,
        )


ITEMS = (VisitItem,)
