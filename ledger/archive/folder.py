"""The folder of an archive: files come in finished and by name of content, the manifest last.

A writing that is cut off leaves a draft that lists what is finished; the next one goes on there.
Until a new manifest is in its place, the old one and all its files stand. The folder and the files
are their owner's alone, as those of the database are: they hold answers in clear.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from uuid import uuid4

import orjson

from ledger.archive.errors import (
    ArchiveFileDamaged,
    ArchiveFileMissing,
    ArchiveFolderOpen,
    ArchiveFolderUnusable,
    ArchiveMissing,
    ArchiveOfAnotherBook,
    ArchiveUnderWay,
    ManifestDamaged,
)
from ledger.archive.manifest import (
    MANIFEST,
    FileRecord,
    Manifest,
    counts_of,
    file_name,
    file_records,
    is_ours,
)

DRAFT = "draft.json"
LOCK = ".lock"
_LARGEST_MANIFEST = 1 << 28
"""Bytes; a million files."""


@contextmanager
def folder_errors(folder: Path) -> Iterator[None]:
    """Say of what the system refuses that it is the archive's folder.

    Raises:
        ArchiveFolderUnusable: with the folder, the file and the system's reason.
    """
    try:
        yield
    except OSError as error:
        named = Path(str(error.filename or ""))
        within = named.is_relative_to(folder) and named != folder
        file = str(named.relative_to(folder)) if within else ""
        said = os.strerror(error.errno or 0)
        raise ArchiveFolderUnusable(file, folder=folder, said=said) from error


class ArchiveReader:
    """Reads a finished archive; nothing of it is believed before its digest was taken."""

    def __init__(self, folder: Path) -> None:
        """Raises ArchiveMissing, ManifestDamaged, ArchiveFolderUnusable."""
        self.folder = folder
        found = read_manifest(folder)
        if found is None:
            raise ArchiveMissing(MANIFEST, folder=folder)
        self.manifest = found

    def checked(self, record: FileRecord) -> Path:
        """The file, hashed.

        Raises:
            ArchiveFileMissing, ArchiveFileDamaged: it is not there, or not the one recorded.
        """
        path = self.folder / record.name
        with folder_errors(self.folder):
            if not path.is_file():
                raise ArchiveFileMissing(record.name)
            if path.stat().st_size != record.bytes or _sha256(path) != record.sha256:
                raise ArchiveFileDamaged(record.name)
        return path


class ArchiveWriter:
    """Adds files to an archive, new or of an earlier time; a context, one at a time for a folder.

    Raises:
        ArchiveFolderOpen: the folder is there, and not this user's alone.
        ArchiveOfAnotherBook: the folder holds that of another book.
        ManifestDamaged, ArchiveFolderUnusable: it cannot be gone on with.
    """

    def __init__(self, folder: Path, book: str) -> None:
        self.book = book
        self._folder = folder
        with folder_errors(folder):
            # Not its parents: where a medium is not mounted, it would be made in its place.
            folder.mkdir(mode=0o700, exist_ok=True)
            found_there = folder.stat()
            if found_there.st_mode & 0o077 or found_there.st_uid != os.geteuid():
                raise ArchiveFolderOpen(folder=folder)
            before = read_manifest(folder)
            drafted = _read_draft(folder)
        if {before.book if before else book, drafted[0] if drafted else book} != {book}:
            raise ArchiveOfAnotherBook(MANIFEST)
        found = (*(before.files if before else ()), *(drafted[1] if drafted else ()))
        self._found = {(f.kind, f.first, f.last): f for f in found}
        self._files: dict[tuple[str, int, int], FileRecord] = {}

    def __enter__(self) -> Self:
        """Keep other writers out of the folder.

        Raises:
            ArchiveUnderWay: there is one already.
        """
        with folder_errors(self._folder):
            self._lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(self._lock)
                raise ArchiveUnderWay(LOCK) from None
            except OSError:
                os.close(self._lock)
                raise
        return self

    def __exit__(self, *_: object) -> None:
        """Let the next one in."""
        os.close(self._lock)

    def keep(
        self, kind: str, first: int, last: int, holds: Callable[[FileRecord], bool]
    ) -> FileRecord | None:
        """The file of this range from before, if it is sound and still ``holds``."""
        record = self._found.get((kind, first, last))
        if record is None or not holds(record):
            return None
        path = self._folder / record.name
        with folder_errors(self._folder):
            if not path.is_file() or _sha256(path) != record.sha256:
                return None
        self._files[kind, first, last] = record
        return record

    def add(
        self,
        kind: str,
        first: int,
        last: int,
        write: Callable[[Path], tuple[int, tuple[str, ...]]],
        *,
        as_of: int | None = None,
        rows_version: int | None = None,
    ) -> FileRecord | None:
        """Take a file in that ``write`` makes; it gives its rows and subtrees. None: it was empty.

        When this returns the file is on the disk and in the draft.
        """
        place = self._folder / kind
        draft = place / f".{first:012}-{uuid4().hex}"
        with folder_errors(self._folder):
            place.mkdir(mode=0o700, exist_ok=True)
            try:
                draft.touch(mode=0o600)
                rows, subtrees = write(draft)
                if not rows:
                    return None
                digest, size = _sha256(draft), draft.stat().st_size
                _sync(draft)
                name = file_name(kind, first, last, digest)
                draft.replace(self._folder / name)
            finally:
                draft.unlink(missing_ok=True)
            _sync(place)
            record = FileRecord(
                name=name,
                kind=kind,
                first=first,
                last=last,
                rows=rows,
                bytes=size,
                sha256=digest,
                subtrees=subtrees,
                as_of=as_of,
                rows_version=rows_version,
            )
            self._files[kind, first, last] = record
            known = {**self._found, **self._files}.values()
            self._write(DRAFT, orjson.dumps({"book": self.book, "files": list(known)}))
        return record

    def finish(self, *, size: int, root: str, checkpoint: str | None, digest: str) -> Manifest:
        """Put the manifest in its place, and remove what no manifest names any more."""
        files = tuple(self._files.values())
        manifest = Manifest(
            book=self.book,
            size=size,
            root=root,
            checkpoint=checkpoint,
            digest=digest,
            counts=counts_of(files),
            files=files,
        )
        with folder_errors(self._folder):
            self._write(MANIFEST, manifest.encode())
            (self._folder / DRAFT).unlink(missing_ok=True)
            named = {record.name for record in manifest.files}
            for path in self._folder.glob("*/*"):
                name = str(path.relative_to(self._folder))
                if name not in named and is_ours(name):
                    path.unlink()
        return manifest

    def _write(self, name: str, content: bytes) -> None:
        draft = self._folder / f".{name}.{uuid4().hex}"
        try:
            draft.touch(mode=0o600)
            draft.write_bytes(content)
            _sync(draft)
            draft.replace(self._folder / name)
        finally:
            draft.unlink(missing_ok=True)
        _sync(self._folder)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in a folder, None where there is none.

    Raises:
        ManifestDamaged, ArchiveFolderUnusable: it cannot be read.
    """
    content = _content(folder, MANIFEST)
    return None if content is None else Manifest.parse(content)


def _read_draft(folder: Path) -> tuple[str, tuple[FileRecord, ...]] | None:
    content = _content(folder, DRAFT)
    if content is None:
        return None
    try:
        value = orjson.loads(content)
        return str(value["book"]), file_records(value["files"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise ManifestDamaged(DRAFT) from None


def _content(folder: Path, name: str) -> bytes | None:
    path = folder / name
    with folder_errors(folder):
        if not path.exists():
            return None
        if path.stat().st_size > _LARGEST_MANIFEST:
            raise ManifestDamaged(name)
        return path.read_bytes()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
