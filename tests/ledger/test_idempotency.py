"""However often and in whatever order commands are sent, each is carried out once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.commands import Envelope, SubmitHousehold
from ledger.application import BookApplication
from ledger.database import Database
from ledger.receipt import Receipt
from ledger.verifier.book import verify_book
from tests.ledger.books import BOOK, envelope, listed, opened, registration

_HOUSEHOLDS = 3


@pytest.fixture
def books(database: Database) -> Iterator[list[BookApplication]]:
    """Two processes' worth of one book."""
    both = [opened(database), BookApplication(BOOK, database)]
    yield both
    for book in both:
        book.close()


def commands(book: BookApplication, first: int) -> list[Envelope]:
    """A registration and a submission for each of some new households."""
    ids = listed(book, _HOUSEHOLDS)
    found = [envelope("enumerator", registration(f"{first + i:03d}")) for i in range(_HOUSEHOLDS)]
    return found + [
        envelope(
            "enumerator",
            SubmitHousehold(household_id=i, expected_version=2, declaration="self-declared"),
        )
        for i in ids
    ]


_numbers = count(1, _HOUSEHOLDS)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sendings=st.lists(st.integers(0, 2 * _HOUSEHOLDS - 1), max_size=12),
    senders=st.integers(1, 4),
    batch=st.integers(1, 4),
)
def test_book_holds_each_command_once(
    database: Database,
    books: list[BookApplication],
    sendings: list[int],
    senders: int,
    batch: int,
) -> None:
    sent = commands(books[0], next(_numbers))
    # Some sendings in any order and from two processes at once, then each command once more.
    parts = [sendings[i : i + batch] for i in range(0, len(sendings), batch)]
    answers: dict[int, list[Receipt]] = {}

    def send(job: tuple[int, list[int]]) -> list[tuple[int, object]]:
        number, part = job
        answered = books[number % 2].execute([sent[i] for i in part])
        return list(zip(part, answered, strict=True))

    with ThreadPoolExecutor(senders) as threads:
        told = [pair for pairs in threads.map(send, enumerate(parts)) for pair in pairs]
    told += send((0, list(range(len(sent)))))
    for i, answer in told:
        if isinstance(answer, Receipt):
            answers.setdefault(i, []).append(answer)
    assert answers.keys() == set(range(len(sent)))
    for receipts in answers.values():
        assert len({(r.first_position, r.tree_size, r.root) for r in receipts}) == 1
        assert sum(not r.repeated for r in receipts) == 1
    ids = {e.command_id for e in sent}
    events = [r.event for r in books[1].read(0, 100_000) if r.event.by.command_id in ids]
    assert len(events) == _HOUSEHOLDS * 4
    assert verify_book(database.url, BOOK).sound
