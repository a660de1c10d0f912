"""What visits to a household came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.canvass import VisitOutcome
from domain.events.event import Event, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMade(Event):
    """An enumerator was at the door; ``next_visit`` is the day of the next appointment, if any."""

    topic: ClassVar[str] = "VisitMade"
    household_id: UUID
    outcome: VisitOutcome
    next_visit: str | None
    remark: str = sealed()

    @property
    def subject_id(self) -> UUID | None:
        """The household."""
        return self.household_id


EVENTS: tuple[type[Event], ...] = (VisitMade,)
