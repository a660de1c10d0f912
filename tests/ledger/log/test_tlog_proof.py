"""Proof files are written as others write them, and prove one entry at one place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import CheckpointNotSigned, EntryNotProven, NoteMalformed
from ledger.log.note import NoteSigner, SignedNote, VerifierKey
from ledger.log.proof import inclusion_proof
from ledger.log.tlog_proof import MOST_HASHES, TlogProof
from tests.ledger.log.naive_tree import reader_of
from tests.ledger.log.vectors import ROOTS, TLOG, leaf, leaf_hashes

KEY = VerifierKey.parse(TLOG["key"]["vkey"])
EXAMPLE = TLOG["tlog_proof_example"]
SIGNED = next(c["signed"] for c in TLOG["checkpoints"] if c["size"] == 70)


def test_proof_file_of_the_vectors_is_made_and_read() -> None:
    hashes = tuple(inclusion_proof(42, 70, reader_of(leaf_hashes(70))))
    proof = TlogProof(42, hashes, SignedNote.parse(SIGNED))
    assert proof.encode() == EXAMPLE
    assert TlogProof.parse(EXAMPLE) == proof


def test_proof_file_proves_its_entry_alone() -> None:
    proof = TlogProof.parse(EXAMPLE)
    assert proof.proven(KEY, leaf(42)) == Checkpoint(KEY.name, 70, ROOTS[70])
    with pytest.raises(EntryNotProven):
        proof.proven(KEY, leaf(41))
    with pytest.raises(EntryNotProven):
        TlogProof.parse(EXAMPLE.replace("index 42", "index 43")).proven(KEY, leaf(42))
    with pytest.raises(EntryNotProven):
        TlogProof.parse(EXAMPLE.replace("index 42", "index 70")).proven(KEY, leaf(42))


def test_proof_under_another_key_is_refused() -> None:
    other = NoteSigner.from_seed(KEY.name, bytes(32)).verifier_key
    with pytest.raises(CheckpointNotSigned):
        TlogProof.parse(EXAMPLE).proven(other, leaf(42))


@given(st.none() | st.binary(max_size=600), st.integers(0, 2**63 - 1), st.integers(0, MOST_HASHES))
def test_proof_file_reads_back(entry: bytes | None, index: int, hashes: int) -> None:
    proof = TlogProof(index, (bytes(32),) * hashes, SignedNote.parse(SIGNED), entry)
    assert TlogProof.parse(proof.encode()) == proof


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        SIGNED,
        EXAMPLE.replace("@v1", "@v2"),
        EXAMPLE.replace("index 42", "index 042"),
        EXAMPLE.replace("index 42", "index -1"),
        EXAMPLE.replace("index 42", "index 9223372036854775808"),
        EXAMPLE.replace("index 42", "extra !!!!\nindex 42"),
        EXAMPLE.replace("index 42", "index 42\nextra AAAA"),
        EXAMPLE.replace("index 42\n", ""),
        EXAMPLE.replace("index 42\n", "extra AAAA\n"),
        EXAMPLE.replace("index 42\n", "index 42\nAAAA\n"),
        EXAMPLE.replace("index 42\n", "index 42\n" + f"{'A' * 43}=\n" * MOST_HASHES),
        EXAMPLE.replace("\n\n", "\n", 1),
        EXAMPLE.replace("\n", "\r\n"),
        EXAMPLE.removesuffix("\n"),
        EXAMPLE.partition("— ")[0],
    ],
)
def test_malformed_proof_file_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        TlogProof.parse(text)


@given(st.text(max_size=200))
def test_any_text_is_a_proof_file_or_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        TlogProof.parse("c2sp.org/tlog-proof@v1\n" + text)
