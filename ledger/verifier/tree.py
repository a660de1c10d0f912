"""The tree of RFC 6962 section 2.1 with SHA-256, as far as checking needs it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
WIDTH = 256
"""Hashes in a full tile, and entries in a full bundle."""


_LEAF, _NODE = sha256(b"\x00"), sha256(b"\x01")
"""Begun hashes: going on with a copy costs less than beginning anew."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 ‖ entry)."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """Hashes of many leaves."""
    begun, found = _LEAF.copy, []
    for entry in entries:
        hashing = begun()
        hashing.update(entry)
        found.append(hashing.digest())
    return found


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Root over a power of two of hashes, each of a subtree of the same size."""
    begun, level = _NODE.copy, hashes
    while len(level) > 1:
        each, above = iter(level), []
        for left, right in zip(each, each, strict=True):
            hashing = begun()
            hashing.update(left + right)
            above.append(hashing.digest())
        level = above
    return level[0]


class Growth:
    """A tree that grows to the right by perfect subtrees: their sizes and roots, largest first."""

    __slots__ = ("_subtrees", "size")

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[tuple[int, bytes]] = []

    def push(self, root: bytes, leaves: int = 1) -> None:
        """Add a perfect subtree; ``leaves`` is a power of two that divides the size so far."""
        self.size += leaves
        while self._subtrees and self._subtrees[-1][0] == leaves:
            root = node_hash(self._subtrees.pop()[1], root)
            leaves *= 2
        self._subtrees.append((leaves, root))

    def grown(self, leaves: Sequence[bytes]) -> Growth:
        """Another tree: this one with some more leaf hashes."""
        other = Growth()
        other.size, other._subtrees = self.size, list(self._subtrees)
        for leaf in leaves:
            other.push(leaf)
        return other

    def root(self) -> bytes:
        """The tree's root; of an empty tree, the hash of nothing."""
        return folded([root for _, root in self._subtrees])


def folded(subtrees: Sequence[bytes]) -> bytes:
    """The root over the roots of perfect subtrees, largest first."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for left in subtrees[-2::-1]:
        root = node_hash(left, root)
    return root


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root of a tree of ``size`` leaves that an inclusion path leads to (RFC 9162, 2.1.3.2).

    ``path`` is leaf side first. None where the path is too long, too short, or the index is not
    below the size.
    """
    if not 0 <= index < size:
        return None
    node, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None
