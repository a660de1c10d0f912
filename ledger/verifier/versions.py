"""Whether the versions of every aggregate are 1, 2, 3 …, a part of the aggregates at a time.

A book has as many aggregates as people and households; the rows go through files, parted by
aggregate.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from ledger.verifier.bundle import RECORD

ENTRIES_OF_PART = 1_000_000
"""About so many entries make a part: at most 150 MB while it is looked through."""
PARTS_MAXIMUM = 256
_PIECE = RECORD.size * 50_000


def parts_for(size: int) -> int:
    """How many parts a book of ``size`` entries is cut into."""
    return min(PARTS_MAXIMUM, 1 + max(0, size) // ENTRIES_OF_PART)


class VersionFiles:
    """A file of rows for each part, in a directory of its own; rows come in order of position."""

    def __init__(self, directory: Path, parts: int) -> None:
        self.paths = [directory / f"part-{part:03}" for part in range(parts)]
        self._files = [path.open("wb") for path in self.paths]

    def __enter__(self) -> VersionFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files:
            file.close()

    def add(self, records: Sequence[bytes]) -> None:
        """Add rows, a byte string for each part."""
        for file, rows in zip(self._files, records, strict=True):
            file.write(rows)

    def flush(self) -> None:
        """Let other processes read what was added."""
        for file in self._files:
            file.flush()


def first_gap(path: Path) -> int | None:
    """The first position of a part where a version is not the one that should come next."""
    latest: dict[bytes, int] = {}
    known = latest.get
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            for aggregate, version, position in RECORD.iter_unpack(piece):
                if known(aggregate, 0) + 1 != version:
                    return int(position)
                latest[aggregate] = version
    return None
