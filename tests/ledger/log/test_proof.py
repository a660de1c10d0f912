"""Proofs equal the vectors and the RFC's definition, and hold for nothing but what they prove."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.proof import (
    HashReader,
    Span,
    check_consistency,
    check_inclusion,
    consistency_proof,
    first_root,
    inclusion_proof,
    root_of,
)
from ledger.merkle import EMPTY_ROOT, leaf_hash, node_hash
from tests.ledger.log.naive_tree import naive_path, naive_root, naive_subproof, reader_of
from tests.ledger.log.vectors import ROOTS, TLOG, leaf, leaf_hashes, must_fail

LARGEST = 70_000


@cache
def vectors_reader() -> HashReader:
    return reader_of(leaf_hashes(LARGEST))


def decoded(proof: list[str]) -> list[bytes]:
    return [b64decode(h) for h in proof]


def test_roots_are_those_of_the_vectors() -> None:
    assert {size: root_of(size, vectors_reader()) for size in ROOTS} == ROOTS


def test_inclusion_proofs_are_those_of_the_vectors() -> None:
    assert len(TLOG["inclusion"]) == 318
    for vector in TLOG["inclusion"]:
        index, size, proof = vector["index"], vector["size"], decoded(vector["proof"])
        assert inclusion_proof(index, size, vectors_reader()) == proof
        leaf_of = leaf_hash(b64decode(vector["leaf"]))
        assert leaf_of == leaf_hash(leaf(index))
        assert check_inclusion(index, size, leaf_of, proof, root_of(size, vectors_reader()))


def test_consistency_proofs_are_those_of_the_vectors() -> None:
    assert len(TLOG["consistency"]) == 229
    for vector in TLOG["consistency"]:
        old, new, proof = vector["old"], vector["new"], decoded(vector["proof"])
        assert consistency_proof(old, new, vectors_reader()) == proof
        roots = [root_of(size, vectors_reader()) for size in (old, new)]
        assert check_consistency(old, new, roots[0], roots[1], proof)


@pytest.mark.parametrize("case", must_fail("inclusion"), ids=lambda case: case["why"])
def test_bad_inclusion_proof_of_the_vectors_is_refused(case: dict[str, Any]) -> None:
    assert not check_inclusion(
        case["index"],
        case["size"],
        leaf_hash(b64decode(case["leaf"])),
        decoded(case["proof"]),
        b64decode(case["root"]),
    )


@pytest.mark.parametrize("case", must_fail("consistency"), ids=lambda case: case["why"])
def test_bad_consistency_proof_of_the_vectors_is_refused(case: dict[str, Any]) -> None:
    old_root, new_root = b64decode(case["old_root"]), b64decode(case["new_root"])
    proof = decoded(case["proof"])
    assert not check_consistency(case["old"], case["new"], old_root, new_root, proof)


def test_all_bad_proofs_of_the_vectors_are_tried() -> None:
    assert len(must_fail("inclusion")) + len(must_fail("consistency")) == 22 - 8


@given(st.data(), st.integers(1, 700))
def test_inclusion_proofs_are_as_defined(data: st.DataObject, size: int) -> None:
    leaves = leaf_hashes(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, reader_of(leaves))
    assert proof == naive_path(index, leaves)
    assert check_inclusion(index, size, leaves[index], proof, naive_root(leaves))


@given(st.data(), st.integers(1, 700))
def test_consistency_proofs_are_as_defined(data: st.DataObject, new: int) -> None:
    leaves = leaf_hashes(new)
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(old, new, reader_of(leaves))
    assert proof == naive_subproof(old, leaves)
    assert check_consistency(old, new, naive_root(leaves[:old]), naive_root(leaves), proof)


@given(st.data(), st.integers(1, LARGEST))
def test_proofs_inside_a_larger_log_are_those_of_the_size(data: st.DataObject, size: int) -> None:
    """The head may have gone on: a size below it reads nothing that came later."""
    index = data.draw(st.integers(0, size - 1))
    root = root_of(size, vectors_reader())
    proof = inclusion_proof(index, size, vectors_reader())
    assert check_inclusion(index, size, leaf_hash(leaf(index)), proof, root)
    new = data.draw(st.integers(size, LARGEST))
    consistency = consistency_proof(size, new, vectors_reader())
    assert check_consistency(size, new, root, root_of(new, vectors_reader()), consistency)


@given(st.data(), st.integers(2, 300))
def test_altered_inclusion_proof_does_not_hold(data: st.DataObject, size: int) -> None:
    leaves = leaf_hashes(size)
    index = data.draw(st.integers(0, size - 1))
    root = naive_root(leaves)
    proof = naive_path(index, leaves)
    at = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:at], leaf_hash(proof[at]), *proof[at + 1 :]]
    longer = [*proof[:at], proof[at], *proof[at:]]
    shorter = proof[:at] + proof[at + 1 :]
    other_index = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
    other_leaf = leaf_hash(leaves[index])
    for bad in (changed, longer, shorter):
        assert not check_inclusion(index, size, leaves[index], bad, root)
    assert not check_inclusion(other_index, size, leaves[index], proof, root)
    assert not check_inclusion(index, size, other_leaf, proof, root)
    assert not check_inclusion(index, size, leaves[index], proof, other_leaf)


@given(st.data(), st.integers(3, 300))
def test_altered_consistency_proof_does_not_hold(data: st.DataObject, new: int) -> None:
    leaves = leaf_hashes(new)
    old = data.draw(st.integers(1, new - 1))
    roots = naive_root(leaves[:old]), naive_root(leaves)
    proof = naive_subproof(old, leaves)
    at = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:at], leaf_hash(proof[at]), *proof[at + 1 :]]
    longer = [*proof[:at], proof[at], *proof[at:]]
    shorter = proof[:at] + proof[at + 1 :]
    for bad in (changed, longer, shorter):
        assert not check_consistency(old, new, *roots, bad)
    assert not check_consistency(old, new, roots[0], leaf_hash(roots[1]), proof)
    assert not check_consistency(old, new, leaf_hash(roots[0]), roots[1], proof)


@given(st.integers(-2, 40), st.integers(-2, 40), st.lists(st.binary(max_size=33), max_size=9))
def test_any_numbers_and_bytes_are_checked_without_error(
    small: int, large: int, proof: list[bytes]
) -> None:
    root = bytes(32)
    assert not check_inclusion(small, large, leaf_hash(b""), proof, root)
    assert not check_consistency(small, large, leaf_hash(b""), root, proof)


def test_every_tree_is_consistent_with_the_empty_one_by_an_empty_proof() -> None:
    assert consistency_proof(0, 9, vectors_reader()) == []
    assert check_consistency(0, 9, EMPTY_ROOT, ROOTS[9], [])
    assert check_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not check_consistency(0, 9, ROOTS[1], ROOTS[9], [])
    assert not check_consistency(0, 9, EMPTY_ROOT, ROOTS[9], [ROOTS[1]])
    assert not check_consistency(0, 0, ROOTS[1], ROOTS[1], [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_entry_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="none at"):
        inclusion_proof(index, size, vectors_reader())


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_tree_that_is_no_beginning_has_no_consistency_proof(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="beginning"):
        consistency_proof(old, new, vectors_reader())


@given(st.data(), st.integers(1, 2**62))
def test_proof_reads_at_once_and_little(data: st.DataObject, size: int) -> None:
    """Tiles of 2^62 entries: a few hundred hashes a level, asked for in one call."""
    asked: list[Sequence[Span]] = []

    def read(spans: Sequence[Span]) -> list[bytes]:
        asked.append(spans)
        for span in spans:
            assert (span.start + span.width) << 8 * span.level <= size
        return [bytes(32 * span.width) for span in spans]

    inclusion_proof(data.draw(st.integers(0, size - 1)), size, read)
    consistency_proof(data.draw(st.integers(1, size)), size, read)
    assert len(asked) == 2
    for spans in asked:
        by_level = [sum(s.width for s in spans if s.level == level) for level in range(8)]
        assert max(by_level) <= 2 * 256


def test_larger_log_costs_no_more_than_its_logarithm() -> None:
    def hashes_read(size: int) -> int:
        count = 0

        def read(spans: Sequence[Span]) -> list[bytes]:
            nonlocal count
            count += sum(span.width for span in spans)
            return [bytes(32 * span.width) for span in spans]

        inclusion_proof(size // 3, size, read)
        return count

    costs = [hashes_read(256**level - 1) for level in range(1, 8)]
    assert all(after - before <= 2 * 256 for before, after in pairwise(costs))


def test_proof_that_leads_to_the_root_of_another_size_is_refused() -> None:
    """The hashes are right for a larger or a smaller tree; the size told decides."""
    leaf, other = leaf_hash(b"leaf"), leaf_hash(b"other")
    two = node_hash(leaf, other)
    assert check_inclusion(0, 2, leaf, [other], two)
    for size in (1, 3, 4):
        assert not check_inclusion(0, size, leaf, [other], two)
        assert not check_inclusion(size - 1, size, leaf, [other], two)
        assert not check_inclusion(0, size, leaf, [other], node_hash(other, leaf))
    assert check_consistency(1, 2, leaf, two, [other])
    for size in (3, 4, 5, 8):
        assert not check_consistency(1, size, leaf, two, [other])
    four = node_hash(two, two)
    assert check_consistency(1, 4, leaf, four, [other, two])
    for size in (2, 5, 8):
        assert not check_consistency(1, size, leaf, four, [other, two])
    assert not check_inclusion(0, 1, leaf, [other], node_hash(other, leaf))
    assert not check_consistency(1, 2, leaf, node_hash(other, two), [other, other])


def test_a_proof_that_leads_to_the_root_shows_how_the_tree_began() -> None:
    hashes = [leaf_hash(bytes([i])) for i in range(24)]
    read = reader_of(hashes)
    for new in range(2, 25):
        root = root_of(new, read)
        for old in range(1, new):
            proof = consistency_proof(old, new, read)
            shown = first_root(old, new, root, proof)
            assert shown == (None if old & (old - 1) == 0 else root_of(old, read))
            assert first_root(old, new, root, [*proof, root]) is None
            assert first_root(old, new, root, proof[1:]) is None
            for i in range(len(proof)):
                altered = [*proof[:i], bytes(32), *proof[i + 1 :]]
                assert first_root(old, new, root, altered) is None
