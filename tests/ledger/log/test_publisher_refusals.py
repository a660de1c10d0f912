"""A book, a kept checkpoint or a key that is not the one of the log has nothing signed any more."""

from __future__ import annotations

import errno
from pathlib import Path

import psycopg
import pytest

from ledger.database import Database
from ledger.errors import BookInconsistent, BookNotOpen
from ledger.log.errors import (
    BookForked,
    KeptCheckpointDamaged,
    LogFileUnusable,
    LogKeyOfEndedEpoch,
    LogKeyReplaced,
    LogKeyUnusable,
)
from ledger.log.note import NoteSigner, SignedNote
from ledger.log.signing_key import SigningKey, of_epoch
from tests.ledger.books import BOOK
from tests.ledger.log.published_log import ORIGIN, kept, published, size_of
from tests.ledger.log.rewritten_book import forget_published, leaves, publisher, put


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
    with publisher(database, folder) as log:
        for attempt in (log.check, log.publish):
            with pytest.raises(LogKeyOfEndedEpoch):
                attempt()


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


def test_an_edited_published_note_is_found(database: Database, folder: Path) -> None:
    published(database, folder)
    with psycopg.connect(database.url) as owner:
        owner.execute("UPDATE ledger.checkpoint SET note = 'x'")
    with publisher(database, folder) as log, pytest.raises(BookInconsistent):
        log.check()
