"""A log that cannot be gone on with ends, leaves its evidence, and the next one begins."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest

from ledger.database import Database
from ledger.errors import BookInconsistent
from ledger.log.epoch import EndedLog, begin_epoch, ended_log
from ledger.log.errors import BookForked, LogKeyOfEndedEpoch, LogKeyReplaced
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.note import SignedNote, VerifierKey
from ledger.log.signing_key import SigningKey
from ledger.log.witness import Witness, log_hash
from tests.ledger.books import BOOK
from tests.ledger.log.published_log import ORIGIN, size_of
from tests.ledger.log.rewritten_book import forget_published, leaves, publisher, put
from tests.ledger.log.running_witness import policy_of


def fork(database: Database, folder: Path) -> EndedLog:
    """Publish 9 entries, lose 4 of them, and find it out."""
    put(database, leaves(9))
    with publisher(database, folder) as log:
        log.publish()
        put(database, leaves(5))
        forget_published(database, above=5)
        ended = ended_log(log)
    assert ended is not None
    return ended


def test_a_log_that_goes_on_has_not_ended(database: Database, tmp_path: Path) -> None:
    put(database, leaves(3))
    with publisher(database, tmp_path) as log:
        assert ended_log(log) is None
        log.publish()
        assert ended_log(log) is None


def test_the_ended_log_is_told_with_its_last_checkpoint(database: Database, tmp_path: Path) -> None:
    ended = fork(database, tmp_path)
    assert isinstance(ended.refusal, BookForked)
    assert (ended.checkpoint.origin, ended.checkpoint.size, ended.epoch) == (ORIGIN, 9, 1)
    assert ended.origin_of(2) == f"{ORIGIN}/epochs/2"


def test_the_next_epoch_has_its_own_key_and_the_old_one_leaves_evidence(
    database: Database, tmp_path: Path
) -> None:
    ended = fork(database, tmp_path)
    old = SigningKey.load(tmp_path / f"{BOOK}.key")
    assert old is not None
    new = begin_epoch(tmp_path, BOOK, ended, 2)
    assert new.origin == f"{ORIGIN}/epochs/2"
    assert new.verifier_key.public != old.verifier_key.public
    evidence = SignedNote.parse((tmp_path / f"{BOOK}.epoch-1.checkpoint").read_text())
    [vkey, _] = (tmp_path / f"{BOOK}.epoch-1.vkey").read_text().splitlines()
    assert evidence.signed_by(VerifierKey.parse(vkey))
    assert all("PRIVATE" not in f.read_text() for f in tmp_path.iterdir() if f.suffix != ".key")
    with publisher(database, tmp_path) as log:
        log.check()
        note = log.publish()
        assert note.startswith(f"{ORIGIN}/epochs/2\n5\n")
        assert log.latest() == note
        put(database, leaves(7))
        assert size_of(log.publish()) == 7


def test_a_process_that_did_not_notice_signs_nothing_more_for_the_ended_log(
    database: Database, tmp_path: Path
) -> None:
    put(database, leaves(9))
    with publisher(database, tmp_path) as running:
        running.publish()
        begin_epoch(tmp_path, BOOK, fork(database, tmp_path), 2)
        put(database, leaves(6))
        with pytest.raises(LogKeyReplaced):
            running.publish()
    with publisher(database, tmp_path) as log:
        assert log.publish().startswith(f"{ORIGIN}/epochs/2\n6\n")


def test_a_witness_that_is_told_of_the_new_log_takes_it_for_another_one(
    database: Database, tmp_path: Path
) -> None:
    folder, state = tmp_path / "log", tmp_path / "witness"
    put(database, leaves(9))
    with publisher(database, folder) as log:
        keys = [log.verifier_key]
    with policy_of(Witness(state, "witness.example/0", keys)) as policy:
        with publisher(database, folder, policy) as log:
            assert policy.is_met_by(SignedNote.parse(log.publish()))
        put(database, leaves(5))
        forget_published(database, above=5)
        with publisher(database, folder) as log:
            ended = ended_log(log)
        assert ended is not None
        keys.append(begin_epoch(folder, BOOK, ended, 2).verifier_key)
        with publisher(database, folder, policy) as log:
            assert not policy.is_met_by(SignedNote.parse(log.publish()))
    witness = Witness(state, "witness.example/0", keys)
    with policy_of(witness) as policy, publisher(database, folder, policy) as log:
        assert policy.is_met_by(SignedNote.parse(log.publish()))
    assert [size_of(witness.latest(log_hash(key.name))) for key in keys] == [9, 5]


def test_a_second_break_ends_the_second_epoch(database: Database, tmp_path: Path) -> None:
    begin_epoch(tmp_path, BOOK, fork(database, tmp_path), 2)
    with publisher(database, tmp_path) as log:
        log.publish()
        put(database, leaves(2))
        forget_published(database)
        ended = ended_log(log)
    assert ended is not None
    assert (ended.epoch, ended.checkpoint.size) == (2, 5)
    assert begin_epoch(tmp_path, BOOK, ended, 3).origin == f"{ORIGIN}/epochs/3"
    assert {f.name for f in tmp_path.iterdir()} >= {
        f"{BOOK}.epoch-{n}.{kind}" for n in (1, 2) for kind in ("checkpoint", "vkey")
    }


def test_a_lost_key_ends_the_log_too(database: Database, tmp_path: Path) -> None:
    put(database, leaves(9))
    with publisher(database, tmp_path) as log:
        log.publish()
    (tmp_path / f"{BOOK}.key").unlink()
    with publisher(database, tmp_path) as log:
        ended = ended_log(log)
    assert ended is not None
    assert isinstance(ended.refusal, LogKeyReplaced)
    begin_epoch(tmp_path, BOOK, ended, 2)
    with publisher(database, tmp_path) as log:
        assert size_of(log.publish()) == 9


def test_a_key_put_in_the_place_of_the_logs_own_is_no_evidence_of_it(
    database: Database, tmp_path: Path
) -> None:
    put(database, leaves(9))
    with publisher(database, tmp_path) as log:
        log.publish()
    SigningKey.new(ORIGIN).replace(tmp_path / f"{BOOK}.key")
    with publisher(database, tmp_path) as log:
        ended = ended_log(log)
    assert ended is not None
    begin_epoch(tmp_path, BOOK, ended, 2)
    assert (tmp_path / f"{BOOK}.epoch-1.checkpoint").exists()
    assert not (tmp_path / f"{BOOK}.epoch-1.vkey").exists()


def test_the_evidence_is_the_last_checkpoint_whatever_an_earlier_attempt_left(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first attempt is cut off; a better copy of the book is found, and is lost in turn."""

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    ended = fork(database, tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(SigningKey, "replace", cut_off)
        with pytest.raises(KeyboardInterrupt):
            begin_epoch(tmp_path, BOOK, ended, 2)
    put(database, leaves(14))
    with publisher(database, tmp_path) as log:
        log.publish()
        put(database, leaves(5))
        forget_published(database, above=5)
        again = ended_log(log)
    assert again is not None
    begin_epoch(tmp_path, BOOK, again, 2)
    assert size_of((tmp_path / f"{BOOK}.epoch-1.checkpoint").read_text(encoding="utf-8")) == 14


@pytest.mark.parametrize("cut_off_before", ["replace", "remove"])
def test_a_beginning_that_was_cut_off_can_be_made_again_or_is_complete(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut_off_before: str
) -> None:
    ended = fork(database, tmp_path)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        owner = SigningKey if cut_off_before == "replace" else KeptCheckpoint
        patched.setattr(owner, cut_off_before, cut_off)
        with pytest.raises(KeyboardInterrupt):
            begin_epoch(tmp_path, BOOK, ended, 2)
    with publisher(database, tmp_path) as log:
        again = ended_log(log)
        assert (again is None) == (cut_off_before == "remove")
        if again is not None:
            begin_epoch(tmp_path, BOOK, again, 2)
    with publisher(database, tmp_path) as log:
        assert log.publish().startswith(f"{ORIGIN}/epochs/2\n5\n")
    assert (tmp_path / f"{BOOK}.epoch-1.checkpoint").exists()


def test_what_another_remedy_is_needed_for_does_not_end_the_log(
    database: Database, tmp_path: Path
) -> None:
    put(database, leaves(9))
    with publisher(database, tmp_path) as log:
        log.publish()
        put(database, leaves(9))
        with psycopg.connect(database.url) as owner:
            owner.execute("DELETE FROM ledger.entry WHERE position = 4")
        with pytest.raises(BookInconsistent):
            ended_log(log)


def on_another_host(folder: Path, other: Path) -> Path:
    """A host that publishes the same book and was away while the next epoch was begun."""
    other.mkdir()
    for name in (f"{BOOK}.key", f"{BOOK}.checkpoint"):
        shutil.copy(folder / name, other)
    return other


def test_a_host_that_has_only_the_key_of_an_ended_epoch_begins_none(
    database: Database, tmp_path: Path
) -> None:
    here = tmp_path / "here"
    put(database, leaves(9))
    with publisher(database, here) as log:
        log.publish()
    away = on_another_host(here, tmp_path / "away")
    begin_epoch(here, BOOK, fork(database, here), 2)
    with publisher(database, here) as log:
        log.publish()
    with publisher(database, away) as log, pytest.raises(LogKeyOfEndedEpoch):
        ended_log(log)
    # Where the current log's key is lost everywhere, the old one is put aside.
    (away / f"{BOOK}.key").unlink()
    with publisher(database, away) as log:
        lost = ended_log(log)
    assert lost is not None
    assert (lost.epoch, lost.key_epoch) == (2, None)


def test_a_key_of_an_epoch_before_the_published_one_begins_none(
    database: Database, tmp_path: Path
) -> None:
    ended = fork(database, tmp_path)
    assert ended.key_epoch == 1
    with publisher(database, tmp_path) as log:
        assert (log.has_published(1), log.has_published(2)) == (False, False)
    begin_epoch(tmp_path, BOOK, ended, 2)
    with publisher(database, tmp_path) as log:
        log.publish()
        assert (log.has_published(1), log.has_published(2)) == (False, True)
    ended.require_own_key(1)
    with pytest.raises(LogKeyOfEndedEpoch):
        ended.require_own_key(2)
