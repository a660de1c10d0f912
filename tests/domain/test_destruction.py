"""Keys are destroyed on a document and under four eyes, and what needs them ends there."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attribution import Attribution, Authority, Channel
from domain.book import Book
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    Command,
    GivenExplanation,
    GivenRemark,
    ListHouseholds,
    ListingLine,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.destruction import Destruction, require_ground
from domain.events import BookKeysDestroyed, Event, HouseholdKeyDestroyed, ListedHousehold
from domain.reasons import AmendReason, ReturnReason, WithdrawReason
from domain.refusal import AuthorityNeeded, KeyDestroyed, SecondPersonNeeded, WrongStatus
from domain.roster import Roster
from domain.status import Status
from domain.territory import Block
from tests.domain.records import at

AUTHORITY = Authority(document="普查销毁〔2021〕1号", issued_by="试验普查办公室")
BY = Attribution(
    command_id=uuid4(),
    account="county-1",
    appointment_id=uuid4(),
    device="desk-1",
    device_time="2021-06-01T09:00:00+08:00",
    channel=Channel.OFFICE,
    authority=AUTHORITY,
    second_account="county-2",
    second_appointment_id=uuid4(),
)
ID = uuid4()


def opened() -> Book:
    """A book of the first position; its event waits."""
    book = Book(uuid4())
    book.open(BY, book="500112", name_zh="渝北区", census="CN-2020", suite="aes-256-gcm")
    return book


def listing(*household_ids: UUID) -> Block:
    """A block with these households on its list; its events wait."""
    block = Block(uuid4())
    block.delineate(BY, code="500112011001001", urban_rural="111")
    lines = tuple(
        ListedHousehold(household_id=i, number=f"{n:03d}", building="0001", unit="0001")
        for n, i in enumerate(household_ids, 1)
    )
    block.extend_list(BY, lines)
    return block


def folded(*events: Event) -> Roster:
    """The roster of these events."""
    return Roster().fold(enumerate(events))


def of_household(household_id: UUID, by: Attribution = BY) -> HouseholdKeyDestroyed:
    """The destruction of one household's key."""
    return HouseholdKeyDestroyed(originator_id=household_id, originator_version=9, by=by)


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.LISTED])
def test_a_key_is_destroyed_at_any_step_and_the_record_stays_there(status: Status) -> None:
    record = at(status)
    record.household.destroy_key(BY)
    [event] = record.collect_events()
    assert isinstance(event, HouseholdKeyDestroyed)
    assert record.household.status is status
    assert record.household.key_destroyed


def test_a_household_that_told_nothing_has_nothing_to_be_sealed() -> None:
    with pytest.raises(WrongStatus):
        at(Status.LISTED).household.destroy_key(BY)


def test_a_key_is_destroyed_once() -> None:
    household = at(Status.COUNTY_ACCEPTED).household
    household.destroy_key(BY)
    with pytest.raises(KeyDestroyed):
        household.destroy_key(BY)


def test_the_keys_of_a_book_are_destroyed_once() -> None:
    book = opened()
    book.destroy_keys(BY)
    assert isinstance(book.collect_events()[-1], BookKeysDestroyed)
    with pytest.raises(KeyDestroyed):
        book.destroy_keys(BY)


@pytest.mark.parametrize(
    ("lacking", "refused"),
    [
        ({"authority": None}, AuthorityNeeded),
        ({"second_account": None}, SecondPersonNeeded),
        ({"second_account": "county-1"}, SecondPersonNeeded),
        ({"second_appointment_id": None}, SecondPersonNeeded),
    ],
)
def test_keys_are_destroyed_on_a_document_and_by_two_persons_only(
    lacking: dict[str, None], refused: type[Exception]
) -> None:
    by = replace(BY, **lacking)
    with pytest.raises(refused):
        require_ground(by)
    with pytest.raises(refused):
        opened().destroy_keys(by)
    with pytest.raises(refused):
        at(Status.REGISTERED).household.destroy_key(by)


@pytest.mark.parametrize("lacking", ["authority", "second_account", "second_appointment_id"])
def test_a_destruction_on_no_ground_is_none(lacking: str) -> None:
    with pytest.raises(ValueError, match="position 7"):
        Destruction.of(7, replace(BY, **{lacking: None}), whole_book=False)


def test_the_roster_tells_whose_key_was_destroyed_by_whom() -> None:
    first, second = uuid4(), uuid4()
    events = [*opened().collect_events(), *listing(first, second).collect_events()]
    roster = folded(*events, of_household(first))
    found = roster.destruction_of(first)
    assert found is not None
    assert (found.position, found.whole_book) == (len(events), False)
    assert (found.account, found.second_account) == ("county-1", "county-2")
    assert found.authority == AUTHORITY
    assert roster.last_destruction == roster.position == len(events)
    assert roster.destruction_of(second) is None
    assert roster.key_destroyed(first)
    assert not roster.key_destroyed(second)


def test_the_destruction_of_a_book_holds_for_its_households_and_for_no_post() -> None:
    first, second, post = uuid4(), uuid4(), uuid4()
    book = opened()
    events = [*book.collect_events(), *listing(first, second).collect_events()]
    book.destroy_keys(BY)
    roster = folded(*events, of_household(first), *book.collect_events())
    assert roster.sealed_for_good() == {first, second}
    assert not roster.key_destroyed(post)
    own, of_book = roster.destruction_of(first), roster.destruction_of(second)
    assert own is not None
    assert of_book is not None
    assert (own.whole_book, of_book.whole_book) == (False, True)
    assert own.position < of_book.position == roster.last_destruction


@given(st.lists(st.integers(0, 4), unique=True), st.booleans())
def test_sealed_for_good_are_those_destroyed_one_by_one_or_all(
    which: list[int], whole_book: bool
) -> None:
    ids = [uuid4() for _ in range(5)]
    book = opened()
    events = [*book.collect_events(), *listing(*ids).collect_events()]
    events += [of_household(ids[i]) for i in which]
    if whole_book:
        book.destroy_keys(BY)
        events += book.collect_events()
    roster = folded(*events)
    expected = set(ids) if whole_book else {ids[i] for i in which}
    assert roster.sealed_for_good() == expected
    assert {i for i in ids if roster.key_destroyed(i)} == expected
    assert {i for i in ids if roster.destruction_of(i) is not None} == expected


_EXPLAINED = (GivenExplanation(rule="P48", person=0, text="核实"),)
_REMARKED = (GivenRemark(item="H6", person=None, text="复核"),)
_LINE = ListingLine(number=None, building="0001", unit="0001")


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (ListHouseholds(block="500112011001001", households=(_LINE,)), True),
        (
            AmendHousehold(
                household_id=ID,
                expected_version=2,
                revision=Revision(household={"H6": 90}),
                reason=AmendReason.ENTRY_MISTAKE,
            ),
            True,
        ),
        (
            SubmitHousehold(
                household_id=ID,
                expected_version=2,
                declaration="self-declared",
                explanations=_EXPLAINED,
            ),
            True,
        ),
        (
            SubmitHousehold(household_id=ID, expected_version=2, declaration="self-declared"),
            False,
        ),
        (
            ReturnHousehold(
                household_id=ID,
                expected_version=3,
                reason=ReturnReason.REVISIT,
                remarks=_REMARKED,
            ),
            True,
        ),
        (
            ReturnHousehold(household_id=ID, expected_version=3, reason=ReturnReason.REVISIT),
            False,
        ),
        (ApproveHousehold(household_id=ID, expected_version=3), False),
        (
            WithdrawHousehold(household_id=ID, expected_version=3, reason=WithdrawReason.VACANT),
            False,
        ),
    ],
)
def test_a_command_needs_the_key_where_it_reads_or_adds_something_personal(
    command: Command, needed: bool
) -> None:
    assert command.needs_key is needed
