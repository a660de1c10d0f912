"""What all commands share, and the envelope that brings one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from domain.attribution import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What somebody asks for."""

    @property
    def needs_key(self) -> bool:
        """Whether it reads or adds something personal of a household, or is about its key.

        Review goes on without the key: an approval, a return without remarks and a withdrawal hold
        nothing personal. Whatever the rules must see the whole form for does not.
        """
        return False

    @property
    def asked(self) -> Self:
        """What the sender asked for, by which a repeat is known: without what was computed."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCommand(Command):
    """Asks for an act on a household that is on the list; names the version it was decided on."""

    household_id: UUID
    expected_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """A household that acts for itself, under the appointment that handed its code out."""

    household_id: UUID
    appointment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A command with its id, which the client chose, and with who sends it from where.

    ``respondent`` is the household that sends it for itself; the edge has checked its code.
    """

    command_id: UUID
    account: str
    device: str
    device_time: str
    channel: Channel
    command: Command
    respondent: Respondent | None = None
