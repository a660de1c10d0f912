"""Visits to a household: what each came to, and what the last one proposes."""

from __future__ import annotations

from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.canvass import NOBODY_BELONGS, VisitOutcome
from domain.events import Event, VisitMade


class Visits(Aggregate):
    """The visits to one household, kept apart from its record: a visit changes no answer."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.outcomes: tuple[VisitOutcome, ...] = ()
        self.next_visit: str | None = None
        self.last_by = ""
        """The account that made the last one."""

    @property
    def proposes_withdrawal(self) -> bool:
        """Whether the last visit found nobody who belongs to the dwelling."""
        return bool(self.outcomes) and self.outcomes[-1] in NOBODY_BELONGS

    def make(
        self,
        by: Attribution,
        household_id: UUID,
        *,
        outcome: VisitOutcome,
        next_visit: str | None,
        remark: str,
    ) -> None:
        """Put a visit on record."""
        self.trigger(
            VisitMade,
            by,
            household_id=household_id,
            outcome=outcome,
            next_visit=next_visit,
            remark=remark,
        )

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case VisitMade():
                self.outcomes += (event.outcome,)
                self.next_visit, self.last_by = event.next_visit, event.by.account
            case _:
                super().apply(event)
