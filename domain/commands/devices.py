"""What is asked for of devices."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.commands.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDevice(Command):
    """Hand a device to a post, for the first time or again."""

    name: str
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireDevice(Command):
    """Take a device out of use for good."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDeviceLost(Command):
    """Put on record that a device is lost, seen last at ``since`` (RFC 3339)."""

    name: str
    since: str
