"""The manifest: which files make up an archive, and what ties them to the book's tree."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from ledger.archive import ranges
from ledger.archive.errors import ManifestDamaged
from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import NoteMalformed
from ledger.log.note import SignedNote
from ledger.merkle import Tree

FORMAT = "census-ledger-archive/1"
MANIFEST = "manifest.json"
ENTRIES = "entries"
COMMANDS = "commands"
CHECKPOINTS = "checkpoints"
_NAME = re.compile(r"([a-z_]{1,32})/([0-9]{12})-([0-9]{12})-([0-9a-f]{16})\.parquet")
_DRAFT = re.compile(r"[a-z_]{1,32}/\.[0-9]{12}-[0-9a-f]{32}")
_BOOK = re.compile(r"[0-9]{6}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One file: what is of the positions ``first`` … ``last``.

    Of entries, ``subtrees`` are the roots (base64) of the perfect subtrees that they make, largest
    first. Of rows, ``as_of`` is the position whose later ends of rows are left out, and
    ``rows_version`` that of the program's rows; None where there were no versions yet.
    """

    name: str
    kind: str
    first: int
    last: int
    rows: int
    bytes: int
    sha256: str
    subtrees: tuple[str, ...] = ()
    as_of: int | None = None
    rows_version: int | None = None

    def __post_init__(self) -> None:
        if self.name != file_name(self.kind, self.first, self.last, self.sha256):
            raise ManifestDamaged(MANIFEST)
        if not _NAME.fullmatch(self.name) or min(self.rows, self.bytes) < 0:
            raise ManifestDamaged(MANIFEST)
        if not ranges.is_range(self.first, self.last):
            raise ManifestDamaged(MANIFEST)
        if not _DIGEST.fullmatch(self.sha256):
            raise ManifestDamaged(MANIFEST)
        if not {type(self.as_of), type(self.rows_version)} <= {int, type(None)}:
            raise ManifestDamaged(MANIFEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A whole archive: the first ``size`` entries of a book, whose tree has this root (base64).

    ``checkpoint`` is the signed note that says so, None where none was published. ``digest`` is
    that of the projected rows as of the last entry (see ``projections.digest``). ``counts`` says
    how many rows of each kind there are in all files, so that none is left out with its files.
    """

    book: str
    size: int
    root: str
    checkpoint: str | None
    digest: str
    counts: Mapping[str, int]
    files: tuple[FileRecord, ...]

    def __post_init__(self) -> None:
        if not _BOOK.fullmatch(self.book) or not _DIGEST.fullmatch(self.digest):
            raise ManifestDamaged(MANIFEST)
        self._require_all_entries()
        if self.counts != counts_of(self.files):
            raise ManifestDamaged(MANIFEST)
        if self.checkpoint is not None:
            try:
                said = Checkpoint.parse(SignedNote.parse(self.checkpoint).text)
            except NoteMalformed:
                raise ManifestDamaged(MANIFEST) from None
            if (said.size, encoded(said.root)) != (self.size, self.root):
                raise ManifestDamaged(MANIFEST)

    def of_kind(self, kind: str) -> list[FileRecord]:
        """The files of a kind in the order of positions."""
        return sorted((f for f in self.files if f.kind == kind), key=lambda f: f.first)

    def encode(self) -> bytes:
        """The text of the file ``manifest.json``."""
        value = {"format": FORMAT, "entries_per_file": ranges.LENGTH, **asdict(self)}
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    @classmethod
    def parse(cls, text: bytes) -> Manifest:
        """Read it again.

        Raises:
            ManifestDamaged: it is not what :meth:`encode` writes.
        """
        try:
            value = orjson.loads(text)
            if value.pop("format") != FORMAT or value.pop("entries_per_file") != ranges.LENGTH:
                raise ManifestDamaged(MANIFEST)
            files = file_records(value.pop("files"))
            found = cls(files=files, **value)
        except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError):
            raise ManifestDamaged(MANIFEST) from None
        return found

    def _require_all_entries(self) -> None:
        if type(self.size) is not int or self.size < 1:
            raise ManifestDamaged(MANIFEST)
        entries = self.of_kind(ENTRIES)
        if len(entries) != ranges.count_of(self.size):
            raise ManifestDamaged(MANIFEST)
        expected = ranges.ranges_of(self.size)
        held = [(f.first, f.last, f.rows) for f in entries]
        if held != [(a, b, b - a + 1) for a, b in expected]:
            raise ManifestDamaged(MANIFEST)
        if not {(f.first, f.last) for f in self.files} <= set(expected):
            raise ManifestDamaged(MANIFEST)
        if len({(f.kind, f.first) for f in self.files}) != len(self.files):
            raise ManifestDamaged(MANIFEST)
        if self.root != encoded(root_of(entries)):
            raise ManifestDamaged(MANIFEST)


def file_records(values: Any) -> tuple[FileRecord, ...]:
    """The records of files in a JSON value.

    Raises:
        KeyError, TypeError, ValueError, ManifestDamaged: they are not of the format.
    """
    found = []
    for value in values:
        numbers = [value[name] for name in ("first", "last", "rows", "bytes")]
        texts = [value[name] for name in ("name", "kind", "sha256")]
        if not all(type(n) is int for n in numbers) or not all(type(t) is str for t in texts):
            raise ManifestDamaged(MANIFEST)
        found.append(FileRecord(**{**value, "subtrees": tuple(value["subtrees"])}))
    return tuple(found)


def counts_of(files: Iterable[FileRecord]) -> dict[str, int]:
    """How many rows of each kind files hold; the ledger's own kinds are told also where none is."""
    counts = dict.fromkeys((ENTRIES, COMMANDS, CHECKPOINTS), 0)
    for record in files:
        counts[record.kind] = counts.get(record.kind, 0) + record.rows
    return counts


def file_name(kind: str, first: int, last: int, sha256: str) -> str:
    """Named for its content, so that a file is never overwritten by another one."""
    return f"{kind}/{first:012}-{last:012}-{sha256[:16]}.parquet"


def is_ours(name: str) -> bool:
    """Whether a file of the folder is one that a writing of an archive leaves."""
    return bool(_NAME.fullmatch(name) or _DRAFT.fullmatch(name))


def root_of(entries: Sequence[FileRecord]) -> bytes:
    """The root of the tree over the files' subtrees, in order, the last of which may be partial.

    Raises:
        ManifestDamaged: a file does not bring the subtrees of its length.
    """
    whole, partial = Tree(), Tree()
    for record in entries:
        hashes = [decoded(text) for text in record.subtrees]
        if len(hashes) != record.rows.bit_count():
            raise ManifestDamaged(MANIFEST)
        if record.rows == ranges.LENGTH:
            whole.append(hashes[0])
        else:
            partial = Tree(record.rows, hashes)
    size = whole.size * ranges.LENGTH + partial.size
    return Tree(size, [*whole.frontier, *partial.frontier]).root()


def encoded(digest: bytes) -> str:
    """A hash as the manifest writes it: standard base64."""
    return b64encode(digest).decode()


def decoded(text: str) -> bytes:
    """A hash of the manifest.

    Raises:
        ManifestDamaged: it is not 32 bytes of base64.
    """
    try:
        digest = b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise ManifestDamaged(MANIFEST) from None
    if len(digest) != _HASH_BYTES:
        raise ManifestDamaged(MANIFEST)
    return digest
