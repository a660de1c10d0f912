"""What is asked for so that a household can register itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.commands.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSelfRegistration(Command):
    """Hand out a code to a household; an earlier one holds no more.

    The enumerator's device makes the code and sends its SHA-256 alone, 64 hex digits: nobody but
    the household has the code.
    """

    household_id: UUID
    code_digest: str
