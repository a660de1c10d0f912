"""A log signs one growing tree only, whatever happens to its database, its files, and its host."""

from __future__ import annotations

import errno
import itertools
import logging
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.database import Database
from ledger.errors import (
    BookForked,
    BookInconsistent,
    BookNotOpen,
    GrantMissing,
    KeptCheckpointDamaged,
    LogKeyReplaced,
    LogKeyUnusable,
)
from ledger.log.checkpoint import Checkpoint, signed_checkpoint
from ledger.log.cosignature import verify_cosignature
from ledger.log.errors import LogFileUnusable
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.note import NoteSigner, SignedNote
from ledger.log.publisher import Publisher
from ledger.log.signing_key import SigningKey, of_epoch
from ledger.log.stored_log import StoredLog
from ledger.log.witness import Witness, log_hash
from ledger.sql import queries
from tests.ledger.books import BOOK
from tests.ledger.log.rewritten_book import forget_published, leaves, publisher, put
from tests.ledger.log.running_witness import policy_of

ORIGIN = f"census-ledger.localhost/books/{BOOK}"


def size_of(note: str | None) -> int:
    assert note is not None
    return Checkpoint.parse(SignedNote.parse(note).text).size


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


def kept(folder: Path) -> KeptCheckpoint:
    return KeptCheckpoint(folder / f"{BOOK}.checkpoint")


def published(database: Database, folder: Path, size: int = 9) -> str:
    """Publish a book of so many entries."""
    put(database, leaves(size))
    with publisher(database, folder) as log:
        return log.publish()


def test_the_committed_head_is_signed_kept_and_published(database: Database, folder: Path) -> None:
    tree = put(database, leaves(300))
    with publisher(database, folder) as log:
        log.check()
        assert log.latest() is None
        note = SignedNote.parse(log.publish())
        assert signed_checkpoint(note, log.verifier_key) == Checkpoint(ORIGIN, 300, tree.root())
        line = note.signature_of(log.post_quantum_key)
        assert line is not None
        assert verify_cosignature(log.post_quantum_key, note.text, line.payload) == 1_800_000_000
        assert log.latest() == note.encode()
        assert kept(folder).read() == note
        assert (folder / f"{BOOK}.checkpoint").stat().st_mode & 0o777 == 0o600


def test_a_book_that_did_not_grow_is_not_signed_again(database: Database, folder: Path) -> None:
    put(database, leaves(3))
    with publisher(database, folder) as log:
        assert log.is_outdated()
        first = log.publish()
        assert not log.is_outdated()
        assert log.publish() == first
        put(database, leaves(4))
        assert log.is_outdated()
        assert size_of(log.publish()) == 4
        assert not log.lacks_cosignatures()


def test_a_book_set_back_together_with_what_was_published_is_looked_at_anew(
    database: Database, folder: Path
) -> None:
    put(database, leaves(3))
    with publisher(database, folder) as log:
        log.publish()
        put(database, leaves(5))
        log.publish()
        put(database, leaves(3))
        forget_published(database, above=3)
        assert log.is_outdated()
        kept(folder).remove()
        assert log.is_outdated()


def test_a_restart_goes_on_with_the_same_key(database: Database, folder: Path) -> None:
    first = published(database, folder, 3)
    second = published(database, folder, 5)
    with publisher(database, folder) as log:
        for note in (first, second):
            signed_checkpoint(SignedNote.parse(note), log.verifier_key)


def test_a_book_that_was_restored_to_an_earlier_state_is_refused(
    database: Database, folder: Path
) -> None:
    published(database, folder)
    before = kept(folder).path.read_bytes()
    tree = put(database, leaves(5))
    forget_published(database, above=5)
    with publisher(database, folder) as log:
        for attempt in (log.check, log.publish):
            with pytest.raises(BookForked) as error:
                attempt()
            told = error.value.details()
            assert (told["kept_size"], told["found_size"], told["found_root"]) == (9, 5, None)
        assert log.latest() is None
    assert kept(folder).path.read_bytes() == before
    assert tree.size == 5


def test_a_book_that_grew_otherwise_after_a_restore_is_refused(
    database: Database, folder: Path
) -> None:
    published(database, folder)
    put(database, [*leaves(5), *leaves(20, "other")])
    forget_published(database)
    with publisher(database, folder) as log:
        with pytest.raises(BookForked) as error:
            log.check()
        told = error.value.details()
        assert told["found_size"] == 25
        assert told["found_root"] not in {None, told["kept_root"]}


def test_a_book_that_is_gone_from_the_database_is_refused(database: Database, folder: Path) -> None:
    published(database, folder)
    with psycopg.connect(database.url) as owner:
        owner.execute("TRUNCATE ledger.head, ledger.entry, ledger.tile_hash, ledger.checkpoint")
    with publisher(database, folder) as log, pytest.raises(BookForked):
        log.check()


def test_a_book_that_was_never_opened_has_no_log(database: Database, folder: Path) -> None:
    with publisher(database, folder) as log, pytest.raises(BookNotOpen):
        log.publish()


def test_an_entry_exchanged_under_a_running_service_is_not_signed(
    database: Database, folder: Path
) -> None:
    put(database, leaves(9))
    with publisher(database, folder) as log:
        log.publish()
        put(database, [*leaves(4), b"forged", *leaves(20)[5:]])
        with pytest.raises(BookForked):
            log.publish()
        assert size_of(log.latest()) == 9


def test_a_head_that_does_not_fit_its_entries_is_not_signed(
    database: Database, folder: Path
) -> None:
    put(database, leaves(9))
    other = put(database, leaves(9, "other"))
    put(database, leaves(9))
    with psycopg.connect(database.url) as owner:
        owner.execute("UPDATE ledger.head SET frontier = %s", [other.frontier])
    with publisher(database, folder) as log:
        for attempt in (log.check, log.publish):
            with pytest.raises(BookInconsistent):
                attempt()
    assert kept(folder).read() is None


def test_without_the_kept_file_the_database_is_believed_and_the_file_made_anew(
    database: Database, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    note = published(database, folder)
    kept(folder).remove()
    with publisher(database, folder) as log:
        log.check()
    assert kept(folder).read() == SignedNote.parse(note)
    assert [r.levelname for r in caplog.records if "made anew" in r.message] == ["WARNING"]


def test_without_the_kept_file_what_the_database_published_still_binds(
    database: Database, folder: Path
) -> None:
    published(database, folder)
    kept(folder).remove()
    put(database, leaves(5))
    with publisher(database, folder) as log, pytest.raises(BookForked):
        log.check()


def test_a_damaged_kept_file_is_refused(database: Database, folder: Path) -> None:
    published(database, folder)
    kept(folder).path.write_text("x")
    with publisher(database, folder) as log, pytest.raises(KeptCheckpointDamaged):
        log.check()


@pytest.mark.parametrize("place", ["lock", "folder", "key"])
def test_odd_files_of_a_book_are_told_by_a_code(
    database: Database, folder: Path, place: str
) -> None:
    put(database, leaves(3))
    match place:
        case "lock":
            (folder / f"{BOOK}.lock").mkdir(parents=True)
        case "key":
            (folder / f"{BOOK}.key").mkdir(parents=True)
        case _:
            folder.touch()
    with publisher(database, folder) as log, pytest.raises((LogFileUnusable, LogKeyUnusable)):
        log.check()


def test_a_disk_that_takes_no_new_key_is_told_by_a_code(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    put(database, leaves(3))
    monkeypatch.setattr("ledger.durable_file.os.fsync", full)
    with publisher(database, folder) as log, pytest.raises(LogFileUnusable) as error:
        log.check()
    assert error.value.details() == {"file": "log", "error": "ENOSPC"}


def test_publishing_goes_on_where_the_witnesses_lock_cannot_be_taken(
    database: Database, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, leaves(3))
    (folder / f"{BOOK}.witnesses.lock").mkdir(parents=True)
    witness = Witness(tmp_path / "witness", "witness.example/1", [])
    with policy_of(witness) as policy, publisher(database, folder, policy) as log:
        assert size_of(log.publish()) == 3
    assert "no witness is asked" in caplog.text


def test_a_kept_file_that_another_key_signed_is_refused(database: Database, folder: Path) -> None:
    published(database, folder)
    forger = NoteSigner.from_seed(ORIGIN, bytes(32))
    text = SignedNote.parse(kept(folder).path.read_text()).text
    kept(folder).write(SignedNote(text, (forger.sign(text),)))
    with publisher(database, folder) as log, pytest.raises(LogKeyReplaced):
        log.check()


def test_another_key_is_refused_wherever_signatures_of_the_first_are_left(
    database: Database, folder: Path
) -> None:
    published(database, folder)
    SigningKey.new(ORIGIN).replace(folder / f"{BOOK}.key")
    kept(folder).remove()
    with publisher(database, folder) as log, pytest.raises(LogKeyReplaced):
        log.publish()


@pytest.mark.parametrize("left", ["kept", "database"])
def test_a_missing_key_is_not_replaced_by_a_new_one(
    database: Database, folder: Path, left: str
) -> None:
    published(database, folder)
    (folder / f"{BOOK}.key").unlink()
    if left == "kept":
        forget_published(database)
    else:
        kept(folder).remove()
    with publisher(database, folder) as log:
        with pytest.raises(LogKeyReplaced):
            log.check()
        with pytest.raises(LogKeyReplaced):
            _ = log.verifier_key
    assert not (folder / f"{BOOK}.key").exists()


def test_a_key_of_an_ended_epoch_is_refused(database: Database, folder: Path) -> None:
    published(database, folder)
    later = SigningKey.new(of_epoch(ORIGIN, 2)).sign(9, bytes(32), 1_767_225_600)
    with psycopg.connect(database.url) as owner:
        owner.execute(
            "INSERT INTO ledger.checkpoint (book_id, epoch, size, note) VALUES (%s, 2, 9, %s)",
            [BOOK, later.encode()],
        )
    with publisher(database, folder) as log, pytest.raises(LogKeyReplaced):
        log.check()


def test_a_row_of_another_epoch_than_its_note_is_told_as_such(
    database: Database, folder: Path
) -> None:
    """Not as a replaced key: a new epoch would be begun for nothing."""
    published(database, folder)
    with psycopg.connect(database.url) as owner:
        owner.execute("UPDATE ledger.checkpoint SET epoch = 9")
    with publisher(database, folder) as log:
        with pytest.raises(BookInconsistent):
            log.check()
        with psycopg.connect(database.url) as owner:
            owner.execute("UPDATE ledger.checkpoint SET epoch = 1")
        log.check()


@pytest.mark.parametrize(
    "edit",
    [
        "frontier = '{}'",
        "frontier = array['\\x00'::bytea, NULL]",
        "size = size + 1",
        "size = 9223372036854775807",
        "size = -1",
        "recorded_at = 'infinity'",
        "recorded_at = '-infinity'",
        "recorded_at = '4000-01-01 BC'",
    ],
)
def test_a_head_row_that_was_edited_is_never_signed(
    database: Database, folder: Path, edit: str
) -> None:
    published(database, folder)
    with psycopg.connect(database.url) as owner:
        owner.execute(f"UPDATE ledger.head SET {edit}")
    with publisher(database, folder) as log:
        with pytest.raises(BookInconsistent):
            log.check()
        with pytest.raises(BookInconsistent):
            log.publish()


def test_what_was_signed_before_a_crash_is_published_after_it(
    database: Database, folder: Path
) -> None:
    put(database, leaves(9))
    with publisher(database, folder) as log:
        note = log.publish()
        forget_published(database)
        assert log.is_outdated()
        assert log.publish() == note
        forget_published(database)
        put(database, leaves(12))
        assert size_of(log.publish()) == 12


def test_a_note_that_the_disk_does_not_take_is_not_given_out(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, leaves(9))
    with publisher(database, folder) as log:
        log.publish()
        put(database, leaves(12))

        def full(self: KeptCheckpoint, note: SignedNote) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(KeptCheckpoint, "write", full)
            with pytest.raises(OSError, match="No space"):
                log.publish()
        assert size_of(log.latest()) == 9
        assert size_of(log.publish()) == 12


def test_the_note_is_on_disk_before_it_is_in_the_database(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, leaves(9))

    def cut_off(self: Publisher, *_: object) -> None:
        raise KeyboardInterrupt

    with publisher(database, folder) as log:
        with monkeypatch.context() as patched:
            patched.setattr(Publisher, "_store", cut_off)
            with pytest.raises(KeyboardInterrupt):
                log.publish()
        assert log.latest() is None
        note = kept(folder).read()
        assert note is not None
        assert log.publish() == note.encode()


def test_nothing_is_signed_before_the_database_has_flushed_it(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer did not wait for the disk, as a session of an operator's may be set.

    The database flushes by itself after a while, hence several rounds that begin unflushed.
    """
    published(database, folder, 1)
    before: list[bool] = []
    flushed: list[bool] = []
    write = KeptCheckpoint.write

    def is_flushed(owner: psycopg.Connection, written: str) -> bool:
        query = "SELECT pg_current_wal_flush_lsn() >= %s::pg_lsn"
        return owner.execute(query, [written]).fetchall() == [(True,)]

    with (
        publisher(database, folder) as log,
        psycopg.connect(database.url, autocommit=True) as owner,
    ):
        log.publish()
        for size in range(2, 10):
            put(database, leaves(size), options="-c synchronous_commit=off")
            [(written,)] = owner.execute("SELECT pg_current_wal_insert_lsn()").fetchall()

            def observed(self: KeptCheckpoint, note: SignedNote, written: str = written) -> None:
                flushed.append(is_flushed(owner, written))
                write(self, note)

            monkeypatch.setattr(KeptCheckpoint, "write", observed)
            before.append(is_flushed(owner, written))
            assert size_of(log.publish()) == size
    assert not all(before)
    assert flushed == [True] * 8


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


def test_a_service_role_that_may_not_publish_is_told_so(database: Database, folder: Path) -> None:
    put(database, leaves(3))
    with psycopg.connect(database.url) as owner:
        owner.execute(f'REVOKE INSERT ON ledger.checkpoint FROM "{database.service_role}"')  # type: ignore[arg-type]  # a name of our own
    with publisher(database, folder) as log, pytest.raises(GrantMissing):
        log.publish()


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


def once_signed(
    monkeypatch: pytest.MonkeyPatch, log: Publisher, meanwhile: Callable[[], object]
) -> None:
    """Let something happen after the publisher has signed and before it goes on."""
    cosigned = Publisher._cosigned
    waiting = [meanwhile]

    def overtaken(self: Publisher, signed: Any) -> SignedNote:
        if self is log and waiting:
            waiting.pop()()
        return cosigned(self, signed)

    monkeypatch.setattr(Publisher, "_cosigned", overtaken)


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


def test_a_proof_that_the_database_does_not_give_keeps_no_checkpoint_back(
    database: Database,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    published(database, folder, 3)
    with publisher(database, folder) as log:
        witness = Witness(tmp_path / "w", "witness.example/0", [log.verifier_key])

    def lost(*_: object) -> list[bytes]:
        raise psycopg.OperationalError

    with policy_of(witness) as policy, publisher(database, folder, policy) as log:
        log.publish()
        put(database, leaves(7))
        with monkeypatch.context() as patched:
            patched.setattr(StoredLog, "consistency", lost)
            assert size_of(log.publish()) == 7
        assert "witness w0 does not cosign: ledger-unavailable" in caplog.messages
        assert policy.is_met_by(SignedNote.parse(log.publish()))


def test_the_last_signed_checkpoint_is_the_newest_of_all_that_is_known(
    database: Database, folder: Path
) -> None:
    with publisher(database, folder) as log:
        put(database, leaves(3))
        assert log.last_signed() is None
        log.publish()
        put(database, leaves(6))
        log.publish()
        forget_published(database, above=3)
        last = log.last_signed()
        assert (last and last.size) == 6
        kept(folder).remove()
        last = log.last_signed()
        assert (last and last.size) == 3


def test_an_edited_published_note_is_found(database: Database, folder: Path) -> None:
    published(database, folder)
    with psycopg.connect(database.url) as owner:
        owner.execute("UPDATE ledger.checkpoint SET note = 'x'")
    with publisher(database, folder) as log, pytest.raises(BookInconsistent):
        log.check()


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("grow"), st.integers(1, 3)),
            st.tuples(st.just("restore"), st.integers(0, 8)),
            st.tuples(st.just("restart"), st.integers(0, 1)),
        ),
        max_size=8,
    )
)
def test_all_that_is_ever_signed_is_one_growing_tree(
    database: Database, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("log")
    forget_published(database)
    entries: list[bytes] = leaves(2)
    signed: list[list[bytes]] = [[]]
    for number, (what, amount) in enumerate([("grow", 1), *steps]):
        if what == "grow":
            entries += [f"{number}-{i}".encode() for i in range(amount)]
        elif what == "restore":
            entries = entries[:amount]
        tree = put(database, entries)
        forget_published(database, above=len(entries))
        with publisher(database, folder) as log:
            try:
                note = SignedNote.parse(log.publish())
            except BookForked:
                continue
            found = signed_checkpoint(note, log.verifier_key)
        assert (found.size, found.root) == (len(entries), tree.root())
        signed.append(entries[:])
    for earlier, later in itertools.pairwise(signed):
        assert later[: len(earlier)] == earlier
