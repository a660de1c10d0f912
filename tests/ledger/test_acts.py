"""Each act on a household is open to its step of the work and to the hands that it is for."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    GivenExplanation,
    RegisterHousehold,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.events import HouseholdCorrected
from domain.forms.parsing import parse_form
from domain.reasons import AmendReason, ReturnReason, WithdrawReason
from domain.refusal import (
    FormRefused,
    NothingChanged,
    NotPermitted,
    OwnWork,
    RulesViolated,
    SecondPersonNeeded,
    StaleVersion,
    UnknownPerson,
    WarningsUnexplained,
    WrongStatus,
)
from domain.status import Status
from ledger.application import BookApplication
from tests.ledger.books import (
    act,
    approved,
    correction,
    envelope,
    family,
    listed,
    registered,
    registration,
)


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
        household_id=household_id, expected_version=2, reason=WithdrawReason.NOT_IN_BLOCK
    )
    act(book, "supervisor", command)
    again = WithdrawHousehold(
        household_id=household_id, expected_version=3, reason=WithdrawReason.NOT_IN_BLOCK
    )
    assert isinstance(book.execute([envelope("supervisor", again)])[0], WrongStatus)


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
