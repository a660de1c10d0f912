"""One running world for the tests that leave it whole, a new one for those that break it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from api.cli import main
from ledger.embedded import EmbeddedPostgres
from tests.end_to_end.command_line import Ran, Run
from tests.end_to_end.world import World, world


@pytest.fixture(scope="module")
def whole_world(
    server: EmbeddedPostgres, temporary_folder: Callable[[], Path], request: pytest.FixtureRequest
) -> Iterator[World]:
    """A world that the tests of a module share; each takes households of its own."""
    name = "world_" + request.module.__name__.rpartition(".")[2]
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with world(server.url(name), temporary_folder()) as made:
        yield made


@pytest.fixture
def frail_world(empty_database_url: str, temporary_folder: Callable[[], Path]) -> Iterator[World]:
    """A world of one's own, to break."""
    with world(empty_database_url, temporary_folder(), 40) as made:
        yield made


@pytest.fixture
def run(
    whole_world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs ``census-ledger`` with these arguments; exit code, answer, and what was said beside."""
    monkeypatch.setenv("CENSUS_LEDGER_DATA", str(whole_world.settings.data_directory))
    monkeypatch.setenv("DATABASE_URL", whole_world.database.url)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("CENSUS_LEDGER_PASSWORD", raising=False)

    def ran(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["census-ledger", *arguments])
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        else:
            code = 0
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


@pytest.fixture
def signed_in(whole_world: World, run: Run) -> Run:
    """The same, signed in as the auditor."""
    code, _, err = run("login", "auditor", "--server", whole_world.address)
    assert code == 0, err
    return run
