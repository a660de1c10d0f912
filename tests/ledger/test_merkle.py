"""The tree agrees with an independent implementation's vectors and with the RFC's definition."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.merkle import EMPTY_ROOT, Tree, leaf_hash, node_hash

_VECTORS = json.loads((Path(__file__).parent / "vectors" / "tree.json").read_text())


def by_definition(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 section 2.1 defines it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


def test_roots_equal_the_vectors() -> None:
    wanted = {v["size"]: b64decode(v["root"]) for v in _VECTORS["roots"]}
    tree = Tree()
    found = {0: tree.root()}
    for i in range(max(wanted)):
        tree.append(leaf_hash(f"leaf-{i}".encode()))
        if tree.size in wanted:
            found[tree.size] = tree.root()
    assert len(wanted) > 80
    assert found == wanted


def test_leaf_and_node_hashes_equal_the_vectors() -> None:
    for vector in _VECTORS["leaf_hashes"]:
        leaf = f"leaf-{vector['index']}".encode()
        assert leaf_hash(leaf) == b64decode(vector["leaf_hash"])
    example = {k: b64decode(v) for k, v in _VECTORS["node_example"].items()}
    assert node_hash(example["left"], example["right"]) == example["node"]


@given(st.lists(st.binary(max_size=8), max_size=70), st.integers(0, 70))
def test_tree_resumed_from_its_frontier_grows_the_same(entries: list[bytes], cut: int) -> None:
    leaves = [leaf_hash(e) for e in entries]
    tree = Tree()
    for leaf in leaves[:cut]:
        tree.append(leaf)
    resumed = Tree(tree.size, tree.frontier)
    for leaf in leaves[cut:]:
        resumed.append(leaf)
    assert resumed.root() == by_definition(leaves)
    assert resumed.size == len(leaves)


def test_frontier_of_a_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 perfect subtrees"):
        Tree(3, [EMPTY_ROOT])


def completed_by_definition(leaves: list[bytes]) -> list[tuple[int, int, bytes]]:
    """(level, index, hash) of every whole group of 256 of the level below, level by level."""
    found = []
    level, hashes = 1, leaves
    while len(hashes) >= 256:
        whole = range(0, len(hashes) - 255, 256)
        hashes = [by_definition(hashes[start : start + 256]) for start in whole]
        found += [(level, index, digest) for index, digest in enumerate(hashes)]
        level += 1
    return found


def grown(tree: Tree, leaves: list[bytes]) -> list[tuple[int, int, bytes]]:
    for leaf in leaves:
        tree.append(leaf)
    return tree.completed


@given(st.integers(0, 1100), st.integers(0, 1100))
def test_resumed_tree_completes_the_tile_hashes_that_the_rest_makes(size: int, cut: int) -> None:
    leaves = [leaf_hash(b"%d" % n) for n in range(size)]
    first = Tree()
    before = grown(first, leaves[:cut])
    after = grown(Tree(first.size, first.frontier), leaves[cut:])
    assert before + after == completed_by_definition(leaves)


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 66_048])
def test_second_level_is_completed_with_the_65536th_leaf(size: int) -> None:
    leaves = [leaf_hash(b"%d" % n) for n in range(size)]
    completed = grown(Tree(), leaves)
    assert sorted(completed) == completed_by_definition(leaves)
    assert [c[:2] for c in completed if c[0] > 1] == ([] if size < 65_536 else [(2, 0)])
