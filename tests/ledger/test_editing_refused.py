"""Nobody edits a registered answer but those whose work it is; every attempt is on record (条例 5).

The table says of every role which acts on a registered record are open to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

import pytest

from domain.attribution import Authority
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    CodePerson,
    Command,
    CorrectHousehold,
    ReopenHousehold,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.events import AttemptRefused, CodingMethod
from domain.reasons import (
    AmendReason,
    CorrectReason,
    ReopenReason,
    ReturnReason,
    WithdrawReason,
)
from domain.refusal import InstitutionOnly, NotPermitted, Refusal
from domain.status import Role
from ledger.application import BookApplication
from tests.ledger.books import BLOCK, BOOK, act, post, registered, registration, version

DOCUMENT = Authority(document="普查更正〔2020〕1号", issued_by="渝北区人口普查办公室")
REVISION = Revision(household={"H6": 95})


def _amend(household_id: UUID, at: int) -> Command:
    return AmendHousehold(
        household_id=household_id,
        expected_version=at,
        revision=REVISION,
        reason=AmendReason.ENTRY_MISTAKE,
    )


def _correct(household_id: UUID, at: int) -> Command:
    return CorrectHousehold(
        household_id=household_id,
        expected_version=at,
        revision=REVISION,
        reason=CorrectReason.ENTRY_MISTAKE,
        authority=DOCUMENT,
    )


def _withdraw(household_id: UUID, at: int) -> Command:
    return WithdrawHousehold(
        household_id=household_id, expected_version=at, reason=WithdrawReason.NOT_IN_BLOCK
    )


def _submit(household_id: UUID, at: int) -> Command:
    return SubmitHousehold(
        household_id=household_id, expected_version=at, declaration="signed-on-device"
    )


def _return(household_id: UUID, at: int) -> Command:
    return ReturnHousehold(
        household_id=household_id, expected_version=at, reason=ReturnReason.RULE_DOUBT
    )


def _approve(household_id: UUID, at: int) -> Command:
    return ApproveHousehold(household_id=household_id, expected_version=at)


def _reopen(household_id: UUID, at: int) -> Command:
    return ReopenHousehold(
        household_id=household_id,
        expected_version=at,
        reason=ReopenReason.INSPECTION,
        authority=DOCUMENT,
    )


def _register(_household_id: UUID, _at: int) -> Command:
    return registration()


def _code(household_id: UUID, person_id: UUID) -> Command:
    return CodePerson(
        household_id=household_id,
        person_id=person_id,
        person_version=1,
        industry=None,
        occupation="4",
        method=CodingMethod.READING,
    )


ACTS: Mapping[str, Callable[[UUID, int], Command]] = {
    "amend": _amend,
    "correct": _correct,
    "withdraw": _withdraw,
    "submit": _submit,
    "return": _return,
    "approve": _approve,
    "reopen": _reopen,
    "register": _register,
}
_FIELD = {"amend", "submit", "register"}
_REVIEW = {"return", "approve", "reopen"}
OPEN: Mapping[Role, set[str]] = {
    Role.ENUMERATOR: _FIELD,
    Role.SUPERVISOR: _FIELD | _REVIEW | {"withdraw"},
    Role.COMMUNITY_OFFICE: _REVIEW,
    Role.TOWNSHIP_OFFICE: _REVIEW | {"withdraw", "correct"},
    Role.COUNTY_OFFICE: _REVIEW | {"withdraw", "correct"},
    Role.LEADING_GROUP: set(),
    Role.DATA_OFFICER: set(),
    Role.INSPECTOR: set(),
    Role.CODER: set(),
    Role.AUDITOR: set(),
    Role.OPERATOR: set(),
}
AREAS = {
    Role.ENUMERATOR: BLOCK,
    Role.SUPERVISOR: BLOCK[:12],
    Role.COMMUNITY_OFFICE: BLOCK[:12],
    Role.TOWNSHIP_OFFICE: BLOCK[:9],
}


def refusal_of(book: BookApplication, command: Command) -> Refusal | None:
    try:
        act(book, "somebody", command)
    except Refusal as refusal:
        return refusal
    return None


@pytest.mark.parametrize("role", list(Role))
def test_role_edits_what_is_its_work_and_every_other_attempt_is_on_record(
    book: BookApplication, role: Role
) -> None:
    household_id = registered(book)
    act(book, "county-1", post("somebody", role, AREAS.get(role, BOOK)))
    before = book.household_record(household_id).form()
    refused: list[tuple[str, str]] = []
    for name, made in ACTS.items():
        if name in OPEN[role]:
            continue
        refusal = refusal_of(book, made(household_id, version(book, household_id)))
        assert isinstance(refusal, NotPermitted | InstitutionOnly), (name, refusal)
        refused.append((f"{name}-household", refusal.code))
    assert book.household_record(household_id).form() == before
    tried = [
        (r.event.command, r.event.refusal)
        for r in book.read(0, 200)
        if isinstance(r.event, AttemptRefused) and r.event.by.account == "somebody"
    ]
    assert tried == refused


@pytest.mark.parametrize("role", list(Role))
def test_role_is_not_kept_from_its_work_by_its_role(book: BookApplication, role: Role) -> None:
    household_id = registered(book)
    act(book, "county-1", post("somebody", role, AREAS.get(role, BOOK)))
    for name in sorted(OPEN[role]):
        at = version(book, household_id)
        refusal = refusal_of(book, ACTS[name](household_id, at))
        assert not isinstance(refusal, NotPermitted | InstitutionOnly), (name, refusal)


@pytest.mark.parametrize("role", list(Role))
def test_only_a_coder_codes(book: BookApplication, role: Role) -> None:
    household_id = registered(book)
    person_id = book.household_record(household_id).household.person_ids[0]
    act(book, "county-1", post("somebody", role, AREAS.get(role, BOOK)))
    refusal = refusal_of(book, _code(household_id, person_id))
    assert refusal is not None
    assert isinstance(refusal, NotPermitted) is (role is not Role.CODER)


def test_table_tells_of_every_role() -> None:
    assert OPEN.keys() == set(Role)
