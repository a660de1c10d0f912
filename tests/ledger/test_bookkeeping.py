"""Bookkeeping in a book: paired events in one command, sealed anew, permitted at both places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.attribution import Authority
from domain.commands import (
    AcceptTransferIn,
    AnnounceTransferOut,
    ListHouseholds,
    ListingLine,
    Members,
    MergeHouseholds,
    MovePersons,
    RegisterHousehold,
    ResolveDuplicate,
    SplitHousehold,
)
from domain.forms.parsing import parse_form
from domain.id_number import make
from domain.reasons import BookkeepingReason
from domain.refusal import (
    AuthorityNeeded,
    NotPermitted,
    OutsideArea,
    SecondPersonNeeded,
    StaleVersion,
    UnfitTransfer,
)
from domain.status import Role, Status
from ledger.application import BookApplication
from tests.ledger.books import (
    BLOCK,
    OTHER_BLOCK,
    act,
    approved,
    envelope,
    family,
    key_destruction,
    listed,
    post,
    received,
    version,
)

PAPER = Authority(document="普查移转〔2020〕1号", issued_by="渝北区人口普查办公室")
AUNT = make("500112", date(1975, 8, 15), 22)
LONE = make("500112", date(1970, 2, 15), 11)


def with_aunt(number: str = "001", block: str = BLOCK) -> dict[str, Any]:
    """The family with an aunt of the head's."""
    form: Any = family(number, block)
    aunt = {**form["persons"][0], "D1": "某丙", "D2": 9, "D3": AUNT, "D4": 2, "D5": "1975-08"}
    form["persons"].append(aunt)
    form["household"]["H2a"] = 3
    return form


def alone(number: str = "002", block: str = BLOCK) -> dict[str, Any]:
    form: Any = family(number, block)
    head = {**form["persons"][0], "D1": "某丁", "D3": LONE, "D5": "1970-02"}
    return {
        **form,
        "persons": [head],
        "household": {**form["household"], "H2a": 1},
    }


@pytest.fixture
def two(book: BookApplication) -> tuple[UUID, UUID]:
    """A family with an aunt, and somebody living alone, in one block."""
    one, other = listed(book, 2)
    for form in (with_aunt(), alone()):
        act(book, "enumerator", RegisterHousehold(form=parse_form(form)))
    return one, other


def moving(book: BookApplication, one: UUID, other: UUID, **of: Any) -> MovePersons:
    """The aunt goes to the household of the one who lives alone."""
    aunt = book.household_record(one).household.person_ids[-1]
    return replace(
        MovePersons(
            household_id=one,
            expected_version=version(book, one),
            to_household_id=other,
            to_expected_version=version(book, other),
            members=Members(persons=(aunt,)),
            reason=BookkeepingReason.WRONG_HOUSEHOLD,
        ),
        **of,
    )


def members(book: BookApplication, household_id: UUID) -> tuple[UUID, ...]:
    return book.household_record(household_id).household.person_ids


def test_a_move_is_one_command_with_paired_events(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    receipt = act(book, "township", moving(book, *two))
    entries = book.read(receipt.first_position, 10)
    assert [e.event.topic for e in entries] == [
        "MembersTransferredOut",
        "PersonTransferredOut",
        "MembersTransferredIn",
        "PersonTransferredIn",
    ]
    assert len({e.event.by.command_id for e in entries}) == 1
    assert all(e.event.by.reason == "wrong-household" for e in entries)


def test_a_moved_person_keeps_id_and_answers_and_is_read_under_the_other_key(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    one, other = two
    aunt = members(book, one)[-1]
    before = book.household_record(one).persons[aunt].answers
    act(book, "township", moving(book, one, other))
    assert book.household_record(other).persons[aunt].answers == before
    assert book.person_household(aunt) == other
    act(book, "county-1", key_destruction(book, one))
    assert book.household_record(other).persons[aunt].answers == before


def test_a_moved_person_is_found_by_number_in_the_other_household(
    book: BookApplication,
) -> None:
    one, other = listed(book, 2)
    for form in (with_aunt(), alone()):
        act(book, "enumerator", RegisterHousehold(form=parse_form(form)))
    moved = members(book, one)[-1]
    act(book, "township", moving(book, one, other))
    assert set(book.person_hints(AUNT)) == {(moved, one), (moved, other)}


def test_a_state_between_the_entries_of_a_move_holds_the_person_once(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    one, other = two
    receipt = act(book, "township", moving(book, one, other))
    for position in range(receipt.first_position, receipt.first_position + 4):
        records = [book.replay.record(i, position) for i in two]
        everyone = [p for record in records for p in record.persons]
        assert len(everyone) == len(set(everyone))


def test_a_move_needs_both_households_in_the_senders_area(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    with pytest.raises(NotPermitted):
        act(book, "enumerator", moving(book, *two))
    with pytest.raises(NotPermitted):
        act(book, "community", moving(book, *two))
    act(book, "supervisor", moving(book, *two))


def test_who_moves_a_person_works_on_both_records(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    act(book, "supervisor", moving(book, *two))
    for household_id in two:
        assert "supervisor" in book.household_record(household_id).household.worked_by


def test_an_approved_record_is_moved_from_by_an_office_on_a_document(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    one, other = two
    approved(book, one, "supervisor")
    with pytest.raises(NotPermitted):
        act(book, "supervisor", moving(book, one, other, authority=PAPER))
    with pytest.raises(AuthorityNeeded):
        act(book, "township", moving(book, one, other))
    act(book, "township", moving(book, one, other, authority=PAPER))
    assert book.household_record(one).household.status is Status.SUPERVISOR_APPROVED


def test_an_accepted_record_is_moved_from_under_four_eyes(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    one, other = two
    approved(book, one, "supervisor", "community", "township", "county-1")
    with pytest.raises(SecondPersonNeeded):
        act(book, "county-1", moving(book, one, other, authority=PAPER))
    given = moving(book, one, other, authority=PAPER, second_account="county-2")
    act(book, "county-1", given)


def test_a_move_decided_on_an_older_record_is_refused(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    given = moving(book, *two)
    act(book, "township", given)
    with pytest.raises(StaleVersion):
        act(book, "township", given)


def test_a_move_sent_again_is_answered_with_its_receipt(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    sent = envelope("township", moving(book, *two))
    first = received(book.execute([sent])[0])
    assert received(book.execute([sent])[0]).first_position == first.first_position
    assert len(members(book, two[1])) == 2


def test_a_split_registers_the_listed_household(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    one, _ = two
    lines = (ListingLine(number=None, building="0001", unit="0001"),)
    told = act(book, "enumerator", ListHouseholds(block=BLOCK, households=lines)).result
    new = UUID(told["households"][0]["household_id"])  # type: ignore[index]  # a list of lines
    aunt = members(book, one)[-1]
    act(
        book,
        "township",
        SplitHousehold(
            household_id=one,
            expected_version=version(book, one),
            to_household_id=new,
            to_expected_version=1,
            members=Members(persons=(aunt,), relationships={aunt: 0}),
            household={"H1": 1, "H5": 1, "H6": 30, "H7": 1},
            reason=BookkeepingReason.TWO_HOUSEHOLDS,
        ),
    )
    record = book.household_record(new)
    assert record.household.status is Status.REGISTERED
    assert record.persons[aunt].answers["D2"] == 0
    assert record.household.answers["H2a"] == 1


def test_a_merger_ends_the_first_household(book: BookApplication, two: tuple[UUID, UUID]) -> None:
    one, other = two
    everyone = {*members(book, one), *members(book, other)}
    head = members(book, other)[0]
    act(
        book,
        "township",
        MergeHouseholds(
            household_id=other,
            expected_version=version(book, other),
            to_household_id=one,
            to_expected_version=version(book, one),
            relationships={head: 9},
            reason=BookkeepingReason.ONE_HOUSEHOLD,
        ),
    )
    assert set(members(book, one)) == everyone
    assert book.household_record(other).household.status is Status.WITHDRAWN


def test_a_duplicate_in_another_block_is_resolved_by_the_office_over_both(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    one, _ = two
    (neighbours,) = listed(book, 1, "neighbour")
    form = alone("001", OTHER_BLOCK)
    form["persons"][0] |= {"D1": "某丙", "D3": AUNT, "D4": 2, "D5": "1975-08"}
    act(book, "neighbour", RegisterHousehold(form=parse_form(form)))
    aunt, twice = members(book, one)[-1], members(book, neighbours)[0]
    given = ResolveDuplicate(
        household_id=one,
        expected_version=version(book, one),
        person_id=aunt,
        other_household_id=neighbours,
        other_person_id=twice,
        reason=BookkeepingReason.DUPLICATE,
    )
    with pytest.raises(NotPermitted):
        act(book, "neighbour", given)
    act(book, "township", given)
    assert aunt not in members(book, one)
    assert members(book, neighbours) == (twice,)


def test_a_transfer_within_one_book_is_no_transfer_between_books(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    one, _ = two
    given = AnnounceTransferOut(
        household_id=one,
        expected_version=version(book, one),
        members=Members(persons=members(book, one)[-1:]),
        transfer_id=uuid4(),
        other_book=book.book,
        reason=BookkeepingReason.OTHER_COUNTY,
    )
    with pytest.raises(UnfitTransfer):
        act(book, "county-1", given)


def test_what_came_from_another_book_is_registered_here(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    _, other = two
    answers = dict(book.household_record(other).persons[members(book, other)[0]].answers)
    given = AcceptTransferIn(
        household_id=other,
        expected_version=version(book, other),
        persons=({**answers, "D1": "某戊", "D2": 9, "D3": AUNT, "D4": 2, "D5": "1975-08"},),
        transfer_id=uuid4(),
        other_book="500113",
        reason=BookkeepingReason.OTHER_COUNTY,
    )
    act(book, "county-1", given)
    assert len(members(book, other)) == 2


def test_who_answers_for_one_of_the_two_places_alone_moves_nobody(
    book: BookApplication, two: tuple[UUID, UUID]
) -> None:
    (neighbours,) = listed(book, 1, "neighbour")
    act(book, "neighbour", RegisterHousehold(form=parse_form(alone("001", OTHER_BLOCK))))
    act(book, "county-1", post("narrow", Role.SUPERVISOR, BLOCK))
    with pytest.raises(OutsideArea):
        act(book, "narrow", moving(book, two[0], neighbours))
    act(book, "supervisor", moving(book, two[0], neighbours))
