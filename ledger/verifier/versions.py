"""Whether the versions of every aggregate are 1, 2, 3 …, a part of the aggregates at a time.

A book has as many aggregates as people and households, and memory holds those of one part. The
first part is looked through as it comes; the others go through files until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from struct import Struct
from types import TracebackType
from zlib import crc32

ENTRIES_OF_PART = 2_000_000
"""About so many entries make a part: at most 300 MB while it is looked through."""
PARTS_MAXIMUM = 256
_ROW = Struct("<36sQQ")
"""Aggregate, version, position."""
_PIECE = _ROW.size * 50_000


def parts_for(size: int) -> int:
    """How many parts a book of ``size`` entries is cut into."""
    return min(PARTS_MAXIMUM, 1 + max(0, size) // ENTRIES_OF_PART)


def parted(
    id_texts: Sequence[bytes], versions: Sequence[int], positions: Sequence[int], parts: int
) -> list[bytes]:
    """Rows of some entries, a byte string for each part; ids are text as it stands in an entry."""
    rows = map(_ROW.pack, id_texts, versions, positions)
    if parts == 1:
        return [b"".join(rows)]
    found: list[list[bytes]] = [[] for _ in range(parts)]
    for row, number in zip(rows, map(crc32, id_texts), strict=True):
        found[number % parts].append(row)
    return list(map(b"".join, found))


class VersionCount:
    """Counts the versions of aggregates; ``gap`` is where first one is not the next."""

    def __init__(self) -> None:
        self.gap: int | None = None
        self._to_come: dict[bytes, int] = {}

    def take(self, rows: bytes) -> None:
        """Take the next rows of a part; they come in order of position."""
        if self.gap is not None:
            return
        to_come, wanted = self._to_come, self._to_come.get
        for aggregate, version, position in _ROW.iter_unpack(rows):
            if wanted(aggregate, 1) != version:
                self.gap = position
                return
            to_come[aggregate] = version + 1


def first_gap(path: Path) -> int | None:
    """The first position of a part kept in a file where a version is not the next."""
    found = VersionCount()
    with path.open("rb") as file:
        while found.gap is None and (piece := file.read(_PIECE)):
            found.take(piece)
    return found.gap


class Versions:
    """The parts of a book: the first is counted as it comes, each other is a file of ``paths``."""

    def __init__(self, directory: Path, parts: int) -> None:
        self.parts = parts
        self.paths = [directory / f"part-{part:03}" for part in range(1, parts)]
        self._first = VersionCount()
        self._files = [path.open("wb") for path in self.paths]

    def __enter__(self) -> Versions:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files:
            file.close()

    def add(self, of_parts: Sequence[bytes]) -> None:
        """Add the next rows, as :func:`parted` gives them; they come in order of position."""
        self._first.take(of_parts[0])
        for file, more in zip(self._files, of_parts[1:], strict=True):
            file.write(more)

    def end(self) -> int | None:
        """The first gap of the first part, which is forgotten; the files can be read hereafter."""
        for file in self._files:
            file.flush()
        gap, self._first = self._first.gap, VersionCount()
        return gap
