"""Bulletins (通报) that were given out: number, area, position, and the digest of the text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import BulletinPublished, Event
from domain.refusal import CodeTaken


class Bulletin(Aggregate):
    """A bulletin; its text is made anew from the book as of its position."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.number = ""
        self.area = ""
        self.position = -1
        self.sha256 = ""

    def publish(self, by: Attribution, **fields: Any) -> None:
        """Put on record that it was given out; ``fields`` are those of the event.

        Raises:
            CodeTaken: the number is given.
        """
        if self.version:
            raise CodeTaken
        self.trigger(BulletinPublished, by, **fields)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case BulletinPublished():
                self.number, self.area = event.number, event.area
                self.position, self.sha256 = event.position, event.sha256
            case _:
                super().apply(event)
