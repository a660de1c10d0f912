"""Devices are registered, retired and lost, and what comes from them says so."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from domain.attribution import RESPONDENT, Channel
from domain.commands import (
    Command,
    ListHouseholds,
    ListingLine,
    RegisterDevice,
    ReportDeviceLost,
    Respondent,
    RetireDevice,
)
from domain.refusal import (
    AlreadyEstablished,
    DeviceOutOfUse,
    FutureDate,
    NotPermitted,
    OutsideArea,
    Refusal,
    UnknownDevice,
    UnknownPost,
)
from ledger.application import BookApplication
from ledger.device_entries import entries_of_device, flagged_entries
from ledger.receipt import Receipt
from tests.ledger.books import BLOCK, act, envelope, listed, received, registration

LIST = ListHouseholds(
    block=BLOCK, households=(ListingLine(number=None, building="0001", unit="0001"),)
)
SINCE = "2020-11-01T08:00:00+08:00"


def registered(book: BookApplication, name: str, account: str = "enumerator") -> UUID:
    post_id = book.roster().appointment_of(account).post_id
    act(book, "township", RegisterDevice(name=name, post_id=post_id))
    return post_id


def flags(book: BookApplication, device: str) -> list[str | None]:
    """The flags of the entries that a listing from the device makes."""
    sent = replace(envelope("enumerator", LIST), device=device)
    [receipt] = book.execute([sent])
    assert isinstance(receipt, Receipt)
    return [e.event.by.device_flag for e in book.read(receipt.first_position, receipt.entries)]


def refused(book: BookApplication, account: str, command: Command) -> type[Refusal]:
    answer = book.execute([envelope(account, command)])[0]
    assert isinstance(answer, Refusal), answer
    return type(answer)


def test_device_that_was_not_registered_is_flagged_where_the_post_has_one(
    book: BookApplication,
) -> None:
    registered(book, "pad-8", "neighbour")
    assert flags(book, "somebodys-phone") == [None, None]
    registered(book, "pad-1")
    assert flags(book, "pad-1") == [None, None]
    assert flags(book, "somebodys-phone") == ["unregistered", "unregistered"]


def test_lost_device_does_not_hide_behind_another_name(book: BookApplication) -> None:
    registered(book, "pad-9")
    act(book, "enumerator", ReportDeviceLost(name="pad-9", since=SINCE))
    assert flags(book, "pad-9-renamed") == ["unregistered", "unregistered"]


def test_households_own_device_is_not_flagged(book: BookApplication) -> None:
    [household_id] = listed(book)
    registered(book, "pad-1")
    issued_by = book.roster().appointment_of("enumerator").appointment_id
    own = Respondent(household_id=household_id, appointment_id=issued_by)
    sent = replace(
        envelope(RESPONDENT, registration()),
        device="browser",
        channel=Channel.SELF,
        respondent=own,
    )
    receipt = received(book.execute([sent])[0])
    entries = book.read(receipt.first_position, receipt.entries)
    assert {entry.event.by.device_flag for entry in entries} == {None}


def test_device_of_another_post_is_flagged(book: BookApplication) -> None:
    registered(book, "pad-2", "neighbour")
    assert flags(book, "pad-2") == ["other-post", "other-post"]


def test_lost_device_is_flagged_until_it_is_registered_anew(book: BookApplication) -> None:
    registered(book, "pad-3")
    act(book, "enumerator", ReportDeviceLost(name="pad-3", since=SINCE))
    assert flags(book, "pad-3") == ["lost", "lost"]
    registered(book, "pad-3")
    assert flags(book, "pad-3") == [None, None]


def test_device_is_not_lost_in_the_future(book: BookApplication) -> None:
    registered(book, "pad-7")
    lost = ReportDeviceLost(name="pad-7", since="2099-01-01t09:00:00.123456789z")
    assert refused(book, "enumerator", lost) is FutureDate


def test_retired_device_is_flagged_and_never_comes_back(book: BookApplication) -> None:
    post_id = registered(book, "pad-4")
    act(book, "county-1", RetireDevice(name="pad-4"))
    assert flags(book, "pad-4") == ["retired", "retired"]
    for command in (
        RegisterDevice(name="pad-4", post_id=post_id),
        RetireDevice(name="pad-4"),
        ReportDeviceLost(name="pad-4", since=SINCE),
    ):
        assert refused(book, "county-1", command) is DeviceOutOfUse


def test_device_is_registered_once_to_a_post(book: BookApplication) -> None:
    post_id = registered(book, "pad-5")
    again = RegisterDevice(name="pad-5", post_id=post_id)
    assert refused(book, "township", again) is AlreadyEstablished
    nobodys = RegisterDevice(name="pad-5", post_id=UUID(int=1))
    assert refused(book, "township", nobodys) is UnknownPost


@pytest.mark.parametrize(
    ("account", "command", "refusal"),
    [
        ("enumerator", RetireDevice(name="pad-6"), NotPermitted),
        ("auditor", ReportDeviceLost(name="pad-6", since=SINCE), NotPermitted),
        ("neighbour", ReportDeviceLost(name="pad-6", since=SINCE), OutsideArea),
        ("township", RetireDevice(name="pad-0"), UnknownDevice),
    ],
)
def test_device_is_in_the_hands_of_its_offices(
    book: BookApplication, account: str, command: Command, refusal: type[Refusal]
) -> None:
    registered(book, "pad-6")
    assert refused(book, account, command) is refusal


def test_entries_are_found_by_device_and_by_flag(book: BookApplication) -> None:
    listed(book)
    assert flagged_entries(book.recorder, 0, 10) == []
    registered(book, "pad-7", "neighbour")
    flags(book, "pad-7")
    flags(book, "pad-70")
    own = entries_of_device(book.recorder, "pad-7", 0, 10)
    assert {recorded.event.by.device for recorded in own} == {"pad-7"}
    flagged = flagged_entries(book.recorder, 0, 10)
    assert [recorded.position for recorded in flagged] == [r.position for r in own]
    assert flagged_entries(book.recorder, flagged[0].position + 1, 1) == flagged[1:]
