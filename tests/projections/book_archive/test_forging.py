"""Files written anew by a skilled hand, with a manifest that fits them, are found out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from ledger.archive.errors import (
    ArchivedEntryAltered,
    ArchivedRowsDiffer,
    ArchiveError,
    ArchiveFileDamaged,
    ArchiveRootDiffers,
    ManifestDamaged,
)
from ledger.archive.manifest import CHECKPOINTS, COMMANDS, ENTRIES, MANIFEST
from ledger.archive.parquet import read_rows, write_rows
from ledger.archive.tables import COMMAND_COLUMNS, ENTRY_COLUMNS, ArchivedEntry
from ledger.database import Database
from ledger.entry import entry_bytes
from ledger.merkle import leaf_hash
from projections.archive_rows import archived_columns
from projections.book_archive import restore_book
from projections.columns import ROW_TABLES
from tests.projections.book_archive.archives import (
    Change,
    left_out,
    manifest_of,
    nothing_is_there,
    rewritten,
)


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
