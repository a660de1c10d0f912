"""A vault whose keys were exchanged opens nothing to another text: the entry names its key."""

from __future__ import annotations

import psycopg
import pytest

from ledger.application import BookApplication
from ledger.database import Database
from ledger.errors import KeyNotCommitted
from ledger.verifier.book import verify_book
from tests.ledger.books import BOOK, envelope, listed, received, registration


def test_exchanged_keys_are_found_when_a_record_is_opened(
    database: Database, book: BookApplication
) -> None:
    households = listed(book, 2)
    for number in ("001", "002"):
        received(book.execute([envelope("enumerator", registration(number))])[0])
    with psycopg.connect(database.url) as owner:
        changed = owner.execute(
            "UPDATE vault.data_key AS one SET wrapped = other.wrapped, "
            "generation = other.generation FROM vault.data_key AS other "
            "WHERE one.subject_id = ANY(%(ids)s) AND other.subject_id = ANY(%(ids)s) "
            "AND one.subject_id <> other.subject_id",
            {"ids": households},
        ).rowcount
    assert changed == 2
    reader = BookApplication(BOOK, database)
    try:
        for household_id in households:
            with pytest.raises(KeyNotCommitted):
                reader.household_record(household_id)
    finally:
        reader.close()
    # The book itself is untouched, and says so to whoever has no keys.
    assert verify_book(database.url, BOOK).sound
