"""How a book is cut into files: ranges of positions that are perfect subtrees of its tree."""

from __future__ import annotations

from ledger.merkle import TILE_HEIGHT, Tree

LEVEL = 2
"""The tile level of which a whole range is one hash."""
LENGTH = 1 << TILE_HEIGHT * LEVEL
"""Positions of one file: 65536."""


def ranges_of(size: int) -> list[tuple[int, int]]:
    """First and last position of each file of the first ``size`` entries."""
    return [(first, min(first + LENGTH, size) - 1) for first in range(0, size, LENGTH)]


def count_of(size: int) -> int:
    """How many files these are; of a size that nobody has checked yet they are not listed."""
    return -(-size // LENGTH)


def is_range(first: int, last: int) -> bool:
    """Whether a file may hold these positions."""
    return 0 <= first <= last < first + LENGTH and first % LENGTH == 0


def subtrees_grown(tree: Tree, count: int) -> list[bytes]:
    """The perfect subtrees that the last ``count`` leaves of a tree make, largest first.

    The leaves are those of one range, and ``tree.completed`` holds what they completed alone.
    """
    if count == LENGTH:
        return [digest for level, _, digest in tree.completed if level == LEVEL]
    return tree.frontier[-count.bit_count() :]
