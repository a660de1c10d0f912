"""What every test may ask for: the real PostgreSQL of the wheel, and a database of its own."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copy

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.wrapping.key_file import KeyFile
from tests.databases import Installed, KeptDatabase, Lender, installed, new_database

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
    """One server for all tests; who stops it starts it again.

    It waits for no disk: a test may kill the server, and its writes stay with the system, but no
    test cuts the power. Those that fill a disk or kill at random have servers of their own.
    """
    with EmbeddedPostgres.start(temporary_folder() / "postgres") as running:
        with psycopg.connect(running.url(), autocommit=True) as owner:
            for setting in ("fsync", "full_page_writes"):
                owner.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            owner.execute("SELECT pg_reload_conf()")
        yield running


@pytest.fixture
def empty_database_url(server: EmbeddedPostgres) -> Iterator[str]:
    """A new database with nothing in it, by its owner's URL; dropped afterwards with its roles."""
    with new_database(server, f"test_{next(_numbers)}") as url:
        yield url


@pytest.fixture(scope="session")
def lender(server: EmbeddedPostgres, temporary_folder: Callable[[], Path]) -> Lender[Installed]:
    """Lends the migrated database that one test after another uses."""

    return Lender(
        server, "lent", lambda url: installed(url, temporary_folder() / "wrapping-keys.json")
    )


@pytest.fixture
def kept_database(lender: Lender[Installed]) -> Iterator[KeptDatabase[Installed]]:
    """What ``database`` is in; it can be given the rows of a larger set-up."""
    with lender.lent() as kept:
        yield kept


@pytest.fixture
def database(kept_database: KeptDatabase[Installed], tmp_path: Path) -> Database:
    """A database with the ledger's tables and roles, and nothing of an earlier test in it.

    Its wrapping keys are in the test's folder.
    """
    made = kept_database.made
    return replace(made.database, wrapping_keys=KeyFile(Path(copy(made.keys, tmp_path))))
