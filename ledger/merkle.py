"""The tree of RFC 6962 section 2.1 with SHA-256, grown one leaf at a time.

A *frontier* is all that growing needs: the roots of the perfect subtrees that make up a tree of n
leaves, largest first, one for each 1 bit of n.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 ‖ entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A Merkle tree known by its size and frontier.

    Raises:
        ValueError: the frontier does not have one hash for each 1 bit of the size.
    """

    __slots__ = ("frontier", "size")

    def __init__(self, size: int = 0, frontier: Sequence[bytes] = ()) -> None:
        if len(frontier) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} perfect subtrees")
        self.size = size
        self.frontier = list(frontier)

    def append(self, leaf: bytes) -> None:
        """Grow by one leaf hash."""
        size, frontier = self.size, self.frontier
        while size & 1:
            leaf = node_hash(frontier.pop(), leaf)
            size >>= 1
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
