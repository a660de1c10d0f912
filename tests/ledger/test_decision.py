"""Commands are decided on the roster and the record: who may, where, and with whom."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from domain.attribution import Authority
from domain.commands import (
    DelineateBlock,
    EstablishPost,
    ListHouseholds,
    ListingLine,
    VacatePost,
    WithdrawHousehold,
)
from domain.events import HouseholdWithdrawn
from domain.reasons import WithdrawReason
from domain.refusal import (
    AuthorityNeeded,
    FormRefused,
    LastCountyOffice,
    NotPermitted,
    NumberOutOfRange,
    SecondPersonNeeded,
    UnfitArea,
)
from domain.status import Role
from ledger.application import BookApplication
from ledger.receipt import Receipt
from tests.ledger.books import (
    BLOCK,
    BOOK,
    act,
    approved,
    correction,
    envelope,
    listed,
    post,
    registered,
    registration,
    version,
)

AUTHORITY = Authority(document="普查更正〔2020〕2号", issued_by="渝北区人口普查办公室")
LEVELS = ("supervisor", "community", "township", "county-1")


def withdrawal(book: BookApplication, household_id: UUID, **fields: object) -> WithdrawHousehold:
    return WithdrawHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        reason=WithdrawReason.NOT_IN_BLOCK,
        **fields,  # type: ignore[arg-type]  # the optional fields
    )


def test_supervisor_withdraws_only_what_nobody_approved(book: BookApplication) -> None:
    household_id = registered(book)
    approved(book, household_id, "supervisor")
    command = withdrawal(book, household_id, authority=AUTHORITY)
    assert isinstance(book.execute([envelope("supervisor", command)])[0], NotPermitted)
    bare = withdrawal(book, household_id)
    assert isinstance(book.execute([envelope("township", bare)])[0], AuthorityNeeded)
    assert act(book, "township", command).result["status"] == "withdrawn"


def test_accepted_household_is_withdrawn_under_four_eyes(book: BookApplication) -> None:
    household_id = registered(book)
    approved(book, household_id, *LEVELS)
    alone = withdrawal(book, household_id, authority=AUTHORITY)
    assert isinstance(book.execute([envelope("county-1", alone)])[0], SecondPersonNeeded)
    lower = replace(alone, second_account="supervisor")
    assert isinstance(book.execute([envelope("county-2", lower)])[0], NotPermitted)
    act(book, "county-1", replace(alone, second_account="county-2"))
    (event,) = [
        e.event for e in book.events_of([household_id]) if isinstance(e.event, HouseholdWithdrawn)
    ]
    assert (event.by.account, event.by.second_account) == ("county-1", "county-2")
    assert event.by.authority == AUTHORITY


@pytest.mark.parametrize(
    ("first", "second", "countersigned"),
    [
        ("county-1", "county-3", False),
        ("county-3", "county-1", False),
        ("county-1", "county-4", False),
        ("township", "county-1", False),
        ("county-2", "county-4", True),
        ("township", "county-2", True),
    ],
)
def test_who_appointed_the_second_person_cannot_sign_with_them(
    book: BookApplication, first: str, second: str, countersigned: bool
) -> None:
    household_id = registered(book)
    approved(book, household_id, *LEVELS)
    act(book, "county-1", post("county-3", Role.COUNTY_OFFICE, BOOK))
    act(book, "county-3", post("county-4", Role.COUNTY_OFFICE, BOOK))
    correct = correction(book, household_id, second_account=second)
    [corrected] = book.execute([envelope(first, correct)])
    withdraw = withdrawal(book, household_id, authority=AUTHORITY, second_account=second)
    [withdrawn] = book.execute([envelope(first, withdraw)])
    expected = Receipt if countersigned else SecondPersonNeeded
    assert [type(corrected), type(withdrawn)] == [expected, expected]


@pytest.mark.parametrize(
    "command",
    [
        DelineateBlock(code=BOOK + "999001001", urban_rural="111"),
        DelineateBlock(code=BLOCK[:12] + "009", urban_rural="999"),
        post("new", Role.ENUMERATOR, BLOCK[:12] + "009"),
        post("new", Role.ENUMERATOR, BOOK),
        post("new", Role.COUNTY_OFFICE, BLOCK),
        post("new", Role.TOWNSHIP_OFFICE, BOOK + "999"),
    ],
)
def test_roster_names_areas_that_there_are(
    book: BookApplication, command: DelineateBlock | EstablishPost
) -> None:
    size = book.head().size
    assert isinstance(book.execute([envelope("county-1", command)])[0], UnfitArea)
    assert book.head().size == size


def test_last_county_office_stays(book: BookApplication) -> None:
    first = VacatePost(account="county-2")
    assert isinstance(book.execute([envelope("supervisor", first)])[0], NotPermitted)
    act(book, "county-1", first)
    last = VacatePost(account="county-1")
    assert isinstance(book.execute([envelope("supervisor", last)])[0], NotPermitted)
    assert isinstance(book.execute([envelope("county-1", last)])[0], LastCountyOffice)
    act(book, "county-1", VacatePost(account="auditor"))


def test_county_offices_do_not_leave_together(book: BookApplication) -> None:
    both = [envelope(account, VacatePost(account=account)) for account in ("county-1", "county-2")]
    assert [type(answer) for answer in book.execute(both)] == [Receipt, LastCountyOffice]


def test_block_is_full_at_998(book: BookApplication) -> None:
    def lines(*numbers: str | None) -> ListHouseholds:
        return ListHouseholds(
            block=BLOCK,
            households=tuple(ListingLine(number=n, building="0001", unit="0001") for n in numbers),
        )

    act(book, "enumerator", lines("997"))
    answer = book.execute([envelope("enumerator", lines(None, None))])[0]
    assert isinstance(answer, NumberOutOfRange)
    told = act(book, "enumerator", lines(None, "999")).result["households"]
    assert isinstance(told, list)
    assert [line["number"] for line in told] == ["998", "999"]
    assert isinstance(book.execute([envelope("enumerator", lines(None))])[0], NumberOutOfRange)


def test_answer_of_another_kind_is_refused_with_its_place(book: BookApplication) -> None:
    listed(book)
    size = book.head().size
    answer = book.execute([envelope("enumerator", registration(D7_county="某路八号"))])[0]
    assert isinstance(answer, FormRefused)
    assert [(f.code, f.pointer) for f in answer.faults] == [("wrong-code", "/persons/0/D7_county")]
    assert book.head().size == size
