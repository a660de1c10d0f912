"""A migrated database for the whole module: each test keeps to books of its own in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.sql import script
from ledger.wrapping.key_file import KeyFile
from projections.row_store import Connection
from tests.projections.written_book import WrittenBook

_databases = itertools.count(1)


@pytest.fixture(scope="module")
def projection_database(
    server: EmbeddedPostgres, temporary_folder: Callable[[], Path]
) -> Iterator[Database]:
    name = f"projection_test_{next(_databases)}"
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
    folder = temporary_folder()
    secrets = Secrets.load_or_create(folder / "secrets.json")
    keys = KeyFile.load_or_create(folder / "wrapping-keys.json")
    database = Database(server.url(name), secrets, keys)
    migrate(database, [script("projections", "schema.sql")])
    yield database
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for role in (database.service_role, database.vault_role):
            owner.execute(f"DROP ROLE {role}")


@pytest.fixture
def connection(projection_database: Database) -> Iterator[Connection]:
    """A session of the service role."""
    with psycopg.connect(projection_database.service_url, autocommit=True) as session:
        yield session


@pytest.fixture(scope="module")
def new_book() -> Callable[[], WrittenBook]:
    """Makes books of counties that no other test of the module has."""
    numbers = itertools.count(100_000)
    return lambda: WrittenBook(str(next(numbers)))
