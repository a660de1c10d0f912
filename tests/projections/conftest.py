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
from tests.databases import new_database
from tests.projections.county import County
from tests.projections.written_book import WrittenBook

_databases = itertools.count(1)


@pytest.fixture(scope="module")
def projection_database(
    server: EmbeddedPostgres, temporary_folder: Callable[[], Path]
) -> Iterator[Database]:
    folder = temporary_folder()
    secrets = Secrets.load_or_create(folder / "secrets.json")
    keys = KeyFile.load_or_create(folder / "wrapping-keys.json")
    with new_database(server, f"projection_test_{next(_databases)}") as url:
        database = Database(url, secrets, keys)
        migrate(database, [script("projections", "schema.sql")])
        yield database


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


@pytest.fixture
def county(
    new_book: Callable[[], WrittenBook], projection_database: Database, connection: Connection
) -> County:
    return County(new_book(), projection_database, connection)
