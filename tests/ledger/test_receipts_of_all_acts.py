"""The verifier takes receipts of acts that write other records than those they name, or none."""

from __future__ import annotations

import json
from uuid import UUID

import psycopg
import pytest

from domain.canvass import BuildingKind, VisitOutcome
from domain.commands import (
    AmendHousehold,
    BuildingLine,
    CountersignWorkday,
    CrossCheck,
    ListBuildings,
    MakeComment,
    RecordVisit,
    RecordWorkday,
    RegisterDevice,
    Revision,
)
from domain.reasons import AmendReason
from domain.refusal import NotPermitted
from ledger.application import BookApplication
from ledger.database import Database
from ledger.verifier.book import verify_book
from tests.ledger.books import BLOCK, BOOK, act, registered, version

TODAY = "2020-11-01"


def damage(database: Database) -> list[tuple[str, int | None]]:
    """What the verifier finds."""
    return [(f.kind, f.position) for f in verify_book(database.url, BOOK).findings]


def post_of(book: BookApplication, account: str) -> UUID:
    """The post that an account holds."""
    return book.roster().post_of(account).id


def test_acts_beside_a_household_are_verified(book: BookApplication, database: Database) -> None:
    household_id = registered(book)
    act(book, "enumerator", RecordVisit(
        household_id=household_id, outcome=VisitOutcome.MET, next_visit=None, remark=""
    ))  # fmt: skip
    comment = MakeComment(household_id=household_id, item="H6", person_id=None, text="请核对")
    act(book, "supervisor", comment)
    device = RegisterDevice(name="pad-1", post_id=post_of(book, "enumerator"))
    act(book, "county-1", device)
    building = BuildingLine(number="0009", kind=BuildingKind.SHOP, storeys=1, units=())
    act(book, "enumerator", ListBuildings(block=BLOCK, buildings=(building,)))
    assert damage(database) == []


def test_a_day_that_is_countersigned_is_verified(book: BookApplication, database: Database) -> None:
    act(book, "enumerator", RecordWorkday(date=TODAY, minutes=480))
    worker = book.roster().appointment_of("enumerator").appointment_id
    act(book, "supervisor", CountersignWorkday(appointment_id=worker, date=TODAY, minutes=480))
    assert damage(database) == []


def test_an_attempt_that_was_refused_needs_no_receipt(
    book: BookApplication, database: Database
) -> None:
    household_id = registered(book)
    attempt = AmendHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        revision=Revision(household={"H6": 1}),
        reason=AmendReason.ENTRY_MISTAKE,
    )
    size = book.head().size
    with pytest.raises(NotPermitted):
        act(book, "auditor", attempt)
    assert book.head().size == size + 1
    assert damage(database) == []


def test_checks_that_find_nothing_are_verified_between_others(
    book: BookApplication, database: Database
) -> None:
    for _ in range(3):
        receipt = act(book, "county-1", CrossCheck(area=BOOK, as_of=book.head().size - 1))
        assert receipt.entries == 0
        act(book, "enumerator", RecordWorkday(date=TODAY, minutes=60 + book.head().size))
    act(book, "county-1", CrossCheck(area=BOOK, as_of=book.head().size - 1))
    assert damage(database) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("root", "A" * 43 + "="), ("tree_size", 1), ("first_position", 2)],
)
def test_an_altered_receipt_of_a_check_that_found_nothing_is_found(
    book: BookApplication, database: Database, field: str, value: object
) -> None:
    act(book, "enumerator", RecordWorkday(date=TODAY, minutes=60))
    act(book, "county-1", CrossCheck(area=BOOK, as_of=book.head().size - 1))
    act(book, "enumerator", RecordWorkday(date=TODAY, minutes=61))
    with psycopg.connect(database.url) as owner:
        owner.execute(
            "UPDATE ledger.command SET outcome = convert_to(jsonb_set("
            "convert_from(outcome, 'UTF8')::jsonb, %s, %s)::text, 'UTF8') "
            "WHERE (convert_from(outcome, 'UTF8')::jsonb->>'entries')::int = 0",
            ([field], json.dumps(value)),
        )
    assert {kind for kind, _ in damage(database)} == {"altered-outcome"}


def test_a_receipt_that_says_it_added_nothing_leaves_its_entries_uncovered(
    book: BookApplication, database: Database
) -> None:
    act(book, "enumerator", RecordWorkday(date=TODAY, minutes=60))
    position = book.head().size - 1
    with psycopg.connect(database.url) as owner:
        owner.execute(
            "UPDATE ledger.command SET outcome = convert_to(jsonb_set("
            "convert_from(outcome, 'UTF8')::jsonb, '{entries}', '0')::text, 'UTF8') "
            "WHERE (convert_from(outcome, 'UTF8')::jsonb->>'first_position')::int = %s",
            (position,),
        )
    assert {kind for kind, _ in damage(database)} == {"altered-outcome"}
