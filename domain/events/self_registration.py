"""What happens so that a household can register itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfRegistrationIssued(Event):
    """A code was handed to a household, with which it signs in for itself; it replaces an earlier.

    ``code_mark`` is what the book's key makes of the household and of the code's digest: it tells
    the code from another, and nobody can find the code by trial without that key.
    """

    topic: ClassVar[str] = "SelfRegistrationIssued"
    household_id: UUID
    code_mark: UUID


EVENTS: tuple[type[Event], ...] = (SelfRegistrationIssued,)
