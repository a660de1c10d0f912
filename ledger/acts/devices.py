"""Acts on devices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from domain.commands import Command, RegisterDevice, ReportDeviceLost, RetireDevice
from domain.day import day_of
from domain.device import Device
from domain.permissions import Act
from domain.refusal import FutureDate
from ledger.acts.posts import permit_on
from ledger.acts.situation import Decision, Handler, Situation

C = TypeVar("C", bound=Command)


def _register(situation: Situation[RegisterDevice]) -> Decision:
    command, roster = situation.command, situation.roster
    post = roster.post(command.post_id)
    permit_on(situation, Act.MANAGE_DEVICES, post)
    if command.name in roster.devices:
        device = _own(situation, command.name, Act.MANAGE_DEVICES)
    else:
        device = Device(situation.ids.named("device", command.name))
    device.register(situation.by(), name=command.name, post_id=post.id)
    return situation.decided(
        device.collect_events(), {"device": command.name, "post_id": str(post.id)}
    )


def _own(situation: Situation[C], name: str, act: Act) -> Device:
    """A registered device to be changed, once the sender may act on the post that has it.

    Raises:
        UnknownDevice: there is none.
        NotPermitted, OutsideArea: the sender may not.
    """
    device = situation.roster.device(name).twin()
    permit_on(situation, act, situation.roster.post(device.post_id))
    return device


def _retire(situation: Situation[RetireDevice]) -> Decision:
    device = _own(situation, situation.command.name, Act.MANAGE_DEVICES)
    device.retire(situation.by())
    return situation.decided(device.collect_events(), {"device": device.name})


def _report_lost(situation: Situation[ReportDeviceLost]) -> Decision:
    command = situation.command
    device = _own(situation, command.name, Act.REPORT_DEVICE_LOST)
    if day_of(datetime.fromisoformat(command.since.upper())).isoformat() > situation.today:
        raise FutureDate
    device.lose(situation.by(), command.since)
    return situation.decided(device.collect_events(), {"device": device.name})


def _name(command: RegisterDevice | RetireDevice | ReportDeviceLost) -> str:
    return command.name


HANDLERS: Sequence[Handler[Any]] = (
    Handler(RegisterDevice, "devices", _register, _name),
    Handler(RetireDevice, "devices", _retire, _name),
    Handler(ReportDeviceLost, "devices", _report_lost, _name),
)
