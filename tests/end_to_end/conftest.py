"""One running world for the tests that leave it whole, a new one for those that break it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from ledger.embedded import EmbeddedPostgres
from ledger.log import publishing
from projections import follower
from tests.end_to_end.command_line import Run, run_here
from tests.end_to_end.refusals import assert_tells_nobody
from tests.end_to_end.world import World
from tests.end_to_end.worlds import Worlds


@pytest.fixture(scope="package", autouse=True)
def _short_waits() -> Iterator[None]:
    """The services look for what is new, and try again, sooner than in earnest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(follower, "POLL_SECONDS", 0.1)
        patch.setattr(follower, "RETRY_SECONDS", 0.2)
        patch.setattr(publishing, "PUBLISH_SECONDS", 0.2)
        yield


@pytest.fixture(scope="session")
def worlds(server: EmbeddedPostgres, temporary_folder: Callable[[], Path]) -> Worlds:
    """Lends worlds that were founded once; each is served by a service of its own."""
    return Worlds(server, temporary_folder)


@pytest.fixture(scope="module")
def whole_world(worlds: Worlds) -> Iterator[World]:
    """A world that the tests of a module share; each takes households of its own."""
    with worlds.lent(120) as lent:
        yield lent


@pytest.fixture
def frail_world(worlds: Worlds) -> Iterator[World]:
    """A world of one's own, to break."""
    with worlds.lent(40) as lent:
        yield lent


@pytest.fixture
def run(
    whole_world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs ``census-ledger`` with these arguments; exit code, answer, and what was said beside."""
    monkeypatch.setenv("CENSUS_LEDGER_DATA", str(whole_world.settings.data_directory))
    monkeypatch.setenv("DATABASE_URL", whole_world.database.url)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("CENSUS_LEDGER_PASSWORD", raising=False)

    return partial(run_here, monkeypatch, capsys)


@pytest.fixture
def signed_in(whole_world: World, run: Run) -> Run:
    """The same, signed in as the auditor."""
    code, _, err = run("login", "auditor", "--server", whole_world.address)
    assert code == 0, err
    return run


@pytest.fixture
def unchanged(whole_world: World, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """The world, in which the test must leave the book and the logs without a trace."""
    caplog.set_level(logging.DEBUG)
    size = whole_world.head()["size"]
    yield whole_world
    assert whole_world.head()["size"] == size
    assert_tells_nobody(caplog.text, whole_world)
