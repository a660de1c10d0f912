"""What is asked for of pay."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.attribution import Authority
from domain.commands.command import Command
from domain.events.pay import MinimumWage, PayRate
from domain.status import Level, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPayScheme(Command):
    """Say what holders of posts of a role in an area are paid from a month on.

    The fields are those of :class:`domain.events.PaySchemeSet`.
    """

    role: Role
    area: str
    since: str
    rates: tuple[PayRate, ...]
    accepted_at: Level
    minimum: MinimumWage
    due_day: int
    authority: Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWorkday(Command):
    """Put a day worked on record; without ``appointment_id`` it is the sender's own."""

    appointment_id: UUID | None = None
    date: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersignWorkday(Command):
    """Confirm a day worked, as somebody of a higher post; ``minutes`` are those on record."""

    appointment_id: UUID
    date: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayWages(Command):
    """Pay for the work of a month, from a budget line."""

    appointment_id: UUID
    period: str
    paid_on: str
    amount_fen: int
    budget_line: str
    authority: Authority
