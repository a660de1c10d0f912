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
    """Number of the census credential (证件); empty where none is issued yet."""
    holder: str = sealed()
    """The holder's name."""

    @property
    def subject_id(self) -> UUID | None:
        """The post."""
        return self.originator_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountGiven(Event):
    """An account is taken by whoever is appointed to a post that was there before.

    It stands where a post founded for the account would begin, so that no account is given twice.
    """

    topic: ClassVar[str] = "AccountGiven"
    account: str
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostVacated(Event):
    """An appointment ends; its account may not act any more. ``by`` says why."""

    topic: ClassVar[str] = "PostVacated"
    on_roster: ClassVar[bool] = True
    appointment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAreaAssigned(Event):
    """The post answers for one more area of its role's width."""

    topic: ClassVar[str] = "PostAreaAssigned"
    on_roster: ClassVar[bool] = True
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAreaReleased(Event):
    """The post answers for an area no more."""

    topic: ClassVar[str] = "PostAreaReleased"
    on_roster: ClassVar[bool] = True
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlacedInUnit(Event):
    """The post belongs to a unit from now on."""

    topic: ClassVar[str] = "PostPlacedInUnit"
    on_roster: ClassVar[bool] = True
    unit: str
    """The unit's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHolderTrained(Event):
    """The holder took a course."""

    topic: ClassVar[str] = "PostHolderTrained"
    on_roster: ClassVar[bool] = True
    appointment_id: UUID
    course: str
    """Code of the course."""
    hours: int
    passed: bool
    on: str
    """The day of the examination, ``YYYY-MM-DD``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHolderCertified(Event):
    """The holder is issued a credential, the first or another."""

    topic: ClassVar[str] = "PostHolderCertified"
    on_roster: ClassVar[bool] = True
    appointment_id: UUID
    credential: str
    """Number of the census credential (证件)."""
    valid_until: str | None
    """Its last day, ``YYYY-MM-DD``; absent where it is good as long as the appointment lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHolderSuspended(Event):
    """The holder may not act until reinstated; ``by`` says why."""

    topic: ClassVar[str] = "PostHolderSuspended"
    on_roster: ClassVar[bool] = True
    appointment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHolderReinstated(Event):
    """The holder may act again."""

    topic: ClassVar[str] = "PostHolderReinstated"
    on_roster: ClassVar[bool] = True
    appointment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDepartureAnnounced(Event):
    """The holder will leave; the appointment goes on until it is ended."""

    topic: ClassVar[str] = "PostDepartureAnnounced"
    on_roster: ClassVar[bool] = True
    appointment_id: UUID
    last_day: str | None
    """``YYYY-MM-DD``; absent where the holder stays after all."""


EVENTS: tuple[type[Event], ...] = (
    PostEstablished,
    PostFilled,
    AccountGiven,
    PostVacated,
    PostAreaAssigned,
    PostAreaReleased,
    PostPlacedInUnit,
    PostHolderTrained,
    PostHolderCertified,
    PostHolderSuspended,
    PostHolderReinstated,
    PostDepartureAnnounced,
)
