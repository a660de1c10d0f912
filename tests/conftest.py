"""What every test may ask for: the real PostgreSQL of the wheel, and a database of its own."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.wrapping.key_file import KeyFile

# A shared machine is slow at times, which says nothing of the code: no deadline for one example.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

# These need SoftHSM, which is no Python package: `make test-pkcs11` gets it and names the folder.
collect_ignore = ["pkcs11"]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def temporary_folder() -> Iterator[Callable[[], Path]]:
    """Make folders that the server's system user can reach (pytest keeps its own to one user)."""
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="census-ledger-test-")))
        return made[-1]

    yield make
    for folder in made:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server(temporary_folder: Callable[[], Path]) -> Iterator[EmbeddedPostgres]:
    """One server for all tests; who stops it starts it again."""
    with EmbeddedPostgres.start(temporary_folder() / "postgres") as running:
        yield running


@pytest.fixture
def empty_database_url(server: EmbeddedPostgres) -> Iterator[str]:
    """A new database with nothing in it, by its owner's URL; dropped afterwards with its roles."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield server.url(name)
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        roles = owner.execute(
            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [f"{name}_"]
        ).fetchall()
        for (role,) in roles:
            owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@pytest.fixture
def database(empty_database_url: str, tmp_path: Path) -> Database:
    """A new database with the ledger's tables and roles, and secrets of its own.

    It is migrated rather than copied from a template: the roles bear the database's name, and the
    migration takes about 25 ms, of which a copy would save half.
    """
    keys = KeyFile.load_or_create(tmp_path / "wrapping-keys.json")
    migrated = Database(empty_database_url, Secrets.new(), keys)
    migrate(migrated)
    return migrated
