"""Devices: which post each is registered to, and how an event from it is flagged."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import DeviceLost, DeviceRegistered, DeviceRetired, Event
from domain.refusal import AlreadyEstablished, DeviceOutOfUse


class DeviceFlag(StrEnum):
    """Why an event from a device is looked at twice; it stands in the event's attribution."""

    LOST = "lost"
    RETIRED = "retired"
    OTHER_POST = "other-post"
    """It is registered to another post than the one that the sender acts in."""
    UNREGISTERED = "unregistered"
    """It was never registered, and the sender's post has devices that were."""


class Device(Aggregate):
    """A device that a post was given. ``lost_since`` is when it was seen last, RFC 3339."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.name = ""
        self.post_id = UUID(int=0)
        self.retired = False
        self.lost_since: str | None = None

    def register(self, by: Attribution, *, name: str, post_id: UUID) -> None:
        """Hand the device to a post; one that was lost is found thereby.

        Raises:
            DeviceOutOfUse: it is retired.
            AlreadyEstablished: the post has it, and it is not lost.
        """
        if self.retired:
            raise DeviceOutOfUse
        if self.post_id == post_id and self.lost_since is None:
            raise AlreadyEstablished
        self.trigger(DeviceRegistered, by, name=name, post_id=post_id)

    def retire(self, by: Attribution) -> None:
        """Take the device out of use for good.

        Raises:
            DeviceOutOfUse: it is.
        """
        if self.retired:
            raise DeviceOutOfUse
        self.trigger(DeviceRetired, by)

    def lose(self, by: Attribution, since: str) -> None:
        """Put on record that nobody knows where the device is.

        Raises:
            DeviceOutOfUse: it is retired, or lost already.
        """
        if self.retired or self.lost_since is not None:
            raise DeviceOutOfUse
        self.trigger(DeviceLost, by, since=since)

    def flag(self, post_id: UUID) -> DeviceFlag | None:
        """How an event is flagged that comes from the device and is made in a post."""
        if self.lost_since is not None:
            return DeviceFlag.LOST
        if self.retired:
            return DeviceFlag.RETIRED
        return None if self.post_id == post_id else DeviceFlag.OTHER_POST

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case DeviceRegistered():
                self.name, self.post_id = event.name, event.post_id
                self.lost_since = None
            case DeviceRetired():
                self.retired = True
            case DeviceLost():
                self.lost_since = event.since
            case _:
                super().apply(event)
