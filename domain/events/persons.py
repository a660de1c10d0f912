"""What happens to a person's registration in one household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Change, Event
from domain.forms.definition import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Event):
    """What happens to a person's registration in one household."""

    household_id: UUID

    @property
    def subject_id(self) -> UUID | None:
        """The household, whose key seals its persons too."""
        return self.household_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(PersonEvent):
    """A person was entered on a household's form."""

    topic: ClassVar[str] = "PersonRegistered"
    form_version: str
    answers: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAmended(PersonEvent):
    """Answers changed while the enumerator held the record."""

    topic: ClassVar[str] = "PersonAmended"
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCorrected(PersonEvent):
    """Answers of an approved record were corrected."""

    topic: ClassVar[str] = "PersonCorrected"
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWithdrawn(PersonEvent):
    """The person stands on this form no more."""

    topic: ClassVar[str] = "PersonWithdrawn"


EVENTS: tuple[type[Event], ...] = (
    PersonRegistered,
    PersonAmended,
    PersonCorrected,
    PersonWithdrawn,
)
