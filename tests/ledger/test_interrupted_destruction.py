"""A destruction that raced, was cut off or was undone by a restored vault is carried through."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from domain.refusal import KeyDestroyed
from ledger.application import BookApplication
from ledger.database import Database
from ledger.destruction import KEYS_OF_HOUSEHOLDS
from ledger.errors import LedgerUnavailable
from ledger.receipt import Receipt
from ledger.schema import migrate
from ledger.vault import Vault
from tests.ledger.books import (
    BOOK,
    act,
    book_destruction,
    envelope,
    key_destruction,
    listed,
    opened,
    registered,
    registration,
)
from tests.ledger.destroyed_book import keys_in, name_of_head
from tests.ledger.order_and_die import DIED, database_at

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize("key_at_hand", [False, True])
def test_a_registration_that_raced_with_the_end_of_the_book_is_refused(
    book: BookApplication, database: Database, key_at_hand: bool
) -> None:
    households = listed(book)
    other = BookApplication(BOOK, database)
    try:
        other.roster()
        if key_at_hand:
            other._vault.load(households)
        decided = other._decide

        def late(*arguments: object) -> object:
            found = decided(*arguments)  # type: ignore[arg-type]  # passed on as they come
            if book.roster().book_destroyed is None:
                act(book, "county-1", book_destruction())
            return found

        vars(other)["_decide"] = late
        [answer] = other.execute([envelope("enumerator", registration())])
    finally:
        other.close()
    assert isinstance(answer, KeyDestroyed)


def test_an_order_is_confirmed_only_once_the_keys_are_gone(
    book: BookApplication, monkeypatch: pytest.MonkeyPatch, vault: Vault
) -> None:
    household_id = registered(book)
    sent = envelope("county-1", key_destruction(book, household_id))

    def away(_vault: Vault, _subjects: object) -> int:
        raise LedgerUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(Vault, "destroy", away)
        assert isinstance(book.execute([sent])[0], LedgerUnavailable)
    assert vault.key(household_id)
    [answer] = book.execute([sent])
    assert isinstance(answer, Receipt)
    assert household_id not in vault.subjects()


@pytest.mark.parametrize("whole_book", [False, True])
def test_what_a_crash_left_is_destroyed_when_the_book_is_opened(
    empty_database_url: str, temporary_folder: Callable[[], Path], whole_book: bool
) -> None:
    folder = temporary_folder()
    database = database_at(empty_database_url, folder)
    migrate(database)
    book = opened(database)
    household_id = registered(book)
    size = book.head().size
    book.close()
    what = "book" if whole_book else str(household_id)
    died = subprocess.run(
        [sys.executable, "-m", "tests.ledger.order_and_die", empty_database_url, str(folder), what],
        cwd=CHECKOUT,
        check=False,
        timeout=60,
    )
    assert died.returncode == DIED
    vault = Vault(BOOK, database)
    assert household_id in vault.subjects()
    again = BookApplication(BOOK, database)
    try:
        assert again.head().size == size + 1
        again.roster()
        assert household_id not in vault.subjects()
        assert name_of_head(again, household_id) is None
        if whole_book:
            assert not keys_in(database)[1] & set(KEYS_OF_HOUSEHOLDS)
    finally:
        again.close()
        vault.close()


@pytest.mark.parametrize("whole_book", [False, True])
def test_a_restored_vault_loses_the_destroyed_keys_again(
    database: Database, whole_book: bool
) -> None:
    book = opened(database)
    household_id = registered(book)
    with psycopg.connect(database.url) as owner:
        backup = {
            table: owner.execute(f"SELECT * FROM vault.{table}").fetchall()
            for table in ("data_key", "book_key", "person_index")
        }
    command = book_destruction() if whole_book else key_destruction(book, household_id)
    act(book, "county-1", command)
    book.close()
    with psycopg.connect(database.url) as owner:
        for table, rows in backup.items():
            for row in rows:
                places = ", ".join(["%s"] * len(row))
                owner.execute(
                    f"INSERT INTO vault.{table} VALUES ({places}) ON CONFLICT DO NOTHING",
                    row,
                )
    again = BookApplication(BOOK, database)
    try:
        # Not even before anybody looked at the roster is it opened.
        assert name_of_head(again, household_id) is None
        data_keys, purposes, rows_left = keys_in(database)
        assert data_keys == len(again.roster().posts)
        assert rows_left == 0
        assert not (whole_book and purposes & set(KEYS_OF_HOUSEHOLDS))
    finally:
        again.close()
