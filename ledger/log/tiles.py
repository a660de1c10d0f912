"""Tiles and entry bundles (C2SP tlog-tiles): where they are, and what bytes they hold.

    tile/<level>/<index>[.p/<width>]      hashes of 32 bytes, 256 of them or width
    tile/entries/<index>[.p/<width>]      entries, each after its length as two bytes

Hash i of tile (level, index) is the root of the 256^level entries from (256 index + i) 256^level
on; level 0 holds the leaf hashes. Index numbers are written in groups of three digits, all but the
last after an ``x``: 1234067 is ``x001/x234/067``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.log.errors import NoteMalformed

TILE_WIDTH = 256
TILE_LEVELS = 8
"""Levels 0 … 7 are enough for 2^63 entries."""
HASH_BYTES = 32
LONGEST_ENTRY = 65_535
"""Bytes: its length is two bytes in a bundle."""
MEDIA_TYPE = "application/octet-stream"

_PATH = re.compile(
    r"tile/(?P<kind>entries|[0-7])/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)


def _address(kind: str, index: int, width: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{kind}/{'/'.join(groups)}{partial}"


@dataclass(frozen=True, slots=True)
class Tile:
    """Hashes 256·index … 256·index + width - 1 of a level; full where the width is 256."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Its address below the log's prefix."""
        return _address(str(self.level), self.index, self.width)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Entries 256·index … 256·index + width - 1; full where the width is 256."""

    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Its address below the log's prefix."""
        return _address("entries", self.index, self.width)


def parse_path(path: str) -> Tile | Bundle:
    """The tile or bundle of an address; there is one address for each.

    Raises:
        NoteMalformed: it is no address of either.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise NoteMalformed
    index = int(match["index"].replace("x", "").replace("/", ""))
    width = int(match["width"] or TILE_WIDTH)
    kind = match["kind"]
    named = Bundle(index, width) if kind == "entries" else Tile(int(kind), index, width)
    if width > TILE_WIDTH or named.path != path:
        raise NoteMalformed
    return named


def width_at(size: int, level: int, index: int) -> int:
    """How many hashes of a tile there are in a log of a size: 0 … 256."""
    return min(max((size >> 8 * level) - TILE_WIDTH * index, 0), TILE_WIDTH)


def tiles_of(size: int) -> Iterator[Tile]:
    """All tiles of a log of a size, from level 0 up: full ones and at most one partial a level."""
    for level in range(TILE_LEVELS):
        full, rest = divmod(size >> 8 * level, TILE_WIDTH)
        yield from (Tile(level, index) for index in range(full))
        if rest:
            yield Tile(level, full, rest)


def bundles_of(size: int) -> Iterator[Bundle]:
    """All entry bundles of a log of a size: full ones and at most one partial."""
    full, rest = divmod(size, TILE_WIDTH)
    yield from (Bundle(index) for index in range(full))
    if rest:
        yield Bundle(full, rest)


def bundle_bytes(entries: Iterable[bytes]) -> bytes:
    """The bytes of a bundle of these entries.

    Raises:
        ValueError: an entry is longer than 65,535 bytes.
    """
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise ValueError(f"an entry of {len(entry)} bytes does not go into a bundle")
        parts.append(len(entry).to_bytes(2, "big") + entry)
    return b"".join(parts)


def parse_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        NoteMalformed: the lengths do not add up, or there are more than 256.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        begin = at + 2
        at = begin + int.from_bytes(data[at:begin], "big")
        if begin > len(data) or at > len(data) or len(entries) == TILE_WIDTH:
            raise NoteMalformed
        entries.append(data[begin:at])
    return entries
