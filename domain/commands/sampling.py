"""What is asked for of the long-form sample."""

from __future__ import annotations

from dataclasses import dataclass

from domain.commands.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class FixSampleSeed(Command):
    """Fix the seed of the county's draw; two persons sign."""

    seed: str
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawLongForm(Command):
    """Draw a district's households for the long form."""

    district: str
