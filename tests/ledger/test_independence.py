"""Nobody reviews own work by a detour, and no attempt hides behind another."""

from __future__ import annotations

from uuid import uuid4

import pytest

from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    RegisterHousehold,
    Revision,
    SubmitHousehold,
)
from domain.events import AttemptRefused
from domain.forms import parse_form
from domain.reasons import AmendReason
from domain.refusal import NotPermitted, OwnWork
from domain.rules.sound_form import sound_form
from domain.status import Role
from ledger.application import BookApplication
from tests.ledger.books import (
    BOOK,
    act,
    approved,
    correction,
    envelope,
    listed,
    post,
    registered,
    version,
)


def test_an_account_that_somebody_made_does_not_approve_what_they_changed(
    book: BookApplication,
) -> None:
    household_id = registered(book)
    approved(book, household_id, "supervisor", "community", "township")
    act(book, "county-1", correction(book, household_id))
    act(book, "county-1", post("county-9", Role.COUNTY_OFFICE, BOOK))

    def approval() -> ApproveHousehold:
        version_now = version(book, household_id)
        return ApproveHousehold(household_id=household_id, expected_version=version_now)

    for account in ("county-1", "county-9"):
        with pytest.raises(OwnWork):
            act(book, account, approval())
    assert act(book, "county-2", approval()).result["status"] == "county_accepted"


def test_attempts_under_one_command_id_are_all_on_record(book: BookApplication) -> None:
    household_id = registered(book)
    command_id, size = uuid4(), book.head().size
    submission = SubmitHousehold(
        household_id=household_id, expected_version=2, declaration="signed-on-device"
    )
    approval = ApproveHousehold(household_id=household_id, expected_version=2)
    tried = [("auditor", approval), ("auditor", submission), ("operator", approval)]
    for account, command in (*tried, tried[0]):
        [answer] = book.execute([envelope(account, command, command_id)])
        assert isinstance(answer, NotPermitted)
    found = [entry.event for entry in book.read(size, 10)]
    assert all(isinstance(event, AttemptRefused) for event in found)
    assert [event.by.account for event in found] == ["auditor", "auditor", "operator"]


def test_a_missed_foreigner_is_added_by_an_amendment(book: BookApplication) -> None:
    [household_id] = listed(book)
    act(book, "enumerator", RegisterHousehold(form=parse_form(sound_form("foreign", {}))))
    another = sound_form("foreign", {})["persons"][0] | {"R2": 9}
    command = AmendHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        revision=Revision(foreign_added=(another,)),
        reason=AmendReason.MISSED_PERSON,
    )
    told = act(book, "enumerator", command).result
    assert len(told["foreign_ids"]) == 2  # type: ignore[arg-type]  # a list of ids
