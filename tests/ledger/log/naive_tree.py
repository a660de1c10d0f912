"""The tree as RFC 6962 section 2.1 defines it: slow, recursive, and plainly right."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.log.proof import HashReader, Span
from ledger.log.tiles import tiles_of
from ledger.merkle import EMPTY_ROOT, node_hash


def naive_split(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def naive_root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = naive_split(len(leaves))
    return node_hash(naive_root(leaves[:k]), naive_root(leaves[k:]))


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = naive_split(len(leaves))
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(old: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of section 2.1.2."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = naive_split(len(leaves))
    if old <= k:
        return [*naive_subproof(old, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(old - k, leaves[k:], False), naive_root(leaves[:k])]


def tile_hashes(leaves: Sequence[bytes]) -> dict[tuple[int, int], list[bytes]]:
    """The tiles of a log by level and index."""
    levels = [list(leaves)]
    while len(levels[-1]) >= 256:
        below = levels[-1]
        full = range(0, len(below) // 256 * 256, 256)
        levels.append([naive_root(below[i : i + 256]) for i in full])
    return {
        (t.level, t.index): levels[t.level][256 * t.index : 256 * t.index + t.width]
        for t in tiles_of(len(leaves))
    }


def reader_of(leaves: Sequence[bytes]) -> HashReader:
    """Reads from the tiles of a log held in memory; a hash that is not there is an error."""
    tiles = tile_hashes(leaves)

    def read(spans: Sequence[Span]) -> list[bytes]:
        return [
            b"".join(tiles[level, i // 256][i % 256] for i in range(start, start + width))
            for level, start, width in spans
        ]

    return read
