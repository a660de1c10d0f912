"""Published checkpoints are read as they were published, or told to be edited."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from ledger.database import Database, Datastore
from ledger.errors import BookInconsistent
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import SignedNote
from ledger.log.published import PublishedCheckpoints, Sizes
from ledger.log.signing_key import SigningKey, of_epoch, origin_of
from tests.ledger.books import BOOK
from tests.ledger.log.rewritten_book import leaves, put

ORIGIN = origin_of("ledger.example", BOOK, 1)


@pytest.fixture
def store(database: Database) -> Iterator[Datastore]:
    made = Datastore(database.service_url, schema="ledger")
    yield made
    made.close()


def signed(size: int, epoch: int = 1) -> tuple[Checkpoint, SignedNote]:
    note = SigningKey.new(of_epoch(ORIGIN, epoch)).sign(size, bytes(32), 1_800_000_000)
    return Checkpoint.parse(note.text), note


def test_the_largest_of_an_epoch_and_of_the_last_epoch_are_told(store: Datastore) -> None:
    published = PublishedCheckpoints(BOOK, store)
    assert published.latest(1) is None
    for size, epoch in ((9, 1), (3, 1), (5, 2)):
        published.add(*signed(size, epoch))
    found = [published.latest(epoch) for epoch in (1, 2)]
    assert [Checkpoint.parse(note.text).size for note in found if note] == [9, 5]
    with store.cursor() as cursor:
        newest = published.newest(cursor)
    assert newest == (2, found[1])


def test_sizes_are_the_books_and_the_published_one(database: Database, store: Datastore) -> None:
    published = PublishedCheckpoints(BOOK, store)
    assert published.sizes(1) is None
    put(database, leaves(7))
    assert published.sizes(1) == Sizes(7, None)
    published.add(*signed(5))
    assert (published.sizes(1), published.sizes(2)) == (Sizes(7, 5), Sizes(7, None))


@pytest.mark.parametrize("edit", ["note = 'x'", "epoch = 4"])
def test_an_edited_row_is_told(database: Database, store: Datastore, edit: str) -> None:
    published = PublishedCheckpoints(BOOK, store)
    published.add(*signed(9))
    with psycopg.connect(database.url) as owner:
        owner.execute(f"UPDATE ledger.checkpoint SET {edit}")  # type: ignore[arg-type]  # a text of our own
    with store.cursor() as cursor, pytest.raises(BookInconsistent):
        published.newest(cursor)
