"""One running world for the tests that leave it whole, a new one for those that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from ledger.embedded import EmbeddedPostgres
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
