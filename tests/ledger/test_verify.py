"""An altered book is found out, and the finding names what was done and where."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from ledger.application import BookApplication
from ledger.database import Database
from ledger.verify import Kept, VerifyReport, verify_book
from tests.ledger.books import BOOK, envelope, listed, opened, received, registration


@pytest.fixture
def book(database: Database) -> Iterator[BookApplication]:
    application = opened(database)
    listed(application, 3)
    for number in ("001", "002", "003"):
        received(application.execute([envelope("enumerator", registration(number))])[0])
    yield application
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


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (
            ("UPDATE ledger.entry SET state = set_byte(state, 9, 0) WHERE position = 5",),
            [("altered-state", 5)],
        ),
        (
            ("UPDATE ledger.entry SET entry = set_byte(entry, 9, 57) WHERE position = 5",),
            [("altered-entry", 5), ("altered-row", 5), ("wrong-root", None)],
        ),
        (
            ("UPDATE ledger.entry SET topic = 'HouseholdWithdrawn' WHERE position = 5",),
            [("altered-row", 5)],
        ),
        (
            (
                (
                    "UPDATE ledger.entry SET recorded_at = recorded_at - interval '1 day' "
                    "WHERE position = 5"
                ),
            ),
            [("altered-row", 5), ("time-goes-back", 5)],
        ),
        (
            ("DELETE FROM ledger.entry WHERE position = 5",),
            [("missing-entry", 5), ("version-gap", 21), ("wrong-root", None)],
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
    assert kinds(altered(database, *statements)) == found


def test_entry_beyond_the_head_is_found(database: Database, book: BookApplication) -> None:
    last = book.head().size - 1
    report = altered(database, f"UPDATE ledger.entry SET position = 999 WHERE position = {last}")
    assert ("extra-entry", 999) in kinds(report)
    assert not report.sound


def test_tail_cut_off_with_its_head_is_found_by_a_kept_receipt(
    database: Database, book: BookApplication
) -> None:
    with psycopg.connect(database.url) as owner:
        before = owner.execute("SELECT size, frontier FROM ledger.head").fetchone()
    assert before is not None
    listed(book, account="neighbour")
    kept = Kept(book.head().size, verify_book(database.url, BOOK).root)
    with psycopg.connect(database.url) as owner:
        owner.execute("DELETE FROM ledger.entry WHERE position >= %s", [before[0]])
        owner.execute("UPDATE ledger.head SET size = %s, frontier = %s", before)
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
