"""The code that a household signs in with to register itself."""

from __future__ import annotations

from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import Event, SelfRegistrationIssued


class SelfRegistration(Aggregate):
    """What tells a household's code: the last one handed out, and under which appointment."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.code_mark: UUID | None = None
        self.issued_under: UUID | None = None

    def issue(self, by: Attribution, household_id: UUID, code_mark: UUID) -> None:
        """Hand a code out; an earlier one holds no more."""
        self.trigger(SelfRegistrationIssued, by, household_id=household_id, code_mark=code_mark)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case SelfRegistrationIssued():
                self.code_mark = event.code_mark
                self.issued_under = event.by.appointment_id
            case _:
                super().apply(event)
