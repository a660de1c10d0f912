"""Offices register collective households, keep no other, and do not review their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    RegisterHousehold,
    Revision,
    SubmitHousehold,
)
from domain.forms.parsing import parse_form
from domain.reasons import AmendReason
from domain.refusal import InstitutionOnly, NotPermitted, OwnWork
from ledger.application import BookApplication
from tests.ledger.books import act, family, listed, registered, registration, version


def dormitory() -> RegisterHousehold:
    """A collective household of two made-up persons, in the exchange format."""
    form: dict[str, Any] = family()
    form["household"] |= {"H1": 2, "H5": 4}
    for item in ("H6", "H7"):
        del form["household"][item]
    form["persons"][1]["D2"] = 9
    return RegisterHousehold(form=parse_form(form))


def amendment(book: BookApplication, household_id: UUID, kind: int | None) -> AmendHousehold:
    answers = {"H1": kind} if kind else {}
    return AmendHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        revision=Revision(household=answers),
        reason=AmendReason.ENTRY_MISTAKE,
    )


@pytest.mark.parametrize("account", ["township", "county-1"])
def test_office_registers_and_submits_a_collective_household(
    book: BookApplication, account: str
) -> None:
    (household_id,) = listed(book)
    act(book, account, dormitory())
    with pytest.raises(InstitutionOnly):
        act(book, account, amendment(book, household_id, 1))
    act(
        book,
        account,
        SubmitHousehold(
            household_id=household_id,
            expected_version=version(book, household_id),
            declaration="signed-on-device",
        ),
    )


def test_office_does_not_review_what_it_registered(book: BookApplication) -> None:
    (household_id,) = listed(book)
    act(book, "township", dormitory())
    submission = SubmitHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        declaration="signed-on-device",
    )
    act(book, "township", submission)
    for account in ("supervisor", "community"):
        approval = ApproveHousehold(
            household_id=household_id, expected_version=version(book, household_id)
        )
        act(book, account, approval)
    with pytest.raises(OwnWork):
        act(
            book,
            "township",
            replace(approval, expected_version=version(book, household_id)),
        )


@pytest.mark.parametrize("account", ["township", "county-1"])
def test_office_touches_no_ordinary_household(book: BookApplication, account: str) -> None:
    household_id = registered(book)
    listed(book)
    with pytest.raises(InstitutionOnly):
        act(book, account, registration("002"))
    with pytest.raises(InstitutionOnly):
        act(book, account, amendment(book, household_id, 2))


def test_community_registers_nobody(book: BookApplication) -> None:
    listed(book)
    with pytest.raises(NotPermitted):
        act(book, "community", dormitory())
