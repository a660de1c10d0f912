"""A small book whose keys are wrapped in a hardware module, from its opening to its destruction."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from api.database import database_of
from api.migration import migrate_all
from api.settings import Settings
from ledger.application import BookApplication, RecordedEvent
from ledger.database import Database
from ledger.errors import KeyMissing
from ledger.vault import Vault
from ledger.vault.rotation import rotate
from ledger.wrapping.errors import WrappingKeyShared
from tests.ledger.books import BOOK, act, listed, opened, registered, registration
from tests.pkcs11.softhsm import Token


def of_token(token: Token, url: str, folder: Path) -> Database:
    """The installation in a folder, with its wrapping keys in a token."""
    database = database_of(
        Settings.from_environment(
            {**token.environment, "CENSUS_LEDGER_DATA": str(folder), "DATABASE_URL": url}
        ),
        url,
    )
    migrate_all(database)
    return database


def rotate_elsewhere(token: Token, url: str, folder: Path) -> dict[str, object]:
    """What the command says that another process runs."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "rotate-wrapping-key", "--json"],
        env={
            **os.environ,
            **token.environment,
            "CENSUS_LEDGER_DATA": str(folder),
            "DATABASE_URL": url,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def generations(database: Database) -> set[int]:
    with psycopg.connect(database.url) as owner:
        rows = owner.execute(
            "SELECT generation FROM vault.data_key UNION SELECT generation FROM vault.key_check"
        ).fetchall()
    return {generation for (generation,) in rows}


def persons(database: Database, book: BookApplication) -> list[RecordedEvent]:
    """What a process that knows nothing yet reads, names and ID numbers opened."""
    again = BookApplication(book.book, database)
    try:
        return again.read(0, 1000, with_personal=True)
    finally:
        again.close()


def test_book_is_sealed_opened_rotated_and_destroyed_through_a_token(
    token: Token, empty_database_url: str, tmp_path: Path
) -> None:
    database = of_token(token, empty_database_url, tmp_path)
    assert not (tmp_path / "wrapping-keys.json").exists()
    book = opened(database)
    household_id = registered(book)
    told = persons(database, book)
    assert len(book.household_record(household_id).household.person_ids) == 2

    assert rotate_elsewhere(token, empty_database_url, tmp_path)["retired"] == [1]
    # The running process has not been told: it reads what is wrapped anew, and writes.
    assert persons(database, book) == told
    (later,) = listed(book, account="neighbour")
    assert generations(database) == {2}

    vault = Vault(BOOK, database)
    assert vault.destroy([household_id]) == 1
    vault.close()
    rotate_elsewhere(token, empty_database_url, tmp_path)
    assert generations(database) == {3}
    again = BookApplication(book.book, of_token(token, empty_database_url, tmp_path))
    with pytest.raises(KeyMissing):
        again.household_record(household_id)
    assert again.household_record(later).household.version == 1
    again.close()
    book.close()


@pytest.fixture
def second_url(empty_database_url: str) -> Iterator[str]:
    """A database beside the one of the first installation."""
    name = f"{conninfo_to_dict(empty_database_url)['dbname']}_second"
    with psycopg.connect(empty_database_url, autocommit=True) as owner:
        owner.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    yield make_conninfo(empty_database_url, dbname=name)
    with psycopg.connect(empty_database_url, autocommit=True) as owner:
        owner.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def test_second_installation_in_a_token_keeps_its_keys(
    token: Token, empty_database_url: str, second_url: str, tmp_path: Path
) -> None:
    second = of_token(token, second_url, tmp_path / "second")
    subject = uuid4()
    vault = Vault(BOOK, second)
    vault.create([subject])
    key = vault.key(subject)
    vault.close()
    first = of_token(token, empty_database_url, tmp_path / "first")
    with pytest.raises(WrappingKeyShared) as error:
        rotate(first)
    assert error.value.details()["others"] == 1
    again = Vault(BOOK, of_token(token, second_url, tmp_path / "second"))
    assert again.key(subject) == key
    again.close()


def test_installation_moves_from_a_file_to_a_token(
    token: Token, empty_database_url: str, tmp_path: Path
) -> None:
    settings = Settings(data_directory=tmp_path, database_url=empty_database_url)
    in_file = database_of(settings, empty_database_url)
    migrate_all(in_file)
    book = opened(in_file)
    listed(book, 2)
    act(book, "enumerator", registration("001"))
    told = persons(in_file, book)
    book.close()

    database = of_token(token, empty_database_url, tmp_path)
    moved = BookApplication(book.book, database)
    assert persons(database, moved) == told
    act(moved, "enumerator", registration("002"))
    assert generations(database) == {1, 2}
    assert rotate_elsewhere(token, empty_database_url, tmp_path)["retired"] == [1, 2]
    assert generations(database) == {3}
    assert not (tmp_path / "wrapping-keys.json").exists()
    later = persons(of_token(token, empty_database_url, tmp_path), moved)
    assert later[: len(told)] == told
    assert len(later) > len(told)
    moved.close()
