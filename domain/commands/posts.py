"""What is asked for of posts and appointments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.commands.command import Command
from domain.reasons import EndReason, SuspendReason
from domain.status import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishPost(Command):
    """Establish a post over an area and appoint its first holder.

    An empty credential says that none is issued yet.
    """

    role: Role
    area: str
    title_zh: str
    title_en: str
    account: str
    credential: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VacatePost(Command):
    """End the appointment that an account acts under."""

    account: str
    reason: EndReason = EndReason.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class FillPost(Command):
    """Appoint somebody to a post that is vacant; an empty credential says that none is issued."""

    post_id: UUID
    account: str
    credential: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverPost(Command):
    """End an account's appointment and begin its successor's in the same post."""

    account: str
    reason: EndReason
    successor: str
    credential: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignArea(Command):
    """Let a post answer for one more area."""

    post_id: UUID
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseArea(Command):
    """Let a post answer for an area no more."""

    post_id: UUID
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignArea(Command):
    """Take an area from one post and give it to another, so that somebody has it at any moment."""

    from_post: UUID
    to_post: UUID
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePostInUnit(Command):
    """Let a post belong to a unit."""

    post_id: UUID
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTraining(Command):
    """Put on record that the holder under an account took a course."""

    account: str
    course: str
    hours: int
    passed: bool
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifyHolder(Command):
    """Issue a credential to the holder under an account."""

    account: str
    credential: str
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendHolder(Command):
    """Let the holder under an account act no more until reinstated."""

    account: str
    reason: SuspendReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateHolder(Command):
    """Let the holder under an account act again."""

    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceDeparture(Command):
    """Say when the holder under an account will leave; without a day, that the holder stays."""

    account: str
    last_day: date | None
