"""A recorded book and its archive, shared by the tests of the package: a test spoils a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.application import BookApplication
from ledger.archive import ranges
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from projections.book_archive import archive_book
from tests.projections.book_archive.archives import Databases
from tests.projections.random_book import write_at_random
from tests.projections.recorded_book import record
from tests.projections.written_book import WrittenBook


@pytest.fixture(autouse=True)
def _short_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """256 positions a file, so that a small book has several."""
    monkeypatch.setattr(ranges, "LEVEL", 1)
    monkeypatch.setattr(ranges, "LENGTH", 256)


@pytest.fixture(scope="package")
def databases(
    server: EmbeddedPostgres, temporary_folder: Callable[[], Path]
) -> Iterator[Databases]:
    made = Databases(server, temporary_folder())
    yield made
    made.drop()


@pytest.fixture(scope="package")
def home(databases: Databases) -> Database:
    """Where the books of this package are kept."""
    return databases.new()


@pytest.fixture(scope="package")
def away(databases: Databases) -> Database:
    """Where a restore that must leave nothing behind goes."""
    return databases.new()


@pytest.fixture(scope="package")
def written() -> WrittenBook:
    book = WrittenBook("100001")
    write_at_random(book, 5, 400)
    assert len(book.entries) > 600
    return book


@pytest.fixture(scope="package")
def application(home: Database, written: WrittenBook) -> Iterator[BookApplication]:
    recorded = record(written, home)
    yield recorded
    recorded.close()


@pytest.fixture(scope="package")
def _whole(
    application: BookApplication, home: Database, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranges, "LEVEL", 1)
        patch.setattr(ranges, "LENGTH", 256)
        archive_book(application, home, folder)
    return folder


@pytest.fixture
def archive(_whole: Path, tmp_path: Path) -> Path:
    """A copy of a sound archive, to spoil."""
    return Path(shutil.copytree(_whole, tmp_path / "archive"))
