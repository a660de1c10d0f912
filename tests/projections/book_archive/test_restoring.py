"""Restored into an empty database, an archive is the same book; a spoilt one restores nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from ledger.application import BookApplication
from ledger.archive.errors import (
    ArchiveError,
    ArchiveFileDamaged,
    ArchiveFileMissing,
    ArchiveMissing,
    ManifestDamaged,
)
from ledger.archive.manifest import CHECKPOINTS, COMMANDS, ENTRIES, MANIFEST
from ledger.archive.tables import CHECKPOINT_COLUMNS
from ledger.database import Database, Datastore
from ledger.errors import BookAlreadyOpen
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import NoteSigner, SignedNote
from ledger.recorder import BookRecorder
from projections.archive_rows import archived_columns
from projections.book_archive import archive_book, restore_book
from projections.columns import HOUSEHOLD_ROW, ROWS_VERSION
from projections.digest import digest
from projections.rebuild import rebuild
from projections.row_store import connect
from tests.ledger.test_upcasting import ORIGINATOR, STATE
from tests.projections.book_archive.archives import (
    EVERYTHING,
    Databases,
    left_out,
    manifest_of,
    nothing_is_there,
    rewritten,
    stored,
)
from tests.projections.random_book import write_at_random
from tests.projections.recorded_book import record
from tests.projections.written_book import WrittenBook


def test_restored_book_is_the_same_to_the_byte(
    application: BookApplication, home: Database, databases: Databases, archive: Path
) -> None:
    there, told = databases.new(), list[tuple[int, int]]()
    restored = restore_book(there, archive, on_progress=lambda *step: told.append(step))
    for query in EVERYTHING:
        assert stored(there, query, restored.book) == stored(home, query, restored.book)
    size = application.head().size
    assert told[-1] == (size, size)
    with connect(home) as here, connect(there) as away:
        for position in (0, size // 2, size - 1):
            before, after = (digest(c, restored.book, position) for c in (here, away))
            assert before == after
    with pytest.raises(BookAlreadyOpen):
        restore_book(there, archive)


def test_restored_book_goes_on(databases: Databases, archive: Path, written: WrittenBook) -> None:
    there = databases.new()
    restore_book(there, archive)
    grown = WrittenBook("100001")
    write_at_random(grown, 5, 400)
    start = len(grown.entries)
    assert grown.entries == written.entries
    write_at_random(grown, 6, 20)
    again = record(grown, there, start)
    try:
        assert again.head().size == len(grown.entries)
    finally:
        again.close()


def truncate(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-7])


def flip(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)


def remove(folder: Path, name: str) -> None:
    (folder / name).unlink()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [(truncate, ArchiveFileDamaged), (flip, ArchiveFileDamaged), (remove, ArchiveFileMissing)],
)
@pytest.mark.parametrize("kind", [ENTRIES, COMMANDS])
def test_spoilt_file_is_named_and_nothing_is_restored(
    away: Database,
    archive: Path,
    spoil: Callable[[Path, str], None],
    error: type[ArchiveError],
    kind: str,
) -> None:
    last = manifest_of(archive).of_kind(kind)[-1]
    spoil(archive, last.name)
    with pytest.raises(error) as told:
        restore_book(away, archive)
    assert told.value.details()["file"] == last.name
    assert nothing_is_there(away, "100001")


def test_exchanged_files_are_found(away: Database, archive: Path) -> None:
    first, second, *_ = (archive / f.name for f in manifest_of(archive).of_kind(ENTRIES))
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    with pytest.raises(ArchiveFileDamaged):
        restore_book(away, archive)
    assert nothing_is_there(away, "100001")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("root", "A" * 43 + "="),
        ("size", 3),
        ("size", "600"),
        ("book", "../../"),
        ("digest", None),
        ("format", "census-ledger-archive/2"),
        ("files", []),
        ("files", {"name": "x"}),
        ("checkpoint", "no note"),
        ("other", 1),
    ],
)
def test_damaged_manifest_is_told(away: Database, archive: Path, field: str, value: object) -> None:
    manifest = json.loads((archive / MANIFEST).read_bytes())
    manifest[field] = value
    (archive / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ManifestDamaged):
        restore_book(away, archive)


def test_name_that_leads_out_of_the_folder_is_refused(away: Database, archive: Path) -> None:
    manifest = json.loads((archive / MANIFEST).read_bytes())
    manifest["files"][0]["name"] = "../" + manifest["files"][0]["name"]
    (archive / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ManifestDamaged):
        restore_book(away, archive)


def test_folder_without_an_archive_is_told(away: Database, tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing):
        restore_book(away, tmp_path)
    with pytest.raises(ArchiveMissing):
        restore_book(away, tmp_path / "nothing")


def test_archive_covers_what_the_newest_checkpoint_covers(
    databases: Databases, tmp_path: Path
) -> None:
    here, book = databases.new(), WrittenBook("100004")
    write_at_random(book, 3, 60)
    application = record(book, here)
    try:
        head = application.head()
        signer = NoteSigner.from_seed("example.org/books/100004", bytes(32))
        text = Checkpoint(signer.verifier_key.name, head.size, head.root).body()
        note = SignedNote(text, (signer.sign(text),)).encode()
        with psycopg.connect(here.service_url) as service:
            service.execute(
                "INSERT INTO ledger.checkpoint (book_id, epoch, size, note) VALUES (%s, 1, %s, %s)",
                [book.book, head.size, note],
            )
        start = len(book.entries)
        write_at_random(book, 2, 30)
        record(book, here, start).close()
        manifest = archive_book(application, here, tmp_path)
    finally:
        application.close()
    assert (manifest.size, manifest.checkpoint) == (head.size, note)
    there = databases.new()
    restore_book(there, tmp_path)
    query = "SELECT * FROM ledger.checkpoint WHERE book_id = %s"
    assert stored(there, query, book.book) == stored(here, query, book.book) != []
    again = BookApplication(book.book, there)
    try:
        assert again.head() == head
    finally:
        again.close()
    [checkpoints] = manifest.of_kind(CHECKPOINTS)
    whole = json.loads((tmp_path / MANIFEST).read_bytes())
    without = left_out(tmp_path, CHECKPOINTS)
    without["counts"][CHECKPOINTS] = 0
    (tmp_path / MANIFEST).write_text(json.dumps(without))
    elsewhere = databases.new()
    with pytest.raises(ManifestDamaged):
        restore_book(elsewhere, tmp_path)
    assert nothing_is_there(elsewhere, book.book)
    (tmp_path / MANIFEST).write_text(json.dumps(whole))
    rewritten(
        tmp_path,
        checkpoints,
        CHECKPOINT_COLUMNS,
        lambda rows: rows.append((1, head.size + 1000, *rows[0][2:])),
    )
    with pytest.raises(ArchiveFileDamaged):
        restore_book(elsewhere, tmp_path)
    assert nothing_is_there(elsewhere, book.book)


def test_book_of_an_older_version_is_archived_and_restored_byte_for_byte(
    databases: Databases, tmp_path: Path
) -> None:
    here, there, book = databases.new(), databases.new(), WrittenBook("500112")
    # Fewer commands than would come to the id of the one that opened the book.
    write_at_random(book, 21, 16)
    datastore = Datastore(here.service_url, schema="ledger")
    with psycopg.connect(here.service_url) as service:
        service.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [book.book])
    try:
        opening = StoredEvent(ORIGINATOR, 1, "BookOpened", STATE)
        BookRecorder(book.book, datastore).insert_events([opening])
    finally:
        datastore.close()
    application = record(book, here, 1)
    try:
        manifest = archive_book(application, here, tmp_path)
    finally:
        application.close()
    assert restore_book(there, tmp_path) == manifest
    entries = "SELECT * FROM ledger.entry WHERE book_id = %s ORDER BY position"
    assert stored(there, entries, book.book) == stored(here, entries, book.book)
    again = BookApplication(book.book, there)
    try:
        opened_book = again.roster().book
        assert opened_book is not None
        assert opened_book.suite == "aes-256-gcm"
        assert rebuild(again, there).unchanged
    finally:
        again.close()


def test_rows_that_an_older_program_archived_are_made_anew(
    application: BookApplication,
    home: Database,
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "archive"
    with monkeypatch.context() as patch:
        patch.setattr("projections.archive_rows.ROWS_VERSION", 1)
        older = archive_book(application, home, folder)
    for file in older.of_kind("household_row"):
        rewritten(folder, file, archived_columns(HOUSEHOLD_ROW), list.clear)
    there = databases.new()
    assert restore_book(there, folder).root == older.root
    with connect(there) as connection:
        assert digest(connection, older.book, older.size - 1) == older.digest
    today = archive_book(application, home, folder)
    rows = [f for f in today.files if f.kind.endswith("_row")]
    assert {f.rows_version for f in rows} == {ROWS_VERSION}
    assert restore_book(databases.new(), folder) == today
