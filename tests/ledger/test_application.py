"""A book takes commands: each is recorded once and whole, or refused alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from domain.attribution import Authority
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    Command,
    CorrectHousehold,
    GivenExplanation,
    RegisterHousehold,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    VacatePost,
    WithdrawHousehold,
)
from domain.events import HouseholdCorrected, PersonRegistered
from domain.forms.parsing import parse_form
from domain.reasons import AmendReason, CorrectReason, ReturnReason, WithdrawReason
from domain.refusal import (
    FormRefused,
    NoAppointment,
    NothingChanged,
    NotListed,
    NotPermitted,
    OutsideArea,
    OwnWork,
    Refusal,
    RulesViolated,
    SecondPersonNeeded,
    StaleVersion,
    UnknownBlock,
    UnknownHousehold,
    UnknownPerson,
    WarningsUnexplained,
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
    envelope,
    family,
    listed,
    opened,
    post,
    received,
    registration,
)


@pytest.fixture
def book(database: Database) -> Iterator[BookApplication]:
    application = opened(database)
    yield application
    application.close()


def act(book: BookApplication, account: str, command: Command) -> Receipt:
    return received(book.execute([envelope(account, command)])[0])


def registered(book: BookApplication) -> UUID:
    (household_id,) = listed(book)
    act(book, "enumerator", registration())
    return household_id


def version(book: BookApplication, household_id: UUID) -> int:
    return book.household_record(household_id).household.version


def approved(book: BookApplication, household_id: UUID, *accounts: str) -> None:
    act(
        book,
        "enumerator",
        SubmitHousehold(
            household_id=household_id,
            expected_version=version(book, household_id),
            declaration="signed-on-device",
        ),
    )
    for account in accounts:
        act(
            book,
            account,
            ApproveHousehold(
                household_id=household_id, expected_version=version(book, household_id)
            ),
        )


def correction(book: BookApplication, household_id: UUID, **fields: object) -> CorrectHousehold:
    return CorrectHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        revision=Revision(household={"H6": 95}),
        reason=CorrectReason.CROSS_CHECK,
        authority=Authority(document="普查更正〔2020〕1号", issued_by="渝北区人口普查办公室"),
        **fields,  # type: ignore[arg-type]  # the one optional field
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
    assert book.head().size == size


def test_vacated_post_may_not_act(book: BookApplication) -> None:
    listed(book)
    act(book, "county-1", VacatePost(account="enumerator"))
    assert isinstance(book.execute([envelope("enumerator", registration())])[0], NoAppointment)


def test_record_goes_up_to_the_county(book: BookApplication) -> None:
    household_id = registered(book)
    approved(book, household_id, "supervisor", "community", "township", "county-1")
    assert book.household_record(household_id).household.status is Status.COUNTY_ACCEPTED


def test_level_out_of_turn_is_refused(book: BookApplication) -> None:
    household_id = registered(book)
    approved(book, household_id)
    command = ApproveHousehold(household_id=household_id, expected_version=3)
    assert isinstance(book.execute([envelope("community", command)])[0], WrongStatus)


def test_stale_version_tells_the_current_one(book: BookApplication) -> None:
    household_id = registered(book)
    command = ApproveHousehold(household_id=household_id, expected_version=1)
    answer = book.execute([envelope("supervisor", command)])[0]
    assert isinstance(answer, StaleVersion)
    assert answer.current == 2


def test_returned_record_is_amended_and_submitted_again(book: BookApplication) -> None:
    household_id = registered(book)
    approved(book, household_id)
    act(
        book,
        "supervisor",
        ReturnHousehold(household_id=household_id, expected_version=3, reason=ReturnReason.REVISIT),
    )
    person = book.household_record(household_id).household.person_ids[1]
    act(
        book,
        "enumerator",
        AmendHousehold(
            household_id=household_id,
            expected_version=4,
            revision=Revision(household={"H6": "120"}, persons={person: {"D1": "某丙"}}),
            reason=AmendReason.AFTER_RETURN,
        ),
    )
    approved(book, household_id, "supervisor")
    record = book.household_record(household_id)
    assert record.household.answers["H6"] == 120
    assert record.persons[person].answers["D1"] == "某丙"
    assert record.household.status is Status.SUPERVISOR_APPROVED


def test_amendment_adds_and_removes_persons(book: BookApplication) -> None:
    household_id = registered(book)
    record = book.household_record(household_id)
    removed = record.household.person_ids[1]
    child = {
        "D1": "某丁", "D2": 2, "D4": 2, "D5": "2019-01", "D6": "01", "D7": 1, "D8": 1, "D9": 1,
        "D3": "500112201901151245",
    }  # fmt: skip
    act(
        book,
        "enumerator",
        AmendHousehold(
            household_id=household_id,
            expected_version=2,
            revision=Revision(added=(child,), removed=(removed,)),
            reason=AmendReason.MISSED_PERSON,
        ),
    )
    form = book.household_record(household_id).form()
    assert [p["D1"] for p in form.persons] == ["某甲", "某丁"]


def test_amendment_naming_a_stranger_is_refused(book: BookApplication) -> None:
    household_id = registered(book)
    command = AmendHousehold(
        household_id=household_id,
        expected_version=2,
        revision=Revision(persons={uuid4(): {"D11": 7}}),
        reason=AmendReason.ENTRY_MISTAKE,
    )
    assert isinstance(book.execute([envelope("enumerator", command)])[0], UnknownPerson)


def test_person_is_removed_once(book: BookApplication) -> None:
    household_id = registered(book)
    person = book.household_record(household_id).household.person_ids[1]
    command = AmendHousehold(
        household_id=household_id,
        expected_version=2,
        revision=Revision(removed=(person, person), household={"H2a": 1}),
        reason=AmendReason.EXTRA_PERSON,
    )
    assert isinstance(book.execute([envelope("enumerator", command)])[0], UnknownPerson)
    once = replace(command, revision=replace(command.revision, removed=(person,)))
    act(book, "enumerator", once)
    again = replace(once, expected_version=3)
    assert isinstance(book.execute([envelope("enumerator", again)])[0], UnknownPerson)


def test_nobody_approves_what_they_registered(book: BookApplication) -> None:
    (household_id,) = listed(book)
    act(book, "supervisor", registration())
    approved(book, household_id)
    command = ApproveHousehold(household_id=household_id, expected_version=3)
    assert isinstance(book.execute([envelope("supervisor", command)])[0], OwnWork)


def test_correction_of_an_approved_record_needs_an_office(book: BookApplication) -> None:
    household_id = registered(book)
    approved(book, household_id, "supervisor")
    command = correction(book, household_id)
    assert isinstance(book.execute([envelope("enumerator", command)])[0], NotPermitted)
    act(book, "township", command)
    assert book.household_record(household_id).household.answers["H6"] == 95


@pytest.mark.parametrize("second", [None, "county-1"])
def test_correction_after_acceptance_needs_a_different_second_person(
    book: BookApplication, second: str | None
) -> None:
    household_id = registered(book)
    approved(book, household_id, "supervisor", "community", "township", "county-1")
    command = correction(book, household_id, second_account=second)
    answer = book.execute([envelope("county-1", command)])[0]
    assert isinstance(answer, SecondPersonNeeded)


def test_countersigned_correction_names_both_persons(book: BookApplication) -> None:
    household_id = registered(book)
    approved(book, household_id, "supervisor", "community", "township", "county-1")
    act(book, "county-1", correction(book, household_id, second_account="county-2"))
    (event,) = [
        e.event for e in book.events_of([household_id]) if isinstance(e.event, HouseholdCorrected)
    ]
    assert (event.by.account, event.by.second_account) == ("county-1", "county-2")
    assert event.by.authority is not None
    assert event.by.reason == "cross-check"


def test_withdrawn_household_is_withdrawn_once(book: BookApplication) -> None:
    household_id = registered(book)
    command = WithdrawHousehold(
        household_id=household_id, expected_version=2, reason=WithdrawReason.DUPLICATE
    )
    act(book, "supervisor", command)
    again = WithdrawHousehold(
        household_id=household_id, expected_version=3, reason=WithdrawReason.DUPLICATE
    )
    assert isinstance(book.execute([envelope("supervisor", again)])[0], WrongStatus)


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


def test_dwelling_other_than_the_listed_one_is_refused(book: BookApplication) -> None:
    listed(book)
    raw = family()
    household = raw["household"]
    assert isinstance(household, dict)
    household["unit"] = "0009"
    answer = book.execute([envelope("enumerator", RegisterHousehold(form=parse_form(raw)))])[0]
    assert isinstance(answer, RulesViolated)
    assert [f.rule for f in answer.findings] == ["H39"]


def explained(*pairs: tuple[str, int | None]) -> tuple[GivenExplanation, ...]:
    return tuple(GivenExplanation(rule=r, person=p, text="已核实") for r, p in pairs)


def test_warning_is_explained_before_submission(book: BookApplication) -> None:
    (household_id,) = listed(book)
    act(book, "enumerator", registration(D11=3, D12=2))
    command = SubmitHousehold(
        household_id=household_id, expected_version=2, declaration="self-declared"
    )
    answer = book.execute([envelope("enumerator", command)])[0]
    assert isinstance(answer, WarningsUnexplained)
    assert [(f.rule, f.person) for f in answer.findings] == [("P48", 0)]
    act(book, "enumerator", replace(command, explanations=explained(("P48", 0))))


def test_warning_that_comes_back_is_explained_anew(book: BookApplication) -> None:
    (household_id,) = listed(book)
    form = registration(D11=3, D12=2)
    act(book, "enumerator", replace(form, explanations=explained(("P48", 0))))
    person = book.household_record(household_id).household.person_ids[0]
    for number, literate in ((2, 1), (3, 2)):
        act(
            book,
            "enumerator",
            AmendHousehold(
                household_id=household_id,
                expected_version=number,
                revision=Revision(persons={person: {"D12": literate}}),
                reason=AmendReason.RESPONDENT_CORRECTED,
            ),
        )
    command = SubmitHousehold(
        household_id=household_id, expected_version=4, declaration="self-declared"
    )
    assert isinstance(book.execute([envelope("enumerator", command)])[0], WarningsUnexplained)


def test_revision_that_changes_nothing_is_refused(book: BookApplication) -> None:
    household_id = registered(book)
    command = AmendHousehold(
        household_id=household_id,
        expected_version=2,
        revision=Revision(household={"H6": "89"}),
        reason=AmendReason.ENTRY_MISTAKE,
    )
    assert isinstance(book.execute([envelope("enumerator", command)])[0], NothingChanged)


def test_revision_with_an_unknown_item_is_no_form(book: BookApplication) -> None:
    household_id = registered(book)
    command = AmendHousehold(
        household_id=household_id,
        expected_version=2,
        revision=Revision(household={"H99": 1}, added=({"D4": "9" * 300},)),
        reason=AmendReason.ENTRY_MISTAKE,
    )
    answer = book.execute([envelope("enumerator", command)])[0]
    assert isinstance(answer, FormRefused)
    assert [f.code for f in answer.faults] == ["unknown-item", "too-long"]


def test_owner_without_rights_is_told_so(database: Database) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute("CREATE ROLE test_poor LOGIN")
    poor = Database(make_conninfo(database.url, user="test_poor"), database.secrets)
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
