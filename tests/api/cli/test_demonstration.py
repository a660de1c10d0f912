"""A demonstration is remembered with its database, and nothing else is ever removed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from api.cli import main
from api.cli.demo_accounts import DemoAccounts
from api.cli.demonstration import (
    DemonstrationElsewhere,
    begin_demonstration,
    founders,
    kept_demonstrations,
    open_demonstration_book,
)
from api.database import database_of
from api.migration import migrate_all
from api.service import Service
from api.settings import Settings
from domain.commands import EstablishPost
from domain.population import lay_out
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.errors import BookAlreadyOpen
from ledger.opening import books, open_book

BOOK, OTHER_BOOK = "500112", "370871"


@pytest.fixture
def settings(empty_database_url: str, temporary_folder: Callable[[], Path]) -> Settings:
    """A data directory that goes with a server of one's own."""
    return Settings(data_directory=temporary_folder(), database_url=empty_database_url)


@pytest.fixture
def database(settings: Settings) -> Database:
    """That server's database, with all tables."""
    assert settings.database_url is not None
    migrated = database_of(settings, settings.database_url)
    migrate_all(migrated)
    return migrated


def make_demonstration(settings: Settings, database: Database) -> None:
    """Begin the demonstration of a county and open its book."""
    begun = begin_demonstration(settings, database, BOOK, 40)
    service = Service(database, settings)
    service.connect()
    accounts = DemoAccounts(settings.demo_accounts_file)
    territory = lay_out(BOOK, None, 40)
    open_demonstration_book(database, territory, begun.seed, accounts, service.accounts)
    service.close()


def open_by_others(database: Database, book: str) -> None:
    """Open a book that is no demonstration."""
    first = founders(lay_out(book, None, 40), 1)[0]
    founder = EstablishPost(
        role=first.role,
        area=first.area,
        title_zh=first.title_zh,
        title_en=first.title_en,
        account=first.account,
        credential=first.credential,
        holder=first.holder_name,
    )
    open_book(
        database,
        book,
        name_zh="试验县",
        founders=[founder],
        device="device-1",
        device_time="2020-11-01T09:00:00+08:00",
    )


@pytest.fixture
def reset(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Runs ``demo-reset --yes`` on settings; what it said of a problem, nothing when it is done."""

    def ran(settings: Settings) -> str:
        monkeypatch.setenv("CENSUS_LEDGER_DATA", str(settings.data_directory))
        monkeypatch.setenv("DATABASE_URL", settings.database_url or "")
        monkeypatch.setattr(sys, "argv", ["census-ledger", "demo-reset", "--yes"])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr().err
        assert bool(told) == bool(ended.value.code)
        return told

    return ran


def schemas(url: str) -> set[str]:
    """The schemas of ours in a database."""
    ours = ["ledger", "vault", "projection", "access"]
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s)", [ours]
        ).fetchall()
    return {name for (name,) in found}


def test_a_demonstration_on_a_server_of_ones_own_is_removed(
    settings: Settings, database: Database, reset: Callable[..., str]
) -> None:
    make_demonstration(settings, database)
    assert reset(settings) == ""
    assert schemas(database.url) == set()
    assert list(settings.data_directory.iterdir()) == []


def test_a_demonstration_that_was_cut_off_before_its_book_is_removed(
    settings: Settings, database: Database, reset: Callable[..., str]
) -> None:
    begin_demonstration(settings, database, BOOK, 40)
    assert reset(settings) == ""
    assert schemas(database.url) == set()


def test_a_database_that_holds_another_book_is_left_alone(
    settings: Settings, database: Database, reset: Callable[..., str]
) -> None:
    make_demonstration(settings, database)
    open_by_others(database, OTHER_BOOK)
    assert "no-demonstration" in reset(settings)
    assert books(database) == sorted([BOOK, OTHER_BOOK])
    assert settings.secrets_file.exists()


def test_another_database_is_left_alone(
    settings: Settings, database: Database, server: EmbeddedPostgres, reset: Callable[..., str]
) -> None:
    make_demonstration(settings, database)
    elsewhere = Settings(data_directory=settings.data_directory, database_url=server.url())
    assert "no-demonstration" in reset(elsewhere)
    embedded = Settings(data_directory=settings.data_directory)
    assert "no-demonstration" in reset(embedded)
    assert books(database) == [BOOK]
    assert settings.demo_file.exists()
    assert settings.secrets_file.exists()


def test_a_directory_without_a_demonstration_is_left_alone(
    settings: Settings, database: Database, reset: Callable[..., str]
) -> None:
    open_by_others(database, BOOK)
    assert "no-demonstration" in reset(settings)
    assert "no-demonstration" in reset(Settings(data_directory=settings.data_directory))
    assert books(database) == [BOOK]
    assert settings.secrets_file.exists()


def test_the_secrets_of_an_embedded_server_are_not_removed_with_another_database(
    settings: Settings, database: Database, reset: Callable[..., str]
) -> None:
    make_demonstration(settings, database)
    (settings.data_directory / "postgres").mkdir()
    assert "no-demonstration" in reset(settings)
    assert books(database) == [BOOK]


def test_a_countys_real_book_is_never_taken_for_a_demonstration(
    settings: Settings, database: Database
) -> None:
    open_by_others(database, BOOK)
    with pytest.raises(BookAlreadyOpen):
        begin_demonstration(settings, database, BOOK, 40)
    assert kept_demonstrations(settings.demo_file) == []


def test_a_demonstration_that_was_begun_is_gone_on_with(
    settings: Settings, database: Database
) -> None:
    make_demonstration(settings, database)
    [begun] = kept_demonstrations(settings.demo_file)
    assert begin_demonstration(settings, database, BOOK, 90) == begun
    assert settings.demo_file.stat().st_mode & 0o777 == 0o600


def test_a_data_directory_goes_with_one_database(settings: Settings, database: Database) -> None:
    make_demonstration(settings, database)
    embedded = Settings(data_directory=settings.data_directory)
    with pytest.raises(DemonstrationElsewhere):
        begin_demonstration(embedded, database, OTHER_BOOK, 40)
