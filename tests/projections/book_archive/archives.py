"""What the tests of archives make and look at: databases, stored rows, the files of a folder."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from ledger.archive.manifest import MANIFEST, FileRecord, Manifest, file_name
from ledger.archive.parquet import Column, read_rows, write_rows
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.sql import script
from ledger.wrapping.key_file import KeyFile
from tests.databases import create, drop

SCRIPTS = (script("projections", "schema.sql"),)
Change: TypeAlias = Callable[[list[tuple[Any, ...]]], object]


class Databases:
    """Makes migrated databases; those made are dropped in the end."""

    def __init__(self, server: EmbeddedPostgres, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._made: list[Database] = []

    def new(self) -> Database:
        name = f"archive_test_{len(self._made)}"
        keys = KeyFile.load_or_create(self._folder / f"{name}-keys.json")
        database = Database(create(self._server, name), Secrets.new(), keys)
        self._made.append(database)
        migrate(database, SCRIPTS)
        return database

    def drop(self) -> None:
        for database in self._made:
            drop(self._server, database.name)


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


def left_out(folder: Path, kind: str) -> dict[str, Any]:
    """Leave the files of a kind out of the manifest; what it says now."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"] = [f for f in manifest["files"] if f["kind"] != kind]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return manifest
