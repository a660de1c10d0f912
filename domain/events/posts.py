"""What happens to posts and to those who hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event, sealed
from domain.status import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEstablished(Event):
    """A post answers for an area: a prefix of the 15-digit block code."""

    topic: ClassVar[str] = "PostEstablished"
    on_roster: ClassVar[bool] = True
    role: Role
    area: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFilled(Event):
    """A person is appointed to a post and acts under an account from now on."""

    topic: ClassVar[str] = "PostFilled"
    on_roster: ClassVar[bool] = True
    appointment_id: UUID
    account: str
    credential: str
    """Number of the census credential (证件)."""
    holder: str = sealed()
    """The holder's name."""

    @property
    def subject_id(self) -> UUID | None:
        """The post."""
        return self.originator_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PostVacated(Event):
    """An appointment ends; its account may not act any more."""

    topic: ClassVar[str] = "PostVacated"
    on_roster: ClassVar[bool] = True
    appointment_id: UUID


EVENTS: tuple[type[Event], ...] = (PostEstablished, PostFilled, PostVacated)
