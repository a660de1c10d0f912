"""What happens to the devices that answers are entered with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRegistered(Event):
    """A device is handed to a post, for the first time or again; a lost one is found thereby."""

    topic: ClassVar[str] = "DeviceRegistered"
    on_roster: ClassVar[bool] = True
    name: str
    """What the device calls itself in every command that it sends."""
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRetired(Event):
    """The device is out of use for good."""

    topic: ClassVar[str] = "DeviceRetired"
    on_roster: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLost(Event):
    """The device is in nobody's hands that are known."""

    topic: ClassVar[str] = "DeviceLost"
    on_roster: ClassVar[bool] = True
    since: str
    """When it was seen last, RFC 3339."""


EVENTS: tuple[type[Event], ...] = (DeviceRegistered, DeviceRetired, DeviceLost)
