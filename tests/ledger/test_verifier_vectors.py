"""The verifier agrees with vectors that an independent implementation made."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ledger.verifier.errors import Malformed
from ledger.verifier.note import parse_checkpoint, parse_key, parse_note, signed_at
from ledger.verifier.policy import parse_policy
from ledger.verifier.proof import parse_proof
from ledger.verifier.signing import Trust, judged
from ledger.verifier.source import bundle_path, tile_path
from ledger.verifier.tree import Growth, leaf_hash, node_hash, root_by_path

VECTORS = Path(__file__).parent / "vectors"
TLOG: dict[str, Any] = json.loads((VECTORS / "tlog.json").read_text(encoding="utf-8"))
MLDSA: dict[str, Any] = json.loads((VECTORS / "tlog-mldsa.json").read_text(encoding="utf-8"))
TRUST = Trust((parse_key(TLOG["key"]["vkey"]),))
BAD = {
    kind: [c for c in TLOG["must_fail"] if c["kind"] == kind]
    for kind in ("inclusion", "consistency", "checkpoint")
}


@pytest.fixture(scope="module")
def roots() -> dict[int, bytes]:
    """The recomputed root of every size that the vectors name."""
    wanted = {r["size"] for r in TLOG["roots"]}
    wanted |= {c[end] for c in TLOG["consistency"] for end in ("old", "new")}
    tree, found = Growth(), {}
    for size in count():
        if size in wanted:
            found[size] = tree.root()
        if size == max(wanted):
            return found
        tree.push(leaf_hash(b"leaf-%d" % size))
    raise AssertionError


def test_roots_of_all_sizes_are_the_same(roots: dict[int, bytes]) -> None:
    assert len(TLOG["roots"]) == 85
    for told in TLOG["roots"]:
        assert b64encode(roots[told["size"]]).decode() == told["root"]


def test_leaf_and_node_hashes_are_the_same() -> None:
    for told in TLOG["leaf_hashes"]:
        assert b64encode(leaf_hash(b64decode(told["leaf"]))).decode() == told["leaf_hash"]
    node = {name: b64decode(told) for name, told in TLOG["node_example"].items()}
    assert node_hash(node["left"], node["right"]) == node["node"]


def included(told: dict[str, Any], root: bytes) -> bool:
    proof = [b64decode(hash_) for hash_ in told["proof"]]
    leaf = leaf_hash(b64decode(told["leaf"]))
    return root_by_path(leaf, told["index"], told["size"], proof) == root


def test_all_inclusion_proofs_hold() -> None:
    known = {r["size"]: b64decode(r["root"]) for r in TLOG["roots"]}
    checked = [included(told, known[told["size"]]) for told in TLOG["inclusion"]]
    assert checked == [True] * 318


@pytest.mark.parametrize("told", BAD["inclusion"], ids=lambda told: told["why"])
def test_bad_inclusion_proof_is_refused(told: dict[str, Any]) -> None:
    assert not included(told, b64decode(told["root"]))


def test_books_that_are_consistent_have_the_roots_of_both_sizes(roots: dict[int, bytes]) -> None:
    known = {r["size"]: b64decode(r["root"]) for r in TLOG["roots"]}
    assert len(TLOG["consistency"]) == 229
    for told in TLOG["consistency"]:
        assert roots[told["old"]] == known[told["old"]]
        assert roots[told["new"]] == known[told["new"]]


@pytest.mark.parametrize(
    "told",
    [c for c in BAD["consistency"] if "root" in c["why"] or "old size" in c["why"]],
    ids=lambda told: told["why"],
)
def test_inconsistent_roots_are_not_both_recomputed(
    told: dict[str, Any], roots: dict[int, bytes]
) -> None:
    """A verifier that reads all entries needs no proof: it recomputes both roots."""
    both = (b64decode(told["old_root"]), b64decode(told["new_root"]))
    assert (roots[told["old"]], roots[told["new"]]) != both


def test_good_checkpoints_are_accepted_with_their_witness() -> None:
    policy = f"witness w1 {TLOG['witness']['vkey']}\nquorum w1\n"
    for told in TLOG["checkpoints"]:
        verdict = judged(told["signed"].encode(), TRUST)
        assert (verdict.faults, verdict.signed) == ([], True)
        assert verdict.checkpoint is not None
        assert (verdict.checkpoint.size, verdict.checkpoint.text) == (told["size"], told["body"])
        cosigned = judged(
            told["cosigned"].encode(), Trust(TRUST.keys, parse_policy(policy.encode()))
        )
        assert cosigned.faults == []
        assert cosigned.cosigned_by == {TLOG["witness"]["name"]: TLOG["witness"]["timestamp"]}


@pytest.mark.parametrize("told", BAD["checkpoint"], ids=lambda told: told["why"])
def test_bad_checkpoint_is_refused(told: dict[str, Any]) -> None:
    verdict = judged(told["signed"].encode(), TRUST)
    assert verdict.faults
    assert not verdict.signed


def test_every_case_that_must_fail_is_looked_at() -> None:
    assert sum(map(len, BAD.values())) == len(TLOG["must_fail"]) == 22


def test_mldsa_cosignature_holds_and_for_no_other_checkpoint() -> None:
    key = parse_key(MLDSA["vkey"])
    assert key.key_id.hex() == MLDSA["key_id_hex"]
    note = parse_note(MLDSA["cosigned"].encode())
    [line] = [s for s in note.signatures if s.key_id == key.key_id]
    checkpoint = parse_checkpoint(note.text)
    assert signed_at(key, checkpoint, line.payload) == MLDSA["timestamp"]
    assert signed_at(key, checkpoint._replace(size=71), line.payload) is None
    assert signed_at(key, checkpoint, line.payload[:-1]) is None


@pytest.mark.parametrize("vkey", [TLOG["key"]["vkey"], TLOG["witness"]["vkey"], MLDSA["vkey"]])
def test_keys_are_written_as_they_were_read(vkey: str) -> None:
    assert parse_key(vkey).encode() == vkey
    with pytest.raises(Malformed):
        parse_key(vkey[:-4])
    with pytest.raises(Malformed):
        parse_key("other" + vkey)


def test_example_proof_holds_for_its_leaf_alone() -> None:
    proof = parse_proof(TLOG["tlog_proof_example"].encode())
    assert proof.holds_for(b"leaf-42")
    assert not proof.holds_for(b"leaf-43")


def test_tile_paths_are_the_same() -> None:
    told_tiles = [*TLOG["tile_path_examples"], *TLOG["tiles_size_257"]]
    for told in (*told_tiles, *TLOG["tiles_size_70000_partial_only"]):
        assert tile_path(told["level"], told["index"], told["width"]) == told["path"]
    assert [bundle_path(0), bundle_path(1, 1)] == [
        told["path"] for told in TLOG["entry_bundles_size_257"]
    ]


def test_tiles_of_257_leaves_hold_the_recomputed_hashes() -> None:
    hashes = [leaf_hash(b"leaf-%d" % i) for i in range(257)]
    tree = Growth()
    for hash_ in hashes[:256]:
        tree.push(hash_)
    recomputed = {
        "tile/0/000": b"".join(hashes[:256]),
        "tile/0/001.p/1": hashes[256],
        "tile/1/000.p/1": tree.root(),
    }
    for told in TLOG["tiles_size_257"]:
        assert sha256(recomputed[told["path"]]).hexdigest() == told["sha256"]
