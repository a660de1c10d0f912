"""What is said about an item of a record, and how it was settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentMade(Event):
    """Somebody said something about an item; ``comment`` counts the household's from 1."""

    topic: ClassVar[str] = "CommentMade"
    household_id: UUID
    comment: int
    item: str | None
    person_id: UUID | None
    text: str = sealed()

    @property
    def subject_id(self) -> UUID | None:
        """The household."""
        return self.household_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentResolved(Event):
    """A comment was settled, and how."""

    topic: ClassVar[str] = "CommentResolved"
    household_id: UUID
    comment: int
    text: str = sealed()

    @property
    def subject_id(self) -> UUID | None:
        """The household."""
        return self.household_id


EVENTS: tuple[type[Event], ...] = (CommentMade, CommentResolved)
