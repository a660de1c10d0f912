"""A book's phases let acts pass or refuse them, and say so in the book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from domain.attribution import Authority
from domain.commands import (
    ApproveEarlyRegistration,
    ApproveHousehold,
    ClosePhase,
    Command,
    DelineateBlock,
    ListHouseholds,
    ListingLine,
    OpenPhase,
    SubmitHousehold,
)
from domain.events import EarlyRegistrationApproved, PhaseClosed, PhaseOpened
from domain.phase import CensusPhase
from domain.refusal import (
    AuthorityNeeded,
    ListingUnconfirmed,
    NotPermitted,
    OutsidePhase,
    SecondPersonNeeded,
    UnfitArea,
)
from ledger.acts import situation
from ledger.application import BookApplication
from ledger.database import Database
from ledger.opening import open_book
from ledger.receipt import Receipt
from tests.ledger.books import (
    BLOCK,
    BOOK,
    MOMENT,
    STAFF,
    act,
    envelope,
    listed,
    post,
    received,
    registration,
    version,
)

ABOVE = Authority(document="国统字〔2020〕9号", issued_by="上级普查办公室")
SHORT, LISTING = CensusPhase.SHORT_REGISTRATION, CensusPhase.LISTING


@pytest.fixture
def shut(database: Database) -> Iterator[BookApplication]:
    """A book in which no phase was ever open."""
    open_book(
        database,
        BOOK,
        name_zh="渝北区",
        founders=[post(*member) for member in STAFF[:3]],
        device="console",
        device_time=MOMENT,
    )
    application = BookApplication(BOOK, database)
    act(application, "county-1", DelineateBlock(code=BLOCK, urban_rural="111"))
    for member in STAFF[3:]:
        if member[0] != "neighbour":
            act(application, "county-1", post(*member))
    yield application
    application.close()


def on(day: str, application: BookApplication, account: str, command: Command) -> Receipt:
    """Have a command carried out on a day by the server's clock."""
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(situation, "day_of", lambda _: date.fromisoformat(day))
        return received(application.execute([envelope(account, command)])[0])


def test_book_is_opened_without_a_phase(shut: BookApplication) -> None:
    book = shut.roster().book
    assert book is not None
    assert book.phases_open == frozenset()
    with pytest.raises(OutsidePhase):
        listed(shut)


def test_work_goes_through_the_phases_of_the_calendar(shut: BookApplication) -> None:
    on("2020-10-11", shut, "county-1", OpenPhase(phase=LISTING))
    (household_id,) = listed(shut)
    with pytest.raises(OutsidePhase):
        act(shut, "enumerator", registration())
    on("2020-10-31", shut, "county-1", ClosePhase(phase=LISTING))
    on("2020-11-01", shut, "county-1", OpenPhase(phase=SHORT))
    act(shut, "enumerator", registration())
    on("2020-11-15", shut, "county-1", ClosePhase(phase=SHORT))
    submission = SubmitHousehold(
        household_id=household_id,
        expected_version=version(shut, household_id),
        declaration="signed-on-device",
    )
    with pytest.raises(OutsidePhase):
        act(shut, "enumerator", submission)
    on("2020-11-16", shut, "county-1", OpenPhase(phase=CensusPhase.CROSS_CHECK))
    act(shut, "enumerator", submission)
    on("2020-12-10", shut, "county-1", ClosePhase(phase=CensusPhase.CROSS_CHECK))
    act(
        shut,
        "supervisor",
        ApproveHousehold(household_id=household_id, expected_version=version(shut, household_id)),
    )
    told = [
        type(r.event) for r in shut.read(0, 100) if isinstance(r.event, PhaseOpened | PhaseClosed)
    ]
    assert told == [PhaseOpened, PhaseClosed] * 3


def test_phase_is_the_countys_and_off_its_plan_takes_a_document(shut: BookApplication) -> None:
    with pytest.raises(NotPermitted):
        on("2020-11-01", shut, "township", OpenPhase(phase=SHORT))
    with pytest.raises(AuthorityNeeded):
        on("2020-11-16", shut, "county-1", OpenPhase(phase=SHORT))
    on("2020-11-16", shut, "county-1", OpenPhase(phase=SHORT, authority=ABOVE))
    [opened] = [r.event for r in shut.read(0, 100) if isinstance(r.event, PhaseOpened)]
    assert opened.by.authority == ABOVE


def test_township_registers_early_on_an_approval_from_above(shut: BookApplication) -> None:
    on("2020-10-11", shut, "county-1", OpenPhase(phase=LISTING))
    listed(shut)
    early = ApproveEarlyRegistration(township=BLOCK[:9], authority=ABOVE)
    with pytest.raises(SecondPersonNeeded):
        act(shut, "county-1", early)
    with pytest.raises(UnfitArea):
        act(shut, "county-1", replace(early, township=BLOCK, second_account="county-2"))
    with pytest.raises(OutsidePhase):
        act(shut, "enumerator", registration())
    act(shut, "county-1", replace(early, second_account="county-2"))
    act(shut, "enumerator", registration())
    [approved] = [
        r.event for r in shut.read(0, 100) if isinstance(r.event, EarlyRegistrationApproved)
    ]
    assert (approved.by.second_account, approved.by.authority) == ("county-2", ABOVE)


def test_clock_of_the_sender_decides_nothing(shut: BookApplication) -> None:
    planned = "2020-11-01T09:00:00+08:00"
    sent = replace(envelope("county-1", OpenPhase(phase=SHORT)), device_time=planned)
    with pytest.raises(AuthorityNeeded):
        received(shut.execute([sent])[0])


def test_household_listed_without_any_listing_awaits_its_supervisor(shut: BookApplication) -> None:
    on("2020-11-01", shut, "county-1", OpenPhase(phase=SHORT))
    listed(shut)
    with pytest.raises(ListingUnconfirmed):
        act(shut, "enumerator", registration())


def test_household_listed_in_a_township_that_registers_early_awaits_its_supervisor(
    shut: BookApplication,
) -> None:
    early = ApproveEarlyRegistration(township=BLOCK[:9], authority=ABOVE, second_account="county-2")
    act(shut, "county-1", early)
    listed(shut)
    assert set(shut.roster().block(BLOCK).unconfirmed) == {"001"}


def test_household_listed_after_the_listing_awaits_its_supervisor(shut: BookApplication) -> None:
    on("2020-10-11", shut, "county-1", OpenPhase(phase=LISTING))
    on("2020-10-31", shut, "county-1", ClosePhase(phase=LISTING))
    on("2020-11-01", shut, "county-1", OpenPhase(phase=SHORT))
    lines = (ListingLine(number=None, building="0001", unit="0001"),)
    act(shut, "enumerator", ListHouseholds(block=BLOCK, households=lines))
    assert set(shut.roster().block(BLOCK).unconfirmed) == {"001"}
