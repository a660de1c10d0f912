"""What happens to the bulletins (通报) of a census office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinPublished(Event):
    """A bulletin on an area, as of a position of the book, was given out.

    ``sha256`` (hex) is that of its text: made anew for the position, it must be the same.
    """

    topic: ClassVar[str] = "BulletinPublished"
    on_office: ClassVar[bool] = True
    number: str
    area: str
    position: int
    sha256: str


EVENTS: tuple[type[Event], ...] = (BulletinPublished,)
