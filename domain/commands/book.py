"""What is asked for of the book itself."""

from __future__ import annotations

from dataclasses import dataclass

from domain.attribution import Authority
from domain.commands.command import Command
from domain.reasons import EpochReason


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyBookKeys(Command):
    """Destroy the keys of all households of the book, for good; two persons sign."""

    authority: Authority
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginLogEpoch(Command):
    """Begin the book's public log anew, since the old one cannot be gone on with; two persons sign.

    The fields are those of :class:`domain.events.LogEpochBegun`.
    """

    epoch: int
    origin: str
    ended_origin: str
    signed_size: int
    signed_root: str
    kept_size: int
    reason: EpochReason
    authority: Authority
    second_account: str
    """The account that countersigned; who hands the command over has checked its password."""
