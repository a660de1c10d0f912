"""Whatever connection waits for a server that went away without a word, it is given up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from api.migration import migrate_all
from api.service import Service
from api.settings import Settings
from ledger.database import Database
from ledger.vault.rotation import rotate
from ledger.wake import Waker
from ledger.writing import VANISHED
from projections.row_store import connect
from tests.ledger.books import BOOK
from tests.ledger.forwarded_server import limits_of, over_tcp


def _pooled(database: Database, folder: Path) -> None:
    service = Service(database, Settings(data_directory=folder))
    service.connect()
    with closing(service):
        service.books()


def _reached(database: Database, folder: Path) -> None:
    with closing(Service(database, Settings(data_directory=folder))) as service:
        service.reach()


def _following(database: Database, _: Path) -> None:
    connect(database).close()


def _rotating(database: Database, _: Path) -> None:
    rotate(database)


def _waking(database: Database, _: Path) -> None:
    with closing(Waker(database.service_url)) as waker:
        assert waker.hear(BOOK).wait(10)


_USES = [_pooled, _reached, _following, _rotating, _waking]


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """What the system is told of each connection that is made over TCP."""
    found: list[dict[str, int]] = []
    connected = psycopg.Connection.connect

    def noted(*given: Any, **keywords: Any) -> psycopg.Connection[Any]:
        made = connected(*given, **keywords)
        if made.info.hostaddr:
            found.append(limits_of(made))
        return made

    monkeypatch.setattr(psycopg.Connection, "connect", noted)
    monkeypatch.setattr(psycopg, "connect", noted)
    return found


@pytest.mark.parametrize("use", _USES)
def test_server_that_vanishes_without_a_word_is_given_up(
    database: Database,
    tmp_path: Path,
    limits: list[dict[str, int]],
    use: Callable[[Database, Path], None],
) -> None:
    migrate_all(database)
    with over_tcp(database.url) as url:
        use(replace(database, url=url), tmp_path)
    assert limits
    for found in limits:
        assert found.items() <= VANISHED.items()
        assert {"keepalives", "keepalives_idle"} <= found.keys()


@pytest.mark.parametrize("use", _USES)
def test_address_says_otherwise(
    database: Database,
    tmp_path: Path,
    limits: list[dict[str, int]],
    use: Callable[[Database, Path], None],
) -> None:
    migrate_all(database)
    with over_tcp(make_conninfo(database.url, keepalives_idle=77)) as url:
        use(replace(database, url=url), tmp_path)
    assert {found["keepalives_idle"] for found in limits} == {77}
