"""A device belongs to a post until it is retired or lost, and an event from it is flagged so."""

from __future__ import annotations

from uuid import uuid4

import pytest

from domain.device import Device, DeviceFlag
from domain.refusal import AlreadyEstablished, DeviceOutOfUse, UnknownDevice
from tests.domain.staff import by, roster_of

POST, OTHER = uuid4(), uuid4()
SINCE = "2020-11-01T08:00:00+08:00"


def registered() -> Device:
    device = Device(uuid4())
    device.register(by(), name="pad-1", post_id=POST)
    return device


def test_device_of_the_own_post_is_not_flagged() -> None:
    assert registered().flag(POST) is None
    assert registered().flag(OTHER) is DeviceFlag.OTHER_POST


def test_device_is_handed_to_another_post() -> None:
    device = registered()
    with pytest.raises(AlreadyEstablished):
        device.register(by(), name="pad-1", post_id=POST)
    device.register(by(), name="pad-1", post_id=OTHER)
    assert device.flag(OTHER) is None
    assert device.flag(POST) is DeviceFlag.OTHER_POST


def test_lost_device_is_found_by_registering_it_again() -> None:
    device = registered()
    device.lose(by(), SINCE)
    assert (device.flag(POST), device.lost_since) == (DeviceFlag.LOST, SINCE)
    with pytest.raises(DeviceOutOfUse):
        device.lose(by(), SINCE)
    device.register(by(), name="pad-1", post_id=POST)
    assert (device.flag(POST), device.lost_since) == (None, None)


def test_retired_device_is_out_of_use_for_good() -> None:
    device = registered()
    device.retire(by())
    assert device.flag(POST) is DeviceFlag.RETIRED
    with pytest.raises(DeviceOutOfUse):
        device.retire(by())
    with pytest.raises(DeviceOutOfUse):
        device.lose(by(), SINCE)
    with pytest.raises(DeviceOutOfUse):
        device.register(by(), name="pad-1", post_id=POST)


def test_roster_knows_devices_by_name_and_flags_another_where_the_post_has_its_own() -> None:
    device = registered()
    before = roster_of([device])
    device.lose(by(), SINCE)
    after = before.followed_by(enumerate(device.collect_events(), before.position + 1))
    assert before.device_flag("pad-1", POST) is None
    assert after.device_flag("pad-1", POST) is DeviceFlag.LOST
    assert after.device_flag("pad-2", POST) is DeviceFlag.UNREGISTERED
    assert after.device_flag("pad-2", OTHER) is None
    with pytest.raises(UnknownDevice):
        after.device("pad-2")
