"""A service's follower hears at once of what another process of the service wrote."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.migration import migrate_all
from api.service import Service
from api.settings import Settings
from domain.commands import ListHouseholds, ListingLine
from ledger.database import Database
from projections import follower
from tests.ledger.books import BLOCK, BOOK, envelope, opened, received

SOON = 10.0
"""Seconds within which a busy machine has surely followed."""


@pytest.fixture
def services(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Service, Service]]:
    """Two processes' services on one database, whose followers look only when they are woken."""
    monkeypatch.setattr(follower, "POLL_SECONDS", 3600)
    migrate_all(database)
    opened(database).close()
    settings = Settings(data_directory=tmp_path)
    made = Service(database, settings), Service(database, settings)
    for service in made:
        service.open()
    yield made
    for service in made:
        service.close()


def until_followed(service: Service, position: int) -> None:
    until = time.monotonic() + SOON
    while service.book(BOOK).follower.position() < position:
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("writer", [0, 1])
def test_follower_of_either_process_brings_the_rows_forward(
    services: tuple[Service, Service], writer: int
) -> None:
    """The other follower is ended, so that only the one that has to be told can do it."""
    here, there = services[writer], services[1 - writer]
    until_followed(there, here.book(BOOK).application.head().size - 1)
    silenced = here.book(BOOK)
    silenced.stop.set()
    silenced.wake.set()
    assert silenced.thread is not None
    silenced.thread.join(SOON)
    lines = (ListingLine(number=None, building="0001", unit="0001"),)
    for _ in range(3):
        command = envelope("enumerator", ListHouseholds(block=BLOCK, households=lines))
        receipt = received(silenced.application.execute([command])[0])
        until_followed(there, receipt.tree_size - 1)
        assert there.tracked(BOOK) == receipt.tree_size - 1


def test_follower_of_the_process_that_writes_is_woken_without_the_database(
    services: tuple[Service, Service],
) -> None:
    here, there = services
    there.waker.close()
    lines = (ListingLine(number=None, building="0001", unit="0001"),)
    command = envelope("enumerator", ListHouseholds(block=BLOCK, households=lines))
    receipt = received(here.book(BOOK).application.execute([command])[0])
    until_followed(here, receipt.tree_size - 1)
