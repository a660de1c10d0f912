"""An archive holds a book whole; restored into an empty database it is the same book."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from psycopg import sql

from ledger.application import BookApplication
from ledger.archive import ranges
from ledger.archive.errors import (
    ArchivedEntryAltered,
    ArchivedRowsDiffer,
    ArchiveError,
    ArchiveFileDamaged,
    ArchiveFileMissing,
    ArchiveFolderUnusable,
    ArchiveMissing,
    ArchiveOfAnotherBook,
    ArchiveRootDiffers,
    ArchiveUnderWay,
    ManifestDamaged,
)
from ledger.archive.folder import DRAFT, LOCK
from ledger.archive.manifest import (
    CHECKPOINTS,
    COMMANDS,
    ENTRIES,
    MANIFEST,
    FileRecord,
    Manifest,
    file_name,
)
from ledger.archive.parquet import Column, read_rows, write_rows
from ledger.archive.tables import (
    CHECKPOINT_COLUMNS,
    COMMAND_COLUMNS,
    ENTRY_COLUMNS,
    ArchivedEntry,
)
from ledger.database import Database, Datastore
from ledger.embedded import EmbeddedPostgres
from ledger.entry import entry_bytes
from ledger.errors import BookAlreadyOpen, BookInconsistent, BookNotOpen
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import NoteSigner, SignedNote
from ledger.merkle import leaf_hash
from ledger.recorder import BookRecorder
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.sql import script
from ledger.wrapping.key_file import KeyFile
from projections.archive_rows import archived_columns
from projections.book_archive import archive_book, restore_book
from projections.columns import ROW_TABLES
from projections.digest import digest
from projections.rebuild import rebuild
from projections.row_store import connect
from tests.ledger.books import opened, registered
from tests.ledger.test_upcasting import ORIGINATOR, STATE
from tests.projections.recorded_book import record
from tests.projections.written_book import WrittenBook, write_at_random

SCRIPTS = (script("projections", "schema.sql"),)
Change: TypeAlias = Callable[[list[tuple[Any, ...]]], object]


@pytest.fixture(autouse=True)
def _short_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """256 positions a file, so that a small book has several."""
    monkeypatch.setattr(ranges, "LEVEL", 1)
    monkeypatch.setattr(ranges, "LENGTH", 256)


class Databases:
    """Makes migrated databases; those made are dropped in the end."""

    def __init__(self, server: EmbeddedPostgres, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._made: list[Database] = []

    def new(self) -> Database:
        name = f"archive_test_{len(self._made)}"
        with psycopg.connect(self._server.url(), autocommit=True) as owner:
            owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        keys = KeyFile.load_or_create(self._folder / f"{name}-keys.json")
        database = Database(self._server.url(name), Secrets.new(), keys)
        migrate(database, SCRIPTS)
        self._made.append(database)
        return database

    def drop(self) -> None:
        with psycopg.connect(self._server.url(), autocommit=True) as owner:
            for database in self._made:
                name = sql.Identifier(database.name)
                owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
                for role in (database.service_role, database.vault_role):
                    owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@pytest.fixture(scope="module")
def databases(
    server: EmbeddedPostgres, temporary_folder: Callable[[], Path]
) -> Iterator[Databases]:
    made = Databases(server, temporary_folder())
    yield made
    made.drop()


@pytest.fixture(scope="module")
def home(databases: Databases) -> Database:
    """Where the books of this module are kept."""
    return databases.new()


@pytest.fixture(scope="module")
def away(databases: Databases) -> Database:
    """Where a restore that must leave nothing behind goes."""
    return databases.new()


@pytest.fixture(scope="module")
def written() -> WrittenBook:
    book = WrittenBook("100001")
    write_at_random(book, 5, 400)
    assert len(book.entries) > 600
    return book


@pytest.fixture(scope="module")
def application(home: Database, written: WrittenBook) -> Iterator[BookApplication]:
    recorded = record(written, home)
    yield recorded
    recorded.close()


@pytest.fixture(scope="module")
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


def manifest_of(folder: Path) -> Manifest:
    return Manifest.parse((folder / MANIFEST).read_bytes())


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def stored(database: Database, query: str, book: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database.url) as owner:
        return owner.execute(query, [book]).fetchall()  # type: ignore[arg-type]  # a test's own


EVERYTHING = (
    "SELECT * FROM ledger.entry WHERE book_id = %s ORDER BY position",
    "SELECT * FROM ledger.head WHERE book_id = %s",
    "SELECT * FROM ledger.command WHERE book_id = %s ORDER BY command_id",
    "SELECT * FROM ledger.tile_hash WHERE book_id = %s ORDER BY level, index",
    "SELECT * FROM ledger.checkpoint WHERE book_id = %s ORDER BY epoch, size",
)


def nothing_is_there(database: Database, book: str) -> bool:
    return all(stored(database, query, book) == [] for query in EVERYTHING)


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


def test_archive_is_cut_into_ranges_that_are_subtrees(archive: Path) -> None:
    manifest = manifest_of(archive)
    entries = manifest.of_kind(ENTRIES)
    assert [len(record.subtrees) for record in entries[:-1]] == [1] * (len(entries) - 1)
    assert [record.first for record in entries] == list(range(0, manifest.size, 256))
    assert {record.kind for record in manifest.files} == {
        *(ENTRIES, COMMANDS),
        *("block_row", "household_row", "person_row"),
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


def rewritten(
    folder: Path, record: FileRecord, columns: Sequence[Column], change: Change, **fields: Any
) -> FileRecord:
    """Write a file anew with changed rows, and have the manifest fit it: a skilled hand."""
    rows = [row for page in read_rows(folder / record.name, columns, "") for row in page]
    change(rows)
    draft = folder / "draft"
    count = write_rows(draft, columns, [rows])
    digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    fields = {"sha256": digest, "bytes": draft.stat().st_size, "rows": count, **fields}
    name = file_name(record.kind, record.first, record.last, digest)
    forged = dataclasses.replace(record, name=name, **fields)
    draft.rename(folder / name)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    index = next(i for i, f in enumerate(manifest["files"]) if f["name"] == record.name)
    manifest["files"][index] = dataclasses.asdict(forged)
    manifest["counts"][record.kind] += forged.rows - record.rows
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return forged


def swap_columns(rows: list[tuple[Any, ...]]) -> None:
    """Give the third entry another topic, and leave what was sealed."""
    entry = ArchivedEntry(*rows[3])
    rows[3] = entry._replace(topic=entry.topic + "x")


def seal_anew(rows: list[tuple[Any, ...]]) -> None:
    """Give it another state, and seal that."""
    row = ArchivedEntry(*rows[3])
    state = row.state + b" "
    entry = entry_bytes(
        book="100001",
        originator_id=row.originator_id,
        originator_version=row.originator_version,
        topic=row.topic,
        recorded_at=row.recorded_at,
        state=state,
        key_commitment=None,
    )
    rows[3] = row._replace(state=state, entry=entry, leaf_hash=leaf_hash(entry))


def exchange(rows: list[tuple[Any, ...]]) -> None:
    rows[3], rows[4] = rows[4], rows[3]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (swap_columns, ArchivedEntryAltered),
        (exchange, ArchivedEntryAltered),
        (seal_anew, ArchiveRootDiffers),
    ],
)
def test_forged_entry_is_found_and_nothing_is_restored(
    away: Database, archive: Path, change: Change, error: type[ArchiveError]
) -> None:
    record = manifest_of(archive).of_kind(ENTRIES)[1]
    forged = rewritten(archive, record, ENTRY_COLUMNS, change)
    with pytest.raises(error) as told:
        restore_book(away, archive)
    assert told.value.details()["file"] == forged.name
    if error is ArchivedEntryAltered:
        assert told.value.details()["position"] == forged.first + 3
    assert nothing_is_there(away, "100001")


def test_entry_left_out_contradicts_the_manifest(away: Database, archive: Path) -> None:
    record = manifest_of(archive).of_kind(ENTRIES)[-1]
    rewritten(archive, record, ENTRY_COLUMNS, lambda rows: rows.pop())
    with pytest.raises(ManifestDamaged):
        restore_book(away, archive)


def test_entry_left_out_while_the_count_stays_is_missed(away: Database, archive: Path) -> None:
    record = manifest_of(archive).of_kind(ENTRIES)[-1]
    forged = rewritten(archive, record, ENTRY_COLUMNS, lambda rows: rows.pop(), rows=record.rows)
    with pytest.raises(ArchiveError) as told:
        restore_book(away, archive)
    assert told.value.details()["file"] == forged.name
    assert nothing_is_there(away, "100001")


def test_wrong_count_is_found(away: Database, archive: Path) -> None:
    record = manifest_of(archive).of_kind(COMMANDS)[0]
    forged = rewritten(archive, record, COMMAND_COLUMNS, lambda _: None, rows=record.rows - 1)
    with pytest.raises(ArchiveFileDamaged) as told:
        restore_book(away, archive)
    assert told.value.details()["file"] == forged.name
    assert nothing_is_there(away, "100001")


def test_command_at_another_place_is_found(away: Database, archive: Path) -> None:
    def move(rows: list[tuple[Any, ...]]) -> None:
        rows[0] = (rows[0][0] + 1, *rows[0][1:])

    record = manifest_of(archive).of_kind(COMMANDS)[0]
    forged = rewritten(archive, record, COMMAND_COLUMNS, move)
    with pytest.raises(ArchiveFileDamaged) as told:
        restore_book(away, archive)
    assert told.value.details()["file"] == forged.name


def test_file_of_other_columns_is_damaged(archive: Path) -> None:
    record = manifest_of(archive).of_kind(COMMANDS)[0]
    path = archive / record.name
    rows = [row[:2] for page in read_rows(path, COMMAND_COLUMNS, "") for row in page]
    write_rows(path, COMMAND_COLUMNS[:2], [rows])
    with pytest.raises(ArchiveFileDamaged):
        list(read_rows(path, COMMAND_COLUMNS, record.name))


@pytest.mark.parametrize("table", [table.name for table in ROW_TABLES])
def test_forged_row_is_told_and_nothing_is_restored(
    away: Database, archive: Path, table: str
) -> None:
    [columns] = [archived_columns(t) for t in ROW_TABLES if t.name == table]
    account = [column.name for column in columns].index("account")

    def change(rows: list[tuple[Any, ...]]) -> None:
        rows[0] = (*rows[0][:account], "somebody", *rows[0][account + 1 :])

    rewritten(archive, manifest_of(archive).of_kind(table)[0], columns, change)
    with pytest.raises(ArchivedRowsDiffer) as told:
        restore_book(away, archive)
    assert str(told.value.details()["file"]).startswith(table)
    assert nothing_is_there(away, "100001")


def left_out(folder: Path, kind: str) -> dict[str, Any]:
    """Leave the files of a kind out of the manifest; what it says now."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"] = [f for f in manifest["files"] if f["kind"] != kind]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return manifest


@pytest.mark.parametrize(
    ("kind", "error"), [("person_row", ArchivedRowsDiffer), (COMMANDS, ManifestDamaged)]
)
def test_files_left_out_are_missed(
    away: Database, archive: Path, kind: str, error: type[ArchiveError]
) -> None:
    manifest = left_out(archive, kind)
    with pytest.raises(ManifestDamaged):
        restore_book(away, archive)
    if kind in (ENTRIES, COMMANDS, CHECKPOINTS):
        manifest["counts"][kind] = 0
    else:
        del manifest["counts"][kind]
    (archive / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(error):
        restore_book(away, archive)
    assert nothing_is_there(away, "100001")


def test_command_left_out_is_missed(away: Database, archive: Path) -> None:
    left: list[tuple[Any, ...]] = []
    record = manifest_of(archive).of_kind(COMMANDS)[1]
    forged = rewritten(archive, record, COMMAND_COLUMNS, lambda rows: left.append(rows.pop(2)))
    with pytest.raises(ArchiveFileDamaged) as told:
        restore_book(away, archive)
    assert told.value.details() == {"file": forged.name, "position": left[0][0]}
    assert nothing_is_there(away, "100001")


def test_command_of_another_id_is_found(away: Database, archive: Path) -> None:
    def other(rows: list[tuple[Any, ...]]) -> None:
        rows[0] = (rows[0][0], UUID(int=77), *rows[0][2:])

    record = manifest_of(archive).of_kind(COMMANDS)[1]
    forged = rewritten(archive, record, COMMAND_COLUMNS, other)
    with pytest.raises(ArchiveFileDamaged) as told:
        restore_book(away, archive)
    assert told.value.details()["file"] == forged.name


def test_command_that_stands_twice_is_found(away: Database, archive: Path) -> None:
    record = manifest_of(archive).of_kind(COMMANDS)[1]
    rewritten(archive, record, COMMAND_COLUMNS, lambda rows: rows.append(rows[0]))
    with pytest.raises(ArchiveFileDamaged):
        restore_book(away, archive)
    assert nothing_is_there(away, "100001")


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
