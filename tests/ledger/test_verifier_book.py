"""An altered book is found out, and the finding names what was done and where."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from ledger.application import BookApplication
from ledger.database import Database
from ledger.verifier.book import verify_book
from ledger.verifier.findings import VerifyReport
from ledger.verifier.kept import Kept
from tests.databases import Installed, KeptDatabase
from tests.ledger.books import BOOK, envelope, listed, opened, received, registration


@pytest.fixture
def book(kept_database: KeptDatabase[Installed], database: Database) -> Iterator[BookApplication]:
    """Three families that were registered."""
    kept_database.prepare("book of three families", lambda: write(database))
    application = BookApplication(BOOK, database)
    yield application
    application.close()


def write(database: Database) -> None:
    application = opened(database)
    listed(application, 3)
    for number in ("001", "002", "003"):
        received(application.execute([envelope("enumerator", registration(number))])[0])
    application.close()


def kinds(report: VerifyReport) -> list[tuple[str, int | None]]:
    return [(f.kind, f.position) for f in report.findings]


def altered(database: Database, *statements: str) -> VerifyReport:
    with psycopg.connect(database.url) as owner:
        for statement in statements:
            owner.execute(statement)
    return verify_book(database.url, BOOK)


def test_untouched_book_is_sound(database: Database, book: BookApplication) -> None:
    head = book.head()
    told: list[tuple[int, int]] = []
    report = verify_book(database.url, BOOK, on_progress=lambda *done: told.append(done))
    assert report.sound
    assert report.size == head.size
    assert told[-1] == (head.size, head.size)
    assert report.root == verify_book(database.service_url, BOOK).root


def test_book_that_is_not_there_is_no_sound_book(database: Database) -> None:
    assert kinds(verify_book(database.url, "110101")) == [("missing-head", None)]


AT = -1
"""Stands for the position of the entry that is altered."""


def a_person(database: Database) -> int:
    """Position of the first entry about a person."""
    with psycopg.connect(database.url) as owner:
        row = owner.execute(
            "SELECT min(position) FROM ledger.entry WHERE topic = 'PersonRegistered'"
        ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (
            ("UPDATE ledger.entry SET state = set_byte(state, 9, 0) WHERE position = {at}",),
            [("altered-state", AT)],
        ),
        (
            ("UPDATE ledger.entry SET entry = set_byte(entry, 9, 57) WHERE position = {at}",),
            [("altered-entry", AT), ("altered-row", AT), ("wrong-root", None)],
        ),
        (
            ("UPDATE ledger.entry SET topic = 'HouseholdWithdrawn' WHERE position = {at}",),
            [("altered-row", AT)],
        ),
        (
            (
                (
                    "UPDATE ledger.entry SET recorded_at = recorded_at - interval '1 day' "
                    "WHERE position = {at}"
                ),
            ),
            [("altered-row", AT), ("time-goes-back", AT)],
        ),
        (
            ("DELETE FROM ledger.entry WHERE position = {at}",),
            [("missing-entry", AT), ("wrong-root", None)],
        ),
        (
            (
                (
                    "UPDATE ledger.head SET frontier[1] = set_byte(frontier[1], 0, 0), "
                    "frontier[2] = set_byte(frontier[2], 0, 0)"
                ),
            ),
            [("wrong-root", None)],
        ),
    ],
    ids=["state", "entry", "column", "time", "removed", "head"],
)
def test_alteration_is_named_with_its_position(
    database: Database,
    book: BookApplication,
    statements: tuple[str, ...],
    found: list[tuple[str, int | None]],
) -> None:
    at = a_person(database)
    told = kinds(altered(database, *(s.replace("{at}", str(at)) for s in statements)))
    assert told == [(kind, at if place == AT else place) for kind, place in found]


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("{first_position}", "9", True),
        ("{recorded_at}", '"2020-11-01T00:00:00+00:00"', True),
        ("{root}", '"AAAA"', True),
        ("{tree_size}", "9999", False),
    ],
)
def test_altered_outcome_of_a_command_is_found(
    database: Database, book: BookApplication, path: str, value: str, place: bool
) -> None:
    with psycopg.connect(database.url) as owner:
        row = owner.execute(
            "SELECT originator_id, position FROM ledger.entry WHERE topic = 'HouseholdRegistered' "
            "ORDER BY position LIMIT 1"
        ).fetchone()
        assert row is not None
        owner.execute(
            "UPDATE ledger.command SET outcome = convert_to("
            "jsonb_set(convert_from(outcome, 'UTF8')::jsonb, %s, %s)::text, 'UTF8') "
            "WHERE (convert_from(outcome, 'UTF8')::jsonb)->>'first_position' = %s",
            [path, value, str(row[1])],
        )
    found = kinds(verify_book(database.url, BOOK))
    assert found
    assert {kind for kind, _ in found} == {"altered-outcome"}
    assert any(position is not None for _, position in found) == place


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger.command SET outcome = set_byte(outcome, 40, 255)",
        "UPDATE ledger.command SET outcome = ''",
        "UPDATE ledger.command SET outcome = '{}'",
        "UPDATE ledger.command SET outcome = 'null'",
        "DELETE FROM ledger.command",
        "DELETE FROM ledger.command WHERE outcome IN (SELECT outcome FROM ledger.command LIMIT 1)",
        "UPDATE ledger.command SET command_id = gen_random_uuid()",
        (
            "INSERT INTO ledger.command SELECT book_id, gen_random_uuid(), fingerprint, outcome "
            "FROM ledger.command LIMIT 1"
        ),
    ],
)
def test_outcomes_that_are_no_more_those_of_the_book_are_found(
    database: Database, book: BookApplication, statement: str
) -> None:
    found = kinds(altered(database, statement))
    assert {kind for kind, _ in found} == {"altered-outcome"}


def test_receipt_of_another_household_is_found(database: Database, book: BookApplication) -> None:
    statement = (
        "UPDATE ledger.command SET outcome = convert_to(jsonb_set("
        "convert_from(outcome, 'UTF8')::jsonb, '{result,household_id}', to_jsonb(gen_random_uuid())"
        ")::text, 'UTF8') WHERE convert_from(outcome, 'UTF8')::jsonb->'result' ? 'household_id'"
    )
    assert {kind for kind, _ in kinds(altered(database, statement))} == {"altered-outcome"}


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE ledger.entry SET recorded_at = 'infinity' WHERE position = 5", "altered-row"),
        ("UPDATE ledger.head SET recorded_at = '-infinity'", "altered-head"),
        ("UPDATE ledger.head SET frontier = '{NULL}'", "wrong-root"),
    ],
)
def test_values_that_nothing_writes_are_found(
    database: Database, book: BookApplication, statement: str, kind: str
) -> None:
    assert kind in {found for found, _ in kinds(altered(database, statement))}


def test_altered_time_of_the_head_is_found(database: Database, book: BookApplication) -> None:
    statement = "UPDATE ledger.head SET recorded_at = recorded_at + interval '1 year'"
    assert kinds(altered(database, statement)) == [("altered-head", None)]


def test_entry_beyond_the_head_is_found(database: Database, book: BookApplication) -> None:
    last = book.head().size - 1
    report = altered(database, f"UPDATE ledger.entry SET position = 999 WHERE position = {last}")
    assert ("extra-entry", 999) in kinds(report)
    assert not report.sound


def test_tail_cut_off_with_its_head_is_found_by_a_kept_receipt(
    database: Database, book: BookApplication
) -> None:
    with psycopg.connect(database.url) as owner:
        before = owner.execute("SELECT size, frontier, recorded_at FROM ledger.head").fetchone()
    assert before is not None
    listed(book, account="neighbour")
    kept = Kept(book.head().size, verify_book(database.url, BOOK).root)
    with psycopg.connect(database.url) as owner:
        owner.execute("DELETE FROM ledger.entry WHERE position >= %s", [before[0]])
        owner.execute("UPDATE ledger.head SET size = %s, frontier = %s, recorded_at = %s", before)
        owner.execute(
            "DELETE FROM ledger.command "
            "WHERE (convert_from(outcome, 'UTF8')::jsonb->>'first_position')::int >= %s",
            [before[0]],
        )
    assert verify_book(database.url, BOOK).sound
    assert kinds(verify_book(database.url, BOOK, kept=[kept])) == [("shorter-than-kept", None)]


def test_rewritten_beginning_is_found_by_a_kept_receipt(
    database: Database, book: BookApplication
) -> None:
    size = book.head().size
    root = verify_book(database.url, BOOK).root
    listed(book, account="neighbour")
    assert verify_book(database.url, BOOK, kept=[Kept(size, root)]).sound
    forged = Kept(size, root.translate(str.maketrans("ABCDEFGH", "HGFEDCBA")))
    assert kinds(verify_book(database.url, BOOK, kept=[forged])) == [("rewritten", size - 1)]


def test_two_roots_for_one_size_cannot_both_be_right(
    database: Database, book: BookApplication
) -> None:
    size, root = book.head().size, verify_book(database.url, BOOK).root
    forged = root.translate(str.maketrans("ABCDEFGH", "HGFEDCBA"))
    for kept in ([Kept(size, root), Kept(size, forged)], [Kept(size, forged), Kept(size, root)]):
        assert kinds(verify_book(database.url, BOOK, kept=kept)) == [("rewritten", size - 1)]


def test_reading_stops_when_enough_is_found(database: Database, book: BookApplication) -> None:
    report = altered(database, "UPDATE ledger.entry SET state = state || '\\x00'")
    assert len(report.findings) == 20
    assert all(f.zh and f.en for f in report.findings)
