"""A book takes commands: each is recorded once and whole, or refused alone."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import cast
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    ListHouseholds,
    ListingLine,
    Revision,
    SubmitHousehold,
    VacatePost,
)
from domain.events import AttemptRefused, PersonRegistered
from domain.reasons import AmendReason
from domain.refusal import (
    NoAppointment,
    NotListed,
    NotPermitted,
    OutsideArea,
    Refusal,
    RulesViolated,
    UnknownBlock,
    UnknownHousehold,
    UnknownPerson,
    WrongStatus,
)
from domain.status import Role, Status
from ledger.append import Append, Outcome
from ledger.application import BookApplication
from ledger.database import Database
from ledger.errors import (
    BookAlreadyOpen,
    CommandReused,
    KeyMissing,
    LedgerError,
    LedgerUnavailable,
    OwnerLacksRights,
)
from ledger.opening import open_book
from ledger.receipt import Receipt
from ledger.schema import migrate
from tests.ledger.books import (
    BLOCK,
    MOMENT,
    act,
    envelope,
    listed,
    post,
    received,
    registered,
    registration,
)


def test_registration_records_household_and_persons_in_one_command(book: BookApplication) -> None:
    household_id = registered(book)
    record = book.household_record(household_id)
    assert record.household.status is Status.REGISTERED
    assert [p.answers["D1"] for p in record.persons.values()] == ["某甲", "某乙"]
    assert record.household.answers["H6"] == 89


def test_positions_are_dense_and_receipts_name_the_tree(book: BookApplication) -> None:
    listed(book)
    before = book.head().size
    receipt = act(book, "enumerator", registration())
    assert (receipt.first_position, receipt.entries) == (before, 3)
    assert receipt.tree_size == book.head().size == before + 3
    assert [e.position for e in book.read(0, 1000)] == list(range(before + 3))


def test_same_command_again_gets_the_first_answer(book: BookApplication) -> None:
    listed(book)
    sent = envelope("enumerator", registration())
    first = received(book.execute([sent])[0])
    size = book.head().size
    again = received(book.execute([sent])[0])
    assert again.repeated
    assert not first.repeated
    assert again.to_json() == first.to_json()
    assert book.head().size == size


def test_command_id_with_another_content_is_a_conflict(book: BookApplication) -> None:
    listed(book)
    sent = envelope("enumerator", registration())
    book.execute([sent])
    other = envelope("enumerator", registration(D11=7), sent.command_id)
    assert isinstance(book.execute([other])[0], CommandReused)


def test_same_command_from_many_threads_is_recorded_once(book: BookApplication) -> None:
    listed(book)
    sent = envelope("enumerator", registration())
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: received(book.execute([sent])[0]), range(8)))
    assert len({a.first_position for a in answers}) == 1
    assert sum(isinstance(e.event, PersonRegistered) for e in book.read(0, 1000)) == 2


def test_different_registrations_of_one_household_leave_one(book: BookApplication) -> None:
    listed(book)
    sent = [envelope("enumerator", registration(D11=level)) for level in (4, 5, 6, 7)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda e: book.execute([e])[0], sent))
    assert sum(isinstance(a, Receipt) for a in answers) == 1
    assert all(isinstance(a, Receipt | WrongStatus) for a in answers)


def test_bad_command_of_a_batch_is_refused_alone(book: BookApplication) -> None:
    listed(book, 3)
    answers = book.execute(
        [
            envelope("enumerator", registration("001")),
            envelope("enumerator", registration("002", D2=5)),
            envelope("enumerator", registration("003")),
        ]
    )
    assert [type(a) for a in answers] == [Receipt, RulesViolated, Receipt]


def test_commands_of_a_batch_may_build_on_each_other(book: BookApplication) -> None:
    (household_id,) = listed(book)
    answers = book.execute(
        [
            envelope("enumerator", registration()),
            envelope(
                "enumerator",
                SubmitHousehold(
                    household_id=household_id, expected_version=2, declaration="signed-on-device"
                ),
            ),
            envelope("supervisor", ApproveHousehold(household_id=household_id, expected_version=3)),
        ]
    )
    assert [received(a).result["status"] for a in answers] == [
        "registered",
        "submitted",
        "supervisor_approved",
    ]


@pytest.mark.parametrize(
    ("account", "number", "block", "refusal"),
    [
        ("neighbour", "001", BLOCK, OutsideArea),
        ("auditor", "001", BLOCK, NotPermitted),
        ("enumerator", "002", BLOCK, NotListed),
        ("enumerator", "001", "500112011001009", UnknownBlock),
        ("stranger", "001", BLOCK, NoAppointment),
    ],
)
def test_registration_by_the_wrong_hand_or_place_is_refused(
    book: BookApplication, account: str, number: str, block: str, refusal: type[Refusal]
) -> None:
    listed(book)
    size = book.head().size
    answer = book.execute([envelope(account, registration(number, block))])[0]
    assert isinstance(answer, refusal)
    added = [e.event for e in book.read(size, 10)]
    assert [type(event) for event in added] == [AttemptRefused] * refusal.goes_on_record


def test_an_attempt_at_what_a_post_may_not_do_is_on_record_once(book: BookApplication) -> None:
    listed(book)
    asked, size = envelope("auditor", registration()), book.head().size
    for _ in range(2):
        assert isinstance(book.execute([asked])[0], NotPermitted)
    [attempt] = [e.event for e in book.read(size, 10)]
    assert isinstance(attempt, AttemptRefused)
    assert (attempt.by.account, attempt.by.command_id) == ("auditor", asked.command_id)
    assert (attempt.command, attempt.refusal) == ("register-household", "not-permitted")


def test_vacated_post_may_not_act(book: BookApplication) -> None:
    listed(book)
    act(book, "county-1", VacatePost(account="enumerator"))
    assert isinstance(book.execute([envelope("enumerator", registration())])[0], NoAppointment)


def test_unknown_household_is_refused(book: BookApplication) -> None:
    command = ApproveHousehold(household_id=uuid4(), expected_version=1)
    assert isinstance(book.execute([envelope("supervisor", command)])[0], UnknownHousehold)
    with pytest.raises(UnknownHousehold):
        book.household_record(uuid4())


def test_person_leads_to_the_household(book: BookApplication) -> None:
    household_id = registered(book)
    person = book.household_record(household_id).household.person_ids[0]
    assert book.person_household(person) == household_id
    with pytest.raises(UnknownPerson):
        book.person_household(household_id)


def test_events_read_without_personal_parts_hold_none(book: BookApplication) -> None:
    registered(book)
    persons = [e.event for e in book.read(0, 1000) if isinstance(e.event, PersonRegistered)]
    assert len(persons) == 2
    assert all({"D1", "D3"}.isdisjoint(p.answers) and "D4" in p.answers for p in persons)


def test_nothing_is_answered_for_a_book_that_is_not_open(database: Database) -> None:
    application = BookApplication("110101", database)
    try:
        with pytest.raises(LedgerError, match="book-not-open"):
            application.execute([envelope("enumerator", registration())])
    finally:
        application.close()


def test_owner_without_rights_is_told_so(database: Database) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute("CREATE ROLE test_poor LOGIN")
    poor = replace(database, url=make_conninfo(database.url, user="test_poor"))
    try:
        with pytest.raises(OwnerLacksRights):
            migrate(poor)
    finally:
        with psycopg.connect(database.url) as owner:
            owner.execute("DROP ROLE test_poor")


def lose_key(database: Database, household_id: UUID) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute("DELETE FROM vault.data_key WHERE subject_id = %s", [household_id])


def test_household_without_its_key_is_refused_alone(
    database: Database, book: BookApplication
) -> None:
    lost = listed(book, 3)[1]
    lose_key(database, lost)
    again = BookApplication(book.book, database)
    answers = again.execute(
        [envelope("enumerator", registration(number)) for number in ("001", "002", "003")]
    )
    again.close()
    assert [type(a) for a in answers] == [Receipt, KeyMissing, Receipt]


def test_record_that_cannot_be_opened_is_not_amended(
    database: Database, book: BookApplication
) -> None:
    household_id = registered(book)
    lose_key(database, household_id)
    again = BookApplication(book.book, database)
    command = AmendHousehold(
        household_id=household_id,
        expected_version=2,
        revision=Revision(household={"H6": 95}),
        reason=AmendReason.ENTRY_MISTAKE,
    )
    assert isinstance(again.execute([envelope("enumerator", command)])[0], KeyMissing)
    with pytest.raises(KeyMissing):
        again.household_record(household_id)
    again.close()


def test_what_an_earlier_wave_recorded_is_told_when_a_later_one_fails(
    book: BookApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    (household_id,) = listed(book)
    submission = SubmitHousehold(
        household_id=household_id, expected_version=2, declaration="self-declared"
    )
    calls = iter([None, LedgerUnavailable()])
    append = book._commit.append

    def failing(appends: Sequence[Append]) -> list[Outcome]:
        error = next(calls)
        if error is not None:
            raise error
        return append(appends)

    monkeypatch.setattr(book._commit, "append", failing)
    answers = book.execute(
        [envelope("enumerator", registration()), envelope("enumerator", submission)]
    )
    assert [type(a) for a in answers] == [Receipt, LedgerUnavailable]


def test_post_vacated_in_one_process_may_not_act_in_another(
    database: Database, book: BookApplication
) -> None:
    listed(book)
    other = BookApplication(book.book, database)
    other.roster()
    act(book, "county-1", VacatePost(account="enumerator"))
    assert isinstance(other.execute([envelope("enumerator", registration())])[0], NoAppointment)
    other.close()


def test_book_is_opened_once_by_whoever_is_first(database: Database) -> None:
    def opening(_: int) -> str:
        try:
            open_book(
                database,
                "110101",
                name_zh="东城区",
                founders=[replace(post("operator", Role.OPERATOR, "110101"))],
                device="console",
                device_time=MOMENT,
            )
        except BookAlreadyOpen as error:
            return error.code
        return "opened"

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(opening, range(4)))
    assert sorted(answers) == ["book-already-open"] * 3 + ["opened"]


def test_many_who_extend_one_list_at_once_are_all_answered_in_turn(book: BookApplication) -> None:
    """Each decision rests on the list as it is: of those taken at one moment one would hold."""
    lines = tuple(ListingLine(number=None, building="0001", unit="0001") for _ in range(10))

    def extend(_: int) -> Receipt:
        command = ListHouseholds(block=BLOCK, households=lines)
        return received(book.execute([envelope("enumerator", command)])[0])

    with ThreadPoolExecutor(40) as threads:
        receipts = list(threads.map(extend, range(40)))
    told = [line for r in receipts for line in cast(list[dict[str, str]], r.result["households"])]
    assert sorted(line["number"] for line in told) == [f"{n:03d}" for n in range(1, 401)]
    assert len(book.roster().block(BLOCK).households) == 400
