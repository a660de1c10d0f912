"""The tree of RFC 6962 section 2.1 with SHA-256, grown one leaf at a time.

A *frontier* is all that growing needs: the roots of the perfect subtrees that make up a tree of n
leaves, largest first, one for each 1 bit of n.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
HASH_BYTES = 32
TILE_HEIGHT = 8
"""Levels of the tree in one tile of ``tlog-tiles``: 256 hashes, and their root one level up."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 ‖ entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A Merkle tree known by its size and frontier.

    ``completed`` lists (level, index, hash) of the tile hashes that came to be since it was made:
    the root of the ``256**level`` leaves from leaf ``index * 256**level``, for levels from 1 on.

    Raises:
        ValueError: the frontier does not have one hash for each 1 bit of the size.
    """

    __slots__ = ("completed", "frontier", "size")

    def __init__(self, size: int = 0, frontier: Sequence[bytes] = ()) -> None:
        if len(frontier) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} perfect subtrees")
        self.size = size
        self.frontier = list(frontier)
        self.completed: list[tuple[int, int, bytes]] = []

    def append(self, leaf: bytes) -> None:
        """Grow by one leaf hash."""
        size, frontier = self.size, self.frontier
        height = 0
        while size & 1:
            leaf = sha256(b"\x01" + frontier.pop() + leaf).digest()
            size >>= 1
            height += 1
            if height % TILE_HEIGHT == 0:
                self.completed.append((height // TILE_HEIGHT, size, leaf))
        frontier.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The tree's root; of an empty tree, the hash of nothing."""
        if not self.frontier:
            return EMPTY_ROOT
        root = self.frontier[-1]
        for subtree in reversed(self.frontier[:-1]):
            root = node_hash(subtree, root)
        return root
