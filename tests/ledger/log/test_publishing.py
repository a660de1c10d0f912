"""The publishing thread publishes what grows, goes on after troubles, and stops where it must."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ledger.database import Database
from ledger.log import publishing
from ledger.log.errors import BookForked
from ledger.log.publisher import Publisher
from ledger.log.publishing import Publishing
from ledger.log.witness import Witness
from tests.ledger.log.published_log import size_of
from tests.ledger.log.rewritten_book import forget_published, leaves, publisher, put
from tests.ledger.log.running_witness import policy_of


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "PUBLISH_SECONDS", 0.02)
    monkeypatch.setattr(publishing, "ASK_AGAIN_SECONDS", 0.05)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_grows_is_published(database: Database, tmp_path: Path) -> None:
    put(database, leaves(3))
    with publisher(database, tmp_path) as log:
        thread = Publishing(log)
        thread.start()
        until(lambda: log.latest() is not None)
        put(database, leaves(7))
        until(lambda: size_of(log.latest()) == 7)
        thread.close()
        assert thread.refusal is None


def test_a_fork_ends_the_publishing_and_is_logged_once(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, leaves(9))
    with publisher(database, tmp_path) as log:
        log.publish()
        put(database, leaves(5))
        forget_published(database, above=5)
        thread = Publishing(log)
        thread.start()
        until(lambda: thread.refusal is not None)
        time.sleep(0.1)
        thread.close()
    assert isinstance(thread.refusal, BookForked)
    assert [r.levelno for r in caplog.records if "book-forked" in r.message] == [logging.CRITICAL]


def test_a_trouble_is_logged_once_and_publishing_goes_on_after_it(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    put(database, leaves(3))
    publish = Publisher.publish
    tried: list[int] = []

    def full(self: Publisher) -> str:
        tried.append(1)
        if len(tried) < 4:
            raise OSError(28, "No space left on device")
        return publish(self)

    monkeypatch.setattr(Publisher, "publish", full)
    with publisher(database, tmp_path) as log:
        thread = Publishing(log)
        thread.start()
        until(lambda: log.latest() is not None)
        until(lambda: any("again" in r.message for r in caplog.records))
        thread.close()
    told = [r.message for r in caplog.records if r.levelno == logging.WARNING]
    assert [m.partition(" is ")[2] for m in told] == ["not published: OSError", "published again"]


def test_a_database_without_grants_is_waited_for(database: Database, tmp_path: Path) -> None:
    put(database, leaves(3))
    role = f'"{database.service_role}"'
    with publisher(database, tmp_path) as log:
        with psycopg.connect(database.url) as owner:
            owner.execute(f"REVOKE SELECT ON ledger.head FROM {role}")  # type: ignore[arg-type]  # a name of our own
        thread = Publishing(log)
        thread.start()
        time.sleep(0.2)
        with psycopg.connect(database.url) as owner:
            owner.execute(f"GRANT SELECT ON ledger.head TO {role}")  # type: ignore[arg-type]  # a name of our own
        until(lambda: log.latest() is not None)
        thread.close()


def test_a_witness_that_comes_later_is_asked_again(database: Database, tmp_path: Path) -> None:
    put(database, leaves(3))
    with publisher(database, tmp_path / "log") as log:
        log.publish()
        witness = Witness(tmp_path / "w", "witness.example/0", [log.verifier_key])
    with policy_of(witness) as policy, publisher(database, tmp_path / "log", policy) as log:
        thread = Publishing(log)
        thread.start()
        until(lambda: not log.lacks_cosignatures())
        thread.close()
