"""The acts on devices."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.commands.posts import PostId
from api.commands.sender import DeviceName, DeviceTime, Item
from domain.commands import RegisterDevice, ReportDeviceLost, RetireDevice


class RegisterDeviceItem(Item):
    """``register-device``: hand a device to a post, for the first time or again."""

    act: Literal["register-device"]
    name: DeviceName
    post_id: PostId

    def asked(self) -> RegisterDevice:
        """As the domain has it."""
        return RegisterDevice(name=self.name, post_id=self.post_id)


class RetireDeviceItem(Item):
    """``retire-device``: take a device out of use for good."""

    act: Literal["retire-device"]
    name: DeviceName

    def asked(self) -> RetireDevice:
        """As the domain has it."""
        return RetireDevice(name=self.name)


class ReportDeviceLostItem(Item):
    """``report-device-lost``: put on record that a device is lost."""

    act: Literal["report-device-lost"]
    name: DeviceName
    since: DeviceTime = Field(description="when it was seen last, RFC 3339")

    def asked(self) -> ReportDeviceLost:
        """As the domain has it."""
        return ReportDeviceLost(name=self.name, since=self.since)


ITEMS = (RegisterDeviceItem, RetireDeviceItem, ReportDeviceLostItem)
