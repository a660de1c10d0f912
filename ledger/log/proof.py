"""Inclusion and consistency proofs (RFC 6962 sections 2.1.1 and 2.1.2), made from tile hashes.

Proofs run from the leaf side to the root side. Making one reads at most a tile's width of hashes
for each level on either side, so time and memory are O(log n); all reading is asked for at once.
Checking needs only numbers and hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from struct import Struct
from typing import NamedTuple, TypeAlias

from ledger.merkle import EMPTY_ROOT, node_hash

_HASH = 32
_SIDES = Struct(f"{2 * _HASH}s")


class Span(NamedTuple):
    """``width`` hashes of a tile level from number ``start`` on."""

    level: int
    start: int
    width: int


HashReader: TypeAlias = Callable[[Sequence[Span]], Sequence[bytes]]
"""Gives the hashes of each span one after the other, 32 bytes each.

All are of complete subtrees of the size that is worked on.
"""


def inclusion_proof(index: int, size: int, hashes: HashReader) -> list[bytes]:
    """PATH(index, the first ``size`` entries): that the entry at ``index`` is in the tree.

    Raises:
        ValueError: the tree holds no such entry.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} entries has none at {index}")
    begin, end = 0, size
    subtrees = []
    while end - begin > 1:
        split = begin + _split(end - begin)
        if index < split:
            subtrees.append((split, end))
            end = split
        else:
            subtrees.append((begin, split))
            begin = split
    return _roots(subtrees[::-1], hashes)


def consistency_proof(old: int, new: int, hashes: HashReader) -> list[bytes]:
    """PROOF(old, the first ``new`` entries): that the smaller tree is the larger one's beginning.

    Empty from size 0, with which every tree is consistent.

    Raises:
        ValueError: ``old`` is larger than ``new``, or below 0.
    """
    if not 0 <= old <= new:
        raise ValueError(f"no tree of {old} entries is the beginning of one of {new}")
    begin, end = 0, new
    subtrees = []
    while old and end != old:
        split = begin + _split(end - begin)
        if old <= split:
            subtrees.append((split, end))
            end = split
        else:
            subtrees.append((begin, split))
            begin = split
    if begin:
        subtrees.append((begin, end))
    return _roots(subtrees[::-1], hashes)


def root_of(size: int, hashes: HashReader) -> bytes:
    """The root of the first ``size`` entries."""
    return _roots([(0, size)], hashes)[0] if size else EMPTY_ROOT


def check_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof shows the leaf hash at ``index`` in the tree of ``size`` and ``root``."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def check_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the tree of ``old`` entries began that of ``new`` ones."""
    if not 0 <= old <= new:
        return False
    if old == 0 and old_root != EMPTY_ROOT:
        return False
    if old in (0, new):
        return not proof and (old < new or old_root == new_root)
    path = [old_root, *proof] if _is_perfect(old) else list(proof)
    return bool(proof) and _both_roots(old, new, path) == (old_root, new_root)


def first_root(old: int, new: int, new_root: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root of the first ``old`` entries of a tree, if the hashes of a proof show it.

    They do if they lead to the tree's own root. Where it differs from the root that somebody has of
    ``old`` entries, they show that the tree does not begin with those. None where they show
    nothing: a proof from a power of two does not hold the root that it starts from.

    Args:
        old: a size above 0 and below ``new``.
    """
    if not 0 < old < new or _is_perfect(old) or not proof:
        return None
    found = _both_roots(old, new, proof)
    return found[0] if found is not None and found[1] == new_root else None


def _is_perfect(size: int) -> bool:
    return size & (size - 1) == 0


def _both_roots(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of both trees that the hashes lead to; None where they are too many or few."""
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_found = new_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old_found = node_hash(sibling, old_found)
            new_found = node_hash(sibling, new_found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        node, last = node >> 1, last >> 1
    return (old_found, new_found) if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two below a size above 1."""
    return 1 << (size - 1).bit_length() - 1


def _spans(begin: int, end: int) -> Iterator[Span]:
    """The perfect subtrees of a subtree, largest first, each as the tile hashes that make it up."""
    while begin < end:
        height = (end - begin).bit_length() - 1
        level, above = divmod(height, 8)
        yield Span(level, begin >> 8 * level, 1 << above)
        begin += 1 << height


def _roots(subtrees: Sequence[tuple[int, int]], hashes: HashReader) -> list[bytes]:
    spans = [list(_spans(begin, end)) for begin, end in subtrees]
    read = iter(hashes([span for subtree in spans for span in subtree]))
    return [_folded([_perfect(next(read)) for _ in subtree]) for subtree in spans]


def _perfect(hashes: bytes) -> bytes:
    """The root above 1, 2, 4 … hashes; each 64 bytes are the two sides of a node."""
    while len(hashes) > _HASH:
        hashes = b"".join(
            [sha256(b"\x01" + sides).digest() for (sides,) in _SIDES.iter_unpack(hashes)]
        )
    return hashes


def _folded(perfect: Sequence[bytes]) -> bytes:
    """The root of a subtree from those of its perfect subtrees, largest first."""
    root = perfect[-1]
    for left in reversed(perfect[:-1]):
        root = node_hash(left, root)
    return root
