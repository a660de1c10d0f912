"""Several hosts that publish one log, and its witnesses, see sizes that only grow."""

from __future__ import annotations

import logging
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import psycopg
import pytest

from ledger.database import Database
from ledger.errors import LedgerUnavailable
from ledger.log.errors import BookForked, LogKeyReplaced
from ledger.log.note import SignedNote
from ledger.log.publisher import Publisher
from ledger.log.witness import Witness, log_hash
from ledger.sql import queries
from tests.ledger.books import BOOK
from tests.ledger.log.published_log import ORIGIN, kept, once_signed, published, size_of
from tests.ledger.log.rewritten_book import forget_published, leaves, publisher, put
from tests.ledger.log.running_witness import policy_of


def test_publishing_goes_on_where_the_witnesses_lock_cannot_be_taken(
    database: Database, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, leaves(3))
    (folder / f"{BOOK}.witnesses.lock").mkdir(parents=True)
    witness = Witness(tmp_path / "witness", "witness.example/1", [])
    with policy_of(witness) as policy, publisher(database, folder, policy) as log:
        assert size_of(log.publish()) == 3
    assert "no witness is asked" in caplog.text


def test_hosts_sign_one_after_the_other(database: Database, folder: Path) -> None:
    """The lock is in the database; the lock file serves one host alone."""
    put(database, leaves(3))
    with publisher(database, folder) as log, psycopg.connect(database.url) as other_host:
        other_host.execute(queries("ledger", "checkpoint.sql")["lock_log"], {"book": BOOK})
        signing = threading.Thread(target=log.publish)
        signing.start()
        signing.join(0.5)
        assert signing.is_alive()
        assert kept(folder).read() is None
        other_host.rollback()
        signing.join(10)
        assert size_of(log.latest()) == 3


def test_two_hosts_with_the_same_key_publish_one_log(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    published(database, folder, 3)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / f"{BOOK}.key", other)
    put(database, leaves(6))
    with publisher(database, other) as second:
        assert size_of(second.publish()) == 6
    put(database, leaves(8))
    with publisher(database, folder) as first:
        assert size_of(first.publish()) == 8
    put(database, leaves(7))
    with publisher(database, other) as second, pytest.raises(BookForked):
        second.publish()


def test_a_host_with_a_key_of_its_own_is_refused(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    published(database, folder, 3)
    with publisher(database, tmp_path / "other") as second, pytest.raises(LogKeyReplaced):
        second.publish()


def test_many_at_once_publish_sizes_that_only_grow(database: Database, folder: Path) -> None:
    put(database, leaves(3))
    seen: list[list[int]] = [[], []]

    def run(mine: list[int]) -> None:
        with publisher(database, folder) as log:
            mine.extend(size_of(log.publish()) for _ in range(12))

    threads = [threading.Thread(target=run, args=(mine,)) for mine in seen]
    for thread in threads:
        thread.start()
    for size in range(4, 16):
        put(database, leaves(size))
    for thread in threads:
        thread.join()
    assert all(len(mine) == 12 and mine == sorted(mine) for mine in seen)


def test_of_many_readers_who_ask_for_the_newest_entry_one_publishes(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, leaves(5))
    published_by: list[str] = []
    publish = Publisher.publish

    def noted(self: Publisher) -> str:
        published_by.append(threading.current_thread().name)
        return publish(self)

    monkeypatch.setattr(Publisher, "publish", noted)
    found: list[int] = []
    with publisher(database, folder) as log:
        readers = [
            threading.Thread(target=lambda: found.append(size_of(log.covering(4))))
            for _ in range(12)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    assert found == [5] * 12
    assert len(published_by) == 1


def test_readers_do_not_wait_for_failing_publishings_one_after_the_other(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, leaves(5))
    tried: list[str] = []
    may_fail = threading.Event()

    def failing(_: Publisher) -> str:
        tried.append(threading.current_thread().name)
        may_fail.wait(10)
        raise LedgerUnavailable

    monkeypatch.setattr(Publisher, "publish", failing)
    monkeypatch.setattr("ledger.log.publisher._READERS_WAIT", 0.1)
    with publisher(database, folder) as log, ThreadPoolExecutor(6) as readers:
        asked = as_completed([readers.submit(log.covering, 4) for _ in range(6)], timeout=9)
        refused = [next(asked).exception() for _ in range(5)]
        may_fail.set()
        refused.append(next(asked).exception())
    assert [type(error) for error in refused] == [LedgerUnavailable] * 6
    assert len(tried) == 1


def test_the_note_bears_the_witnesses_cosignatures(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    put(database, leaves(9))
    with publisher(database, folder) as log:
        key = log.verifier_key
    two = [Witness(tmp_path / str(i), f"witness.example/{i}", [key]) for i in range(2)]
    with policy_of(*two) as policy, publisher(database, folder, policy) as log:
        for size in (9, 40):
            put(database, leaves(size))
            assert policy.is_met_by(SignedNote.parse(log.publish()))
            assert not log.lacks_cosignatures()
            assert size_of(two[0].latest(log_hash(ORIGIN))) == size


def test_cosignatures_that_come_later_are_added_to_the_published_note(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    note = published(database, folder)
    with publisher(database, folder) as log:
        witness = Witness(tmp_path / "w", "witness.example/0", [log.verifier_key])
    with policy_of(witness) as policy, publisher(database, folder, policy) as log:
        assert log.lacks_cosignatures()
        later = log.publish()
        assert later.startswith(note)
        assert log.latest() == later
        assert not log.lacks_cosignatures()


def test_publishing_goes_on_while_the_witnesses_are_away(
    database: Database, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, leaves(9))
    witness = Witness(tmp_path / "w", "witness.example/0", [])
    with (
        policy_of(elsewhere=[(witness.verifier_keys[0], "http://127.0.0.1:9")]) as policy,
        publisher(database, folder, policy) as log,
    ):
        assert size_of(log.publish()) == 9
        assert log.lacks_cosignatures()
    assert any("does not cosign" in r.message for r in caplog.records if r.levelno >= logging.INFO)


def test_a_witness_remembers_what_database_and_files_forgot(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    """Both were restored from the same old copy: only the witness still knows the later tree."""
    put(database, leaves(5))
    with publisher(database, folder) as log:
        log.publish()
        witness = Witness(tmp_path / "w", "witness.example/0", [log.verifier_key])
    shutil.copytree(folder, tmp_path / "old")
    with policy_of(witness) as policy:
        put(database, leaves(9))
        with publisher(database, folder, policy) as log:
            log.publish()
        put(database, [*leaves(5), *leaves(7, "other")])
        forget_published(database, above=5)
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "old", folder)
        with publisher(database, folder, policy) as log:
            log.check()
            with pytest.raises(BookForked):
                log.publish()
            assert size_of(log.latest()) == 5
        assert witness.reports_file.exists()
    with publisher(database, folder) as log, pytest.raises(BookForked) as error:
        log.check()
    assert error.value.details()["kept_size"] == 9


def test_who_was_overtaken_shows_no_witness_a_smaller_tree(
    database: Database, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(database, folder, 3)
    with publisher(database, folder) as log:
        witness = Witness(tmp_path / "w", "witness.example/0", [log.verifier_key])
    with (
        policy_of(witness) as policy,
        publisher(database, folder, policy) as slow,
        publisher(database, folder, policy) as quick,
    ):

        def overtake() -> None:
            put(database, leaves(7))
            assert policy.is_met_by(SignedNote.parse(quick.publish()))

        put(database, leaves(5))
        once_signed(monkeypatch, slow, overtake)
        assert size_of(slow.publish()) == 5
        assert size_of(slow.latest()) == 7
    assert not witness.reports_file.exists()


def test_what_two_hosts_signed_at_once_stays_as_it_was_published_first(
    database: Database, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both signatures hold, but one of the two lines differs with every signing."""
    published(database, folder, 3)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / f"{BOOK}.key", other)
    first: list[str] = []
    put(database, leaves(5))
    with publisher(database, folder) as slow, publisher(database, other) as quick:
        once_signed(monkeypatch, slow, lambda: first.append(quick.publish()))
        assert [slow.publish()] == first
        assert [slow.latest()] == first
