"""A log signs one growing tree only, whatever happens to its database, its files, and its host."""

from __future__ import annotations

import itertools
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.database import Database
from ledger.errors import GrantMissing
from ledger.log.checkpoint import Checkpoint, signed_checkpoint
from ledger.log.cosignature import verify_cosignature
from ledger.log.errors import BookForked
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.note import SignedNote
from ledger.log.published import PublishedCheckpoints
from ledger.log.stored_log import StoredLog
from ledger.log.witness import Witness
from tests.ledger.books import BOOK
from tests.ledger.log.published_log import ORIGIN, kept, published, size_of
from tests.ledger.log.rewritten_book import forget_published, leaves, publisher, put
from tests.ledger.log.running_witness import policy_of


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


def test_a_restart_goes_on_with_the_same_key(database: Database, folder: Path) -> None:
    first = published(database, folder, 3)
    second = published(database, folder, 5)
    with publisher(database, folder) as log:
        for note in (first, second):
            signed_checkpoint(SignedNote.parse(note), log.verifier_key)


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

    def cut_off(self: PublishedCheckpoints, *_: object) -> None:
        raise KeyboardInterrupt

    with publisher(database, folder) as log:
        with monkeypatch.context() as patched:
            patched.setattr(PublishedCheckpoints, "add", cut_off)
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


def test_a_service_role_that_may_not_publish_is_told_so(database: Database, folder: Path) -> None:
    put(database, leaves(3))
    with psycopg.connect(database.url) as owner:
        owner.execute(f'REVOKE INSERT ON ledger.checkpoint FROM "{database.service_role}"')  # type: ignore[arg-type]  # a name of our own
    with publisher(database, folder) as log, pytest.raises(GrantMissing):
        log.publish()


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
