"""What keeps persons from changing forms: nothing goes round registering, nothing comes twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.attribution import Authority
from domain.commands import (
    AcceptTransferIn,
    AnnounceTransferOut,
    ClosePhase,
    ConfirmListing,
    Members,
    MovePersons,
    RegisterHousehold,
    SplitHousehold,
    VacatePost,
)
from domain.forms.parsing import parse_form
from domain.phase import CensusPhase
from domain.reasons import BookkeepingReason
from domain.refusal import (
    ListingUnconfirmed,
    NotCertified,
    TransferTaken,
    UnfitTransfer,
    WrongStatus,
)
from domain.status import Role, Status
from ledger.application import BookApplication
from tests.domain.forms.examples import EXAMPLES
from tests.ledger.books import BLOCK, act, approved, envelope, listed, post, version
from tests.ledger.test_bookkeeping import alone, members, with_aunt

DOCUMENT = Authority(document="普查移转〔2020〕2号", issued_by="渝北区人口普查办公室")


@pytest.fixture
def household(book: BookApplication) -> UUID:
    """A family with an aunt, registered."""
    (household_id,) = listed(book)
    act(book, "enumerator", RegisterHousehold(form=parse_form(with_aunt())))
    return household_id


def coming(book: BookApplication, household_id: UUID, **of: Any) -> AcceptTransferIn:
    """A woman comes from another county."""
    answers = {"D1": "某戊", "D2": 9, "D4": 2, "D5": "1990-06", "D6": "01", "D7": 1, "D8": 1}
    given = AcceptTransferIn(
        household_id=household_id,
        expected_version=version(book, household_id),
        persons=({**answers, "D9": 1, "D11": 6, "D12": 1},),
        transfer_id=uuid4(),
        other_book="500113",
        reason=BookkeepingReason.OTHER_COUNTY,
    )
    return replace(given, **of)


def splitting(book: BookApplication, household_id: UUID, new: UUID) -> SplitHousehold:
    """The aunt gets a form of her own."""
    aunt = members(book, household_id)[-1]
    return SplitHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        to_household_id=new,
        to_expected_version=1,
        members=Members(persons=(aunt,), relationships={aunt: 0}),
        household={"H1": 1, "H5": 1, "H6": 30, "H7": 1},
        reason=BookkeepingReason.TWO_HOUSEHOLDS,
    )


def test_transfer_to_a_household_that_answered_for_foreigners_alone_is_refused(
    book: BookApplication,
) -> None:
    (household_id,) = listed(book)
    foreign: Any = dict(EXAMPLES["foreign"])
    foreign["household"] = {**foreign["household"], "building": "0001", "unit": "0001", "hh": "001"}
    foreign.pop("id", None)
    act(book, "enumerator", RegisterHousehold(form=parse_form(foreign)))
    with pytest.raises(UnfitTransfer) as refused:
        act(book, "supervisor", coming(book, household_id))
    assert refused.value.details() == {"misfit": "no-form"}


def test_transfer_comes_in_once(book: BookApplication, household: UUID) -> None:
    transfer_id = uuid4()
    act(book, "supervisor", coming(book, household, transfer_id=transfer_id))
    before = version(book, household)
    with pytest.raises(TransferTaken):
        act(book, "supervisor", coming(book, household, transfer_id=transfer_id))
    assert version(book, household) == before
    act(book, "supervisor", coming(book, household))


def test_transfer_comes_in_once_of_two_sent_in_one_batch(
    book: BookApplication, household: UUID
) -> None:
    (other,) = listed(book)
    act(book, "enumerator", RegisterHousehold(form=parse_form(alone())))
    transfer_id = uuid4()
    sent = [
        envelope("supervisor", coming(book, i, transfer_id=transfer_id)) for i in (household, other)
    ]
    answers = book.execute(sent)
    assert [isinstance(answer, TransferTaken) for answer in answers] == [False, True]


def test_transfer_goes_out_once(book: BookApplication, household: UUID) -> None:
    transfer_id = uuid4()

    def going() -> AnnounceTransferOut:
        return AnnounceTransferOut(
            household_id=household,
            expected_version=version(book, household),
            members=Members(persons=members(book, household)[-1:]),
            transfer_id=transfer_id,
            other_book="500113",
            reason=BookkeepingReason.OTHER_COUNTY,
        )

    act(book, "supervisor", going())
    with pytest.raises(TransferTaken):
        act(book, "supervisor", going())
    # The other half bears the same number, and is another.
    act(book, "supervisor", coming(book, household, transfer_id=transfer_id))


def test_split_waits_until_a_late_line_is_confirmed(book: BookApplication, household: UUID) -> None:
    act(book, "county-1", ClosePhase(phase=CensusPhase.LISTING, authority=DOCUMENT))
    (new,) = listed(book)
    with pytest.raises(ListingUnconfirmed):
        act(book, "supervisor", splitting(book, household, new))
    act(book, "supervisor", ConfirmListing(block=BLOCK, numbers=("002",)))
    act(book, "supervisor", splitting(book, household, new))
    assert book.household_record(new).household.status is Status.REGISTERED


def test_field_staff_without_a_credential_move_nobody(
    book: BookApplication, household: UUID
) -> None:
    (new,) = listed(book)
    act(book, "county-1", VacatePost(account="supervisor"))
    newcomer = post("newcomer", Role.SUPERVISOR, BLOCK[:12])
    act(book, "county-1", replace(newcomer, credential=""))
    with pytest.raises(NotCertified):
        act(book, "newcomer", splitting(book, household, new))


def test_submitted_record_changes_once_it_was_returned(
    book: BookApplication, household: UUID
) -> None:
    (other,) = listed(book)
    act(book, "enumerator", RegisterHousehold(form=parse_form(alone())))
    approved(book, other)
    for source, target in ((household, other), (other, household)):
        given = MovePersons(
            household_id=source,
            expected_version=version(book, source),
            to_household_id=target,
            to_expected_version=version(book, target),
            members=Members(persons=members(book, source)[-1:]),
            reason=BookkeepingReason.WRONG_HOUSEHOLD,
        )
        with pytest.raises(WrongStatus):
            act(book, "township", given)
    with pytest.raises(WrongStatus):
        act(book, "township", coming(book, other))
