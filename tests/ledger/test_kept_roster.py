"""The roster in memory is as fresh as the book, and nobody waits for another to read it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from domain.roster import Roster
from ledger.application import BookApplication
from ledger.database import Database
from ledger.errors import BookNotOpen, BookRolledBack
from ledger.kept_roster import KeptRoster
from ledger.recorder import BookRecorder, RecordedNotification
from ledger.records import Records
from tests.ledger.books import BLOCK, BOOK, listed


def kept(book: BookApplication, recorder: BookRecorder | None = None) -> KeptRoster:
    """A second process's copy of the roster."""
    used = recorder or book.recorder
    return KeptRoster(used, Records(used, book._mapper, book._vault, lambda: book.census))


def test_roster_is_that_of_the_head_and_the_one_given_before_stays(book: BookApplication) -> None:
    roster = kept(book)
    before = roster.fresh()
    listed(book, 3)
    after = roster.fresh()
    assert before.block(BLOCK).households == {}
    assert len(after.block(BLOCK).households) == 3
    assert roster.fresh() is after


def test_threads_that_look_at_once_all_see_what_was_listed(book: BookApplication) -> None:
    roster = kept(book)

    def look(number: int) -> bool:
        if number % 4 == 0:
            listed(book, 1)
        lines = book.roster().block(BLOCK).households
        return len(roster.fresh().block(BLOCK).households) >= len(lines)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(look, range(24)))
    assert len(roster.known.block(BLOCK).households) == 6


class _Slow(BookRecorder):
    """Answers the first question for the roster only once it is let go."""

    def __init__(self, other: BookRecorder) -> None:
        super().__init__(other.book, other.datastore)
        self.asked = threading.Event()
        self.let_go = threading.Event()

    def select_roster(self, after: int) -> list[RecordedNotification]:
        found = super().select_roster(after)
        if not self.asked.is_set():
            self.asked.set()
            self.let_go.wait()
        return found


def test_nobody_waits_for_anothers_slow_answer_and_nothing_is_told_twice(
    book: BookApplication,
) -> None:
    recorder = _Slow(book.recorder)
    roster = kept(book, recorder)
    found: list[Roster] = []
    slow = threading.Thread(target=lambda: found.append(roster.fresh()))
    slow.start()
    recorder.asked.wait()
    listed(book, 2)
    quick = roster.fresh()
    recorder.let_go.set()
    slow.join()
    assert len(quick.block(BLOCK).households) == 2
    assert found == [quick]


def test_roster_of_a_book_that_is_not_there_or_not_whole_is_refused(
    database: Database, book: BookApplication
) -> None:
    with pytest.raises(BookNotOpen):
        kept(book, BookRecorder("110101", book.recorder.datastore)).fresh()
    roster = kept(book)
    roster.fresh()
    with psycopg.connect(database.url) as owner:
        owner.execute("UPDATE ledger.head SET size = 1 WHERE book_id = %s", [BOOK])
    with pytest.raises(BookRolledBack):
        roster.fresh()
