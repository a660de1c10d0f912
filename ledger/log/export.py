"""A log exported to a directory in the layout of tlog-tiles, for mirrors and offline auditors.

Files are written whole and the checkpoint last. An export that was cut off goes on where it ended,
and a later one adds what the log grew by; it refuses a log that is not the continuation of what the
directory holds. The roots are checked here; that every tile and entry fits them is what verifying
the directory shows.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

from ledger.log.checkpoint import Checkpoint, signed_checkpoint
from ledger.log.errors import ExportNotConsistent, ExportTooLarge, NoteMalformed
from ledger.log.note import SignedNote, VerifierKey
from ledger.log.proof import Span, check_consistency, consistency_proof, root_of
from ledger.log.tiles import (
    HASH_BYTES,
    LONGEST_ENTRY,
    TILE_WIDTH,
    Bundle,
    Tile,
    bundles_of,
    parse_bundle,
    tiles_of,
    width_at,
)

CHECKPOINT = "checkpoint"
LARGEST_EXPORT = 2**32
"""Entries: hundreds of times those of the largest county's book."""
LARGEST_MEAN_ENTRY = 4096
"""Bytes of a log's entries on average: one is a commitment of a few hundred.

A log that names a size, and serves well-formed files without end below it, is read no further than
this many bytes an entry.
"""
_SHORTEST_ENTRY = 3
"""Bytes in a bundle: the length, and one that any entry has at least."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to: ``written`` files are new, ``kept`` ones were there already."""

    checkpoint: Checkpoint
    written: int
    kept: int


def export_log(
    fetch: Callable[[str], bytes],
    key: VerifierKey,
    directory: Path,
    on_progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Exported:
    """Bring a directory to the newest checkpoint of a log.

    ``fetch`` gives the bytes at an address below the log's prefix; ``key`` is the log's.

    Raises:
        CheckpointNotSigned: the key did not sign the checkpoint.
        ExportNotConsistent: the tiles do not lead to the checkpoint, or to the one that the
            directory holds from before.
        ExportTooLarge: the checkpoint names a size above :data:`LARGEST_EXPORT` or one that the
            disk has no room for, or the entries are longer than :data:`LARGEST_MEAN_ENTRY`.
        NoteMalformed: something fetched or exported is not of its form.
    """
    note = _note(fetch(CHECKPOINT))
    checkpoint = signed_checkpoint(note, key)
    before = _before(directory, checkpoint)
    _require_room(directory, checkpoint.size, before.size if before else 0)
    written = kept = 0
    total = _files(checkpoint.size)
    allowed = LARGEST_MEAN_ENTRY * checkpoint.size + LONGEST_ENTRY
    for named in _named(checkpoint.size):
        path = directory / named.path
        if path.exists() and _is_whole(named, data := path.read_bytes()):
            kept += 1
        else:
            data = fetch(named.path)
            if not _is_whole(named, data):
                raise NoteMalformed
            _write(path, data)
            written += 1
        allowed -= len(data) if isinstance(named, Bundle) else 0
        if allowed < 0:
            raise ExportTooLarge(checkpoint.size)
        on_progress(written + kept, total)
    tiles = ExportedTiles(directory, checkpoint.size)
    if root_of(checkpoint.size, tiles) != checkpoint.root:
        raise ExportNotConsistent
    if before is not None and not _continues(checkpoint, before, tiles):
        raise ExportNotConsistent
    _write(directory / CHECKPOINT, note.encode().encode())
    _remove_outgrown(directory, checkpoint.size)
    return Exported(checkpoint, written, kept)


class ExportedTiles:
    """Reads an export's tiles; a :data:`ledger.log.proof.HashReader` for sizes up to its own."""

    def __init__(self, directory: Path, size: int) -> None:
        self._directory = directory
        self._size = size

    def __call__(self, spans: Sequence[Span]) -> list[bytes]:
        """The hashes of each span, which lies within one tile."""
        return [self._read(span) for span in spans]

    def _read(self, span: Span) -> bytes:
        index, first = divmod(span.start, TILE_WIDTH)
        tile = Tile(span.level, index, width_at(self._size, span.level, index))
        data = (self._directory / tile.path).read_bytes()
        if not _is_whole(tile, data):
            raise NoteMalformed
        return data[HASH_BYTES * first : HASH_BYTES * (first + span.width)]


def _require_room(directory: Path, size: int, exported: int) -> None:
    """Refuse what cannot fit, before a log that names any size is followed for years."""
    if size > LARGEST_EXPORT:
        raise ExportTooLarge(size)
    place = next(p for p in (directory.absolute(), *directory.absolute().parents) if p.exists())
    if (size - exported) * (HASH_BYTES + _SHORTEST_ENTRY) > disk_usage(place).free:
        raise ExportTooLarge(size)


def _note(data: bytes) -> SignedNote:
    try:
        return SignedNote.parse(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise NoteMalformed from None


def _before(directory: Path, newest: Checkpoint) -> Checkpoint | None:
    path = directory / CHECKPOINT
    if not path.exists():
        return None
    before = Checkpoint.parse(_note(path.read_bytes()).text)
    if before.origin != newest.origin or before.size > newest.size:
        raise ExportNotConsistent
    return before


def _continues(newest: Checkpoint, before: Checkpoint, tiles: ExportedTiles) -> bool:
    # Only a proof ties both roots together: each might follow from tiles that the other needs not.
    proof = consistency_proof(before.size, newest.size, tiles)
    return check_consistency(before.size, newest.size, before.root, newest.root, proof)


def _named(size: int) -> Iterator[Tile | Bundle]:
    yield from tiles_of(size)
    yield from bundles_of(size)


def _files(size: int) -> int:
    hashes, count = size, -(-size // TILE_WIDTH)
    while hashes:
        count += -(-hashes // TILE_WIDTH)
        hashes //= TILE_WIDTH
    return count


def _is_whole(named: Tile | Bundle, data: bytes) -> bool:
    if isinstance(named, Tile):
        return len(data) == HASH_BYTES * named.width
    try:
        return len(parse_bundle(data)) == named.width
    except NoteMalformed:
        return False


def _write(path: Path, data: bytes) -> None:
    """A crash may leave less, which the next export finds by its length and writes again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)


def _remove_outgrown(directory: Path, size: int) -> None:
    """Remove partial tiles and bundles of smaller sizes; what they held stands in larger ones."""
    wanted = {directory / named.path for named in _named(size) if named.width < TILE_WIDTH}
    for folder in list((directory / "tile").rglob("*.p")):
        for path in folder.iterdir():
            if path not in wanted:
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
