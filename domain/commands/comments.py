"""What is asked for of comments on a record."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.commands.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeComment(Command):
    """Say something about an item of a record; ``person_id`` where it is a person's."""

    household_id: UUID
    item: str | None
    person_id: UUID | None
    text: str

    @property
    def needs_key(self) -> bool:
        """The text is sealed."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveComment(Command):
    """Say how a comment was settled; ``comment`` is its number in the household, from 1."""

    household_id: UUID
    comment: int
    text: str

    @property
    def needs_key(self) -> bool:
        """The text is sealed."""
        return True
