"""Devices, and the entries that came from one whose standing was in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field

from api.commands.sender import DEVICE_PATTERN
from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from api.position import Position
from api.routes.posts import lies_in
from domain.device import Device, DeviceFlag
from domain.permissions import Act, permit
from domain.roster import Roster
from ledger.device_entries import entries_of_device, flagged_entries
from ledger.records import RecordedEvent

router = APIRouter(prefix="/books/{book}", tags=["devices"])

FromPosition = Annotated[Position, Query(ge=0, lt=2**63, description="from next; default: 0")]
Limit = Annotated[int, Query(ge=1, le=1000)]


class DeviceBody(BaseModel):
    """A device and the post that has it."""

    device: str
    post_id: UUID
    account: str | None = Field(description="who holds the post now")
    retired: bool
    lost_since: str | None


class Devices(BaseModel):
    """Devices in the order of their names."""

    area: str
    devices: list[DeviceBody]


class DeviceEntry(BaseModel):
    """An entry with the device that it came from."""

    position: int
    recorded_at: AwareDatetime
    topic: str
    device: str
    device_time: str
    account: str
    flag: DeviceFlag | None = Field(description="what was known against the device at that moment")
    after_loss: bool = Field(
        description="the device's clock said a time after it was seen last: look at it twice"
    )


class DeviceEntries(BaseModel):
    """Entries in the order of the book; ``next`` goes on, null at the end."""

    entries: list[DeviceEntry]
    next: int | None


class DeviceHistory(DeviceEntries):
    """A device and the entries that came from it, flagged or not."""

    device: DeviceBody


def _body(roster: Roster, device: Device) -> DeviceBody:
    held = roster.post(device.post_id).appointment
    return DeviceBody(
        device=device.name,
        post_id=device.post_id,
        account=None if held is None else held.account,
        retired=device.retired,
        lost_since=device.lost_since,
    )


def _entry(roster: Roster, recorded: RecordedEvent) -> DeviceEntry:
    by = recorded.event.by
    device = roster.devices.get(by.device)
    lost = None if device is None else device.lost_since
    return DeviceEntry(
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        topic=recorded.event.topic,
        device=by.device,
        device_time=by.device_time,
        account=by.account,
        flag=None if by.device_flag is None else DeviceFlag(by.device_flag),
        after_loss=lost is not None and _moment(by.device_time) > _moment(lost),
    )


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told.upper())


def _next(found: Sequence[RecordedEvent], limit: int) -> int | None:
    return found[-1].position + 1 if len(found) == limit else None


@router.get("/devices", summary="设备 / Devices", responses=problems(*READS))
def devices(service: TheService, signed_in: SignedIn, book: BookCode, area: Area = None) -> Devices:
    """The devices of an area's posts, retired and lost ones among them."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_STAFFING, place)
    roster = service.book(book).application.roster()
    found = (
        device
        for _, device in sorted(roster.devices.items())
        if lies_in(place, roster.post(device.post_id), book)
    )
    return Devices(area=place, devices=[_body(roster, device) for device in found])


@router.get(
    "/devices/{device}", summary="一台设备的记录 / A device's entries", responses=problems(*READS)
)
def device_history(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    device: Annotated[str, Path(pattern=DEVICE_PATTERN)],
    cursor: FromPosition = 0,
    limit: Limit = 200,
) -> DeviceHistory:
    """Every entry that came from a registered device, from a position on."""
    actor = service.actor(signed_in, book)
    permit(actor, Act.READ_STAFFING, actor.area)
    application = service.book(book).application
    roster = application.roster()
    known = roster.device(device)
    for area in roster.post(known.post_id).areas or (book,):
        permit(actor, Act.READ_STAFFING, area)
    found = entries_of_device(application.recorder, device, cursor, limit)
    return DeviceHistory(
        device=_body(roster, known),
        entries=[_entry(roster, recorded) for recorded in found],
        next=_next(found, limit),
    )


@router.get(
    "/flagged-entries",
    summary="设备存疑的记录 / Entries with a flagged device",
    responses=problems(*READS),
)
def entries_with_flags(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    area: Area = None,
    cursor: FromPosition = 0,
    limit: Limit = 200,
) -> DeviceEntries:
    """Entries from a lost, a retired or another post's device, made in posts of an area."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_STAFFING, place)
    application = service.book(book).application
    found = flagged_entries(application.recorder, cursor, limit)
    roster = application.roster()
    return DeviceEntries(
        entries=[
            _entry(roster, recorded)
            for recorded in found
            if lies_in(
                place,
                roster.posts[roster.appointments[recorded.event.by.appointment_id].post_id],
                book,
            )
        ],
        next=_next(found, limit),
    )
