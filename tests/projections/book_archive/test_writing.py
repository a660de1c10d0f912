"""An archive is written whole, gone on with, and only of a book that is sound."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import psycopg
import pytest

from ledger.application import BookApplication
from ledger.archive.errors import (
    ArchivedEntryAltered,
    ArchiveFolderUnusable,
    ArchiveMissing,
    ArchiveOfAnotherBook,
    ArchiveUnderWay,
)
from ledger.archive.folder import DRAFT, LOCK
from ledger.archive.manifest import COMMANDS, ENTRIES, MANIFEST, Manifest
from ledger.archive.parquet import read_rows
from ledger.archive.tables import COMMAND_COLUMNS, ENTRY_COLUMNS
from ledger.database import Database
from ledger.errors import BookInconsistent, BookNotOpen
from projections.archive_rows import archived_columns
from projections.book_archive import archive_book, restore_book
from projections.columns import ROW_TABLES
from tests.ledger.books import opened, registered
from tests.projections.book_archive.archives import Databases, manifest_of, names
from tests.projections.random_book import write_at_random
from tests.projections.recorded_book import record
from tests.projections.written_book import WrittenBook


def test_archive_is_cut_into_ranges_that_are_subtrees(archive: Path) -> None:
    manifest = manifest_of(archive)
    entries = manifest.of_kind(ENTRIES)
    assert [len(record.subtrees) for record in entries[:-1]] == [1] * (len(entries) - 1)
    assert [record.first for record in entries] == list(range(0, manifest.size, 256))
    assert {record.kind for record in manifest.files} == {
        *(ENTRIES, COMMANDS),
        *("block_row", "household_row", "person_row", "death_row", "foreigner_row"),
    }
    assert names(archive) == {MANIFEST, LOCK, *(record.name for record in manifest.files)}
    assert Manifest.parse(manifest.encode()) == manifest


def test_archive_is_its_owners_alone(
    application: BookApplication, home: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    archive_book(application, home, folder)
    rows = [folder / record.name for record in manifest_of(folder).files]
    assert {path.stat().st_mode & 0o777 for path in rows} == {0o600}
    folders = {folder, *(path.parent for path in rows)}
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def test_archive_grows_with_its_book_and_keeps_finished_files(
    databases: Databases, tmp_path: Path
) -> None:
    here, folder = databases.new(), tmp_path / "archive"
    book = WrittenBook("100002")
    write_at_random(book, 8, 250)
    application = record(book, here)
    try:
        first = archive_book(application, here, folder)
        start = len(book.entries)
        write_at_random(book, 9, 80)
        record(book, here, start).close()
        second = archive_book(application, here, folder)
        kept = {f.name for f in first.files} & {f.name for f in second.files}
        whole = [f for f in first.of_kind(ENTRIES) if f.rows == 256]
        assert whole
        assert {f.name for f in whole} <= kept
        assert names(folder) == {MANIFEST, LOCK, *(f.name for f in second.files)}
        assert archive_book(application, here, folder) == second
    finally:
        application.close()
    there = databases.new()
    assert restore_book(there, folder) == second
    assert second.size == len(book.entries)


def test_writing_that_was_cut_off_is_gone_on_with(
    application: BookApplication,
    home: Database,
    archive: Path,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "cut"

    class CutOffError(Exception):
        pass

    def cut(done: int, _: int) -> None:
        if done >= 512:
            raise CutOffError

    with pytest.raises(CutOffError):
        archive_book(application, home, folder, on_progress=cut)
    assert not (folder / MANIFEST).exists()
    with pytest.raises(ArchiveMissing):
        restore_book(home, folder)
    finished = {name: (folder / name).stat().st_ino for name in names(folder) - {DRAFT}}
    assert any(name.startswith(ENTRIES) for name in finished)
    made = archive_book(application, home, folder)
    assert {n: (folder / n).stat().st_ino for n in finished} == finished
    assert made == manifest_of(archive)


def test_file_that_was_spoilt_since_is_written_anew(
    application: BookApplication, home: Database, archive: Path
) -> None:
    [spoilt, *_] = manifest_of(archive).of_kind(ENTRIES)
    before = (archive / spoilt.name).read_bytes()
    (archive / spoilt.name).write_bytes(before[:-1])
    archive_book(application, home, archive)
    assert (archive / spoilt.name).read_bytes() == before


def test_second_writer_of_a_folder_is_refused(
    application: BookApplication, home: Database, archive: Path
) -> None:
    def meanwhile(*_: int) -> None:
        with pytest.raises(ArchiveUnderWay):
            archive_book(application, home, archive)

    archive_book(application, home, archive, on_progress=meanwhile)


def test_folder_that_would_stand_in_another_that_is_not_there_is_refused(
    application: BookApplication, home: Database, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveFolderUnusable):
        archive_book(application, home, tmp_path / "unmounted" / "archive")
    assert list(tmp_path.iterdir()) == []


def test_book_without_an_outcome_is_not_archived(databases: Databases, tmp_path: Path) -> None:
    here, book = databases.new(), WrittenBook("100006")
    write_at_random(book, 4, 40)
    application = record(book, here)
    gone = book.entries[-1].event.by.command_id
    try:
        with psycopg.connect(here.url) as owner:
            owner.execute("DELETE FROM ledger.command WHERE command_id = %s", [gone])
        with pytest.raises(BookInconsistent):
            archive_book(application, here, tmp_path)
    finally:
        application.close()


def test_folder_that_is_a_file_is_told(
    application: BookApplication, home: Database, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveFolderUnusable):
        archive_book(application, home, tmp_path / "file")


def test_folder_of_another_book_is_left_alone(databases: Databases, archive: Path) -> None:
    here, before = databases.new(), names(archive)
    for code in ("100009", "100001"):
        book = WrittenBook(code)
        write_at_random(book, 77, 500)
        application = record(book, here)
        try:
            with pytest.raises(ArchiveOfAnotherBook):
                archive_book(application, here, archive)
        finally:
            application.close()
        assert before <= names(archive)
    assert restore_book(databases.new(), archive).book == "100001"


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger.entry SET state = state || ' ' WHERE book_id = %s AND position = 40",
        "UPDATE ledger.entry SET topic = 'PostFilled' WHERE book_id = %s AND position = 40",
        "DELETE FROM ledger.entry WHERE book_id = %s AND position = 40",
    ],
)
def test_altered_book_is_not_archived(databases: Databases, tmp_path: Path, tampering: str) -> None:
    here, book = databases.new(), WrittenBook("100003")
    write_at_random(book, 4, 40)
    application = record(book, here)
    try:
        with psycopg.connect(here.url) as owner:
            owner.execute(tampering, [book.book])  # type: ignore[arg-type]  # a test's own
        with pytest.raises(ArchivedEntryAltered) as told:
            archive_book(application, here, tmp_path)
    finally:
        application.close()
    assert told.value.details()["position"] == 40


def test_full_disk_is_told_and_the_old_archive_stands(
    application: BookApplication,
    home: Database,
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    manifest = manifest_of(archive)
    (archive / manifest.files[0].name).unlink()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ArchiveFolderUnusable) as told:
            archive_book(application, home, archive)
    assert told.value.details()["said"] == os.strerror(errno.ENOSPC)
    assert manifest_of(archive) == manifest
    assert archive_book(application, home, archive) == manifest


def test_nothing_personal_is_in_clear_in_an_archive(databases: Databases, tmp_path: Path) -> None:
    here = databases.new()
    application = opened(here)
    try:
        registered(application)
        archive_book(application, here, tmp_path)
    finally:
        application.close()
    tables = {table.name: archived_columns(table) for table in ROW_TABLES}
    tables |= {ENTRIES: tuple(ENTRY_COLUMNS), COMMANDS: tuple(COMMAND_COLUMNS)}
    said = b""
    for file in manifest_of(tmp_path).files:
        for page in read_rows(tmp_path / file.name, tables[file.kind], file.name):
            said += b"\n".join(
                v if isinstance(v, bytes) else str(v).encode() for row in page for v in row
            )
    assert b"HouseholdRegistered" in said
    for personal in ("某甲", "某乙", "500112198506151232", "50011219860715124X"):
        assert personal.encode() not in said


def test_book_without_entries_is_not_archived(databases: Databases, tmp_path: Path) -> None:
    here = databases.new()
    with psycopg.connect(here.service_url) as service:
        service.execute("INSERT INTO ledger.head (book_id) VALUES ('100005')")
    application = BookApplication("100005", here)
    try:
        with pytest.raises(BookNotOpen):
            archive_book(application, here, tmp_path)
    finally:
        application.close()
