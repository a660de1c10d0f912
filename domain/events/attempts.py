"""What was tried and refused, where the trying itself is to be answered for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRefused(Event):
    """Somebody tried what their post may not do, or to review own work (条例 5); ``by`` says who.

    ``command`` is what was asked for, ``refusal`` the code of the refusal, ``household_id`` the
    record that it was about, if it was about one. Nothing of what was to be written is kept.
    """

    topic: ClassVar[str] = "AttemptRefused"
    command: str
    refusal: str
    household_id: UUID | None


EVENTS: tuple[type[Event], ...] = (AttemptRefused,)
