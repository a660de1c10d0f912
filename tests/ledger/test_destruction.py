"""A destroyed key is gone for good, whoever asks for it, and the book goes on without it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    GivenExplanation,
    ListHouseholds,
    ListingLine,
    Revision,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.reasons import AmendReason, WithdrawReason
from domain.refusal import KeyDestroyed, NotPermitted, SecondPersonNeeded, StaleVersion
from domain.status import Role, Status
from ledger.application import BookApplication
from ledger.database import Database
from ledger.destruction import KEYS_OF_HOUSEHOLDS
from ledger.errors import CommandNotComparable, CommandReused, KeyMissing
from ledger.receipt import Receipt
from ledger.vault import FINGERPRINT, ID_INDEX, Vault
from tests.ledger.books import (
    BLOCK,
    BOOK,
    act,
    approved,
    book_destruction,
    envelope,
    key_destruction,
    listed,
    post,
    registered,
    registration,
    version,
)
from tests.ledger.destroyed_book import keys_in, name_of_head

NUMBER = "500112198506151232"
"""Of the made-up head of every made-up family."""


def two_families(book: BookApplication) -> list[UUID]:
    """Two registered households."""
    households = listed(book, 2)
    for number in ("001", "002"):
        act(book, "enumerator", registration(number))
    return households


def test_one_key_goes_and_the_other_households_stay_open(
    book: BookApplication, vault: Vault
) -> None:
    first, second = two_families(book)
    receipt = act(book, "county-1", key_destruction(book, first))
    assert receipt.result["status"] == "registered"
    with pytest.raises(KeyMissing):
        vault.key(first)
    assert name_of_head(book, first) is None
    assert name_of_head(book, second) == "某甲"
    assert book.household_record(first).household.answers["H6"] == 89
    assert {household for _, household in book.person_hints(NUMBER)} == {second}


def test_the_whole_book_goes_but_for_the_posts(book: BookApplication, database: Database) -> None:
    households = two_families(book)
    _, purposes, rows = keys_in(database)
    assert purposes >= {FINGERPRINT, ID_INDEX}
    assert rows == 4
    assert [name_of_head(book, i) for i in households] == ["某甲", "某甲"]
    receipt = act(book, "county-1", book_destruction())
    assert receipt.entries == 1
    roster = book.roster()
    data_keys, purposes, rows = keys_in(database)
    assert (data_keys, rows) == (len(roster.posts), 0)
    assert not purposes & set(KEYS_OF_HOUSEHOLDS)
    assert [name_of_head(book, i) for i in households] == [None, None]
    with pytest.raises(KeyDestroyed):
        book.person_hints(NUMBER)
    with pytest.raises(KeyDestroyed):
        book.index_persons(0, 100)
    [filled] = [
        recorded.event
        for recorded in book.events_of(list(roster.posts), with_personal=True)
        if recorded.event.topic == "PostFilled" and recorded.event.by.account == "county-1"
    ][:1]
    assert getattr(filled, "holder", None) == "某甲"


def test_another_process_that_had_opened_it_forgets_the_key(
    book: BookApplication, database: Database
) -> None:
    household_id = registered(book)
    other = BookApplication(BOOK, database)
    try:
        assert name_of_head(other, household_id) == "某甲"
        act(book, "county-1", key_destruction(book, household_id))
        other.roster()
        assert name_of_head(other, household_id) is None
    finally:
        other.close()


def test_another_process_that_had_not_reads_the_record_without_names(
    book: BookApplication, database: Database
) -> None:
    household_id = registered(book)
    other = BookApplication(BOOK, database)
    try:
        other.roster()
        act(book, "county-1", key_destruction(book, household_id))
        assert name_of_head(other, household_id) is None
    finally:
        other.close()


def test_a_key_that_is_missing_for_no_reason_is_still_an_error(
    book: BookApplication, vault: Vault, database: Database
) -> None:
    household_id = registered(book)
    vault.destroy([household_id])
    other = BookApplication(BOOK, database)
    try:
        with pytest.raises(KeyMissing):
            other.household_record(household_id)
    finally:
        other.close()


def test_review_goes_on_without_the_key(book: BookApplication) -> None:
    household_id = registered(book)
    act(book, "county-1", key_destruction(book, household_id))
    approved(book, household_id, "supervisor", "community", "township", "county-1")
    assert book.household_record(household_id).household.status is Status.COUNTY_ACCEPTED


def test_a_record_whose_key_is_gone_can_be_withdrawn(book: BookApplication) -> None:
    household_id = registered(book)
    act(book, "county-1", key_destruction(book, household_id))
    command = WithdrawHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        reason=WithdrawReason.NOT_IN_BLOCK,
    )
    assert act(book, "supervisor", command).result["status"] == "withdrawn"


def amendment(book: BookApplication, household_id: UUID) -> AmendHousehold:
    """The floor space anew."""
    return AmendHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        revision=Revision(household={"H6": 90}),
        reason=AmendReason.ENTRY_MISTAKE,
    )


def test_what_needs_the_key_is_refused(book: BookApplication) -> None:
    household_id = registered(book)
    act(book, "county-1", key_destruction(book, household_id))
    with pytest.raises(KeyDestroyed):
        act(book, "enumerator", amendment(book, household_id))
    with pytest.raises(KeyDestroyed):
        act(book, "county-1", key_destruction(book, household_id))


def test_a_destroyed_book_takes_no_further_households(book: BookApplication) -> None:
    first, _ = listed(book, 2)
    act(book, "enumerator", registration("001"))
    act(book, "county-1", book_destruction())
    with pytest.raises(KeyDestroyed):
        act(book, "county-1", key_destruction(book, first))
    with pytest.raises(KeyDestroyed):
        act(book, "enumerator", registration("002"))
    line = ListingLine(number=None, building="0001", unit="0001")
    with pytest.raises(KeyDestroyed):
        act(book, "enumerator", ListHouseholds(block=BLOCK, households=(line,)))
    with pytest.raises(KeyDestroyed):
        act(book, "county-1", book_destruction())


def test_a_post_can_still_be_filled_in_a_destroyed_book(
    book: BookApplication, database: Database
) -> None:
    act(book, "county-1", book_destruction())
    act(book, "county-1", post("auditor-2", Role.AUDITOR, BOOK))
    other = BookApplication(BOOK, database)
    try:
        holders = [
            getattr(recorded.event, "holder", None)
            for recorded in other.events_of(list(other.roster().posts), with_personal=True)
            if recorded.event.topic == "PostFilled"
        ]
    finally:
        other.close()
    assert set(holders) == {"某甲"}


def test_only_two_county_offices_destroy_keys(book: BookApplication) -> None:
    household_id = registered(book)
    order = key_destruction(book, household_id)
    for account in ("township", "enumerator", "auditor", "operator"):
        with pytest.raises(NotPermitted):
            act(book, account, order)
        with pytest.raises(NotPermitted):
            act(book, account, book_destruction())
    for second, refused in (
        ("township", SecondPersonNeeded),
        ("operator", NotPermitted),
        ("county-1", SecondPersonNeeded),
        (None, SecondPersonNeeded),
    ):
        with pytest.raises(refused):
            act(book, "county-1", replace(order, second_account=second))
        with pytest.raises(refused):
            act(book, "county-1", replace(book_destruction(), second_account=second))
    assert name_of_head(book, household_id) == "某甲"


def test_an_order_on_a_record_that_changed_is_refused(book: BookApplication) -> None:
    household_id = registered(book)
    order = key_destruction(book, household_id)
    act(book, "enumerator", amendment(book, household_id))
    with pytest.raises(StaleVersion):
        act(book, "county-1", order)


def test_an_order_that_is_sent_again_gets_its_first_receipt(book: BookApplication) -> None:
    household_id = registered(book)
    for order in (key_destruction(book, household_id), book_destruction()):
        sent = envelope("county-1", order)
        [first] = book.execute([sent])
        [second] = book.execute([sent])
        assert isinstance(first, Receipt)
        assert second == replace(first, repeated=True)


def test_a_command_from_before_cannot_be_compared_after(
    book: BookApplication, database: Database
) -> None:
    listed(book)
    before = envelope("enumerator", registration())
    book.execute([before])
    act(book, "county-1", book_destruction())
    assert isinstance(book.execute([before])[0], CommandNotComparable)
    other = BookApplication(BOOK, database)
    try:
        assert isinstance(other.execute([before])[0], CommandNotComparable)
    finally:
        other.close()
    assert FINGERPRINT not in keys_in(database)[1]


def test_a_command_from_after_is_known_again(book: BookApplication) -> None:
    household_id = registered(book)
    approved(book, household_id)
    act(book, "county-1", book_destruction())
    command = ApproveHousehold(household_id=household_id, expected_version=3)
    sent = envelope("supervisor", command)
    [first] = book.execute([sent])
    assert isinstance(first, Receipt)
    [second] = book.execute([sent])
    assert second == replace(first, repeated=True)
    other = replace(sent, command=replace(command, expected_version=4))
    assert isinstance(book.execute([other])[0], CommandReused | CommandNotComparable)


def test_a_submission_with_an_explanation_needs_the_key(book: BookApplication) -> None:
    household_id = registered(book)
    act(book, "county-1", key_destruction(book, household_id))
    command = SubmitHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        declaration="self-declared",
    )
    given = GivenExplanation(rule="H1", person=None, text="说明")
    explained = replace(command, explanations=(given,))
    with pytest.raises(KeyDestroyed):
        act(book, "enumerator", explained)
    assert act(book, "enumerator", command).result["status"] == "submitted"
