"""A book that must not be used costs the service little, however many ask for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from api import service as service_module
from api.migration import migrate_all
from api.service import Service
from api.settings import Settings
from ledger.database import Database
from ledger.errors import LedgerError
from ledger.log.errors import BookForked
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.publisher import Publisher
from tests.ledger.books import BOOK, opened
from tests.ledger.log.rewritten_book import forget_published, leaves, put


@pytest.fixture
def service(database: Database, tmp_path: Path) -> Iterator[Service]:
    """A service that is not taken up yet, of a book that was published and then set back."""
    settings = Settings(data_directory=tmp_path)
    migrate_all(database)
    opened(database).close()
    publisher = Publisher(BOOK, database, settings.log_directory)
    publisher.publish()
    publisher.close()
    put(database, leaves(1))
    forget_published(database)
    made = Service(database, settings)
    made.open()
    yield made
    made.close()


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The books that are looked at."""
    books: list[str] = []
    check = Publisher.check

    def noted(self: Publisher) -> None:
        books.append(self.book)
        check(self)

    monkeypatch.setattr(Publisher, "check", noted)
    return books


def refused(service: Service) -> LedgerError:
    with pytest.raises(BookForked) as error:
        service.book(BOOK)
    return error.value


def test_who_asks_again_is_refused_without_another_look(
    service: Service, looked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "REFUSED_SECONDS", 3600)
    # The look of the start may be over by now.
    told = [refused(service).details() for _ in range(20)]
    assert len(looked) <= 1
    assert all(details == told[0] for details in told)


def test_a_refusal_told_often_does_not_grow(service: Service) -> None:
    for _ in range(50):
        error = refused(service)
    depth, trace = 0, error.__traceback__
    while trace is not None:
        depth, trace = depth + 1, trace.tb_next
    assert depth < 10


def test_a_book_that_is_mended_is_taken_up_soon_after(service: Service) -> None:
    refused(service)
    KeptCheckpoint(service.settings.log_directory / f"{BOOK}.checkpoint").remove()
    until = time.monotonic() + 10
    while BOOK not in service.taken_up:
        assert time.monotonic() < until
        time.sleep(0.05)
        with suppress(BookForked):
            assert service.book(BOOK).publisher.book == BOOK
