"""What is asked for of the calendar, and to close and reopen blocks and areas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from domain.attribution import Authority
from domain.commands.command import Command
from domain.phase import CensusPhase
from domain.reasons import ReopenReason


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPhase(Command):
    """Begin a phase of the census; on a document where the day is not the planned one."""

    phase: CensusPhase
    authority: Authority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePhase(Command):
    """End a phase of the census; on a document where the day is not the planned one."""

    phase: CensusPhase
    authority: Authority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveEarlyRegistration(Command):
    """Let a whole township register early, as approved above; two persons sign."""

    township: str
    authority: Authority
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBlock(Command):
    """Close a block whose households are all accepted or withdrawn.

    The service brings along ``doubts``, all that were ever raised about the block: one that is not
    among them was raised since, and is open. The sender asks for no more than closing.
    """

    block: str
    doubts: tuple[UUID, ...] = ()

    @property
    def asked(self) -> Self:
        """What the sender asked for: sent again when doubts were answered, it is the same."""
        return replace(self, doubts=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenBlock(Command):
    """Open a closed block again, and every closed area that it lies in."""

    block: str
    reason: ReopenReason
    authority: Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseArea(Command):
    """Close a district, a township or the county whose parts are all closed."""

    area: str
