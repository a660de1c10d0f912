"""Witnesses' lines, of both algorithms, hold for the checkpoint, the name and the time alone."""

from __future__ import annotations

from base64 import b64decode

import pytest

from ledger.log.cosignature import Cosigner, verify_cosignature
from ledger.log.errors import NoteMalformed
from ledger.log.note import (
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    NoteSignature,
    NoteSigner,
    SignedNote,
    VerifierKey,
)
from tests.ledger.log.vectors import MLDSA, TLOG

WITNESS = TLOG["witness"]
SEED = bytes(range(32))
BODY = TLOG["checkpoints"][5]["body"]
BOTH = pytest.mark.parametrize("algorithm", [ED25519_COSIGNATURE, MLDSA44_COSIGNATURE])


def test_cosigner_makes_the_lines_of_the_vectors() -> None:
    cosigner = Cosigner.from_seed(WITNESS["name"], bytes.fromhex(WITNESS["seed_hex"]))
    assert cosigner.verifier_key.encode() == WITNESS["vkey"]
    for vector in TLOG["checkpoints"]:
        line = cosigner.cosign(vector["body"], WITNESS["timestamp"])
        signed = SignedNote.parse(vector["signed"]).with_signature(line)
        assert signed.encode() == vector["cosigned"]
        assert (
            verify_cosignature(cosigner.verifier_key, vector["body"], line.payload)
            == WITNESS["timestamp"]
        )


def test_mldsa_cosignature_of_the_vectors_holds() -> None:
    key = VerifierKey.parse(MLDSA["vkey"])
    seed = bytes.fromhex(MLDSA["seed_hex"])
    assert Cosigner.from_seed(MLDSA["name"], seed, MLDSA44_COSIGNATURE).verifier_key == key
    note = SignedNote.parse(MLDSA["cosigned"])
    line = note.signature_of(key)
    assert line is not None
    assert line == NoteSignature.parse(MLDSA["signature_line"].removesuffix("\n") + "\n")
    assert line.payload[8:] == b64decode(MLDSA["signature_b64"])
    assert verify_cosignature(key, note.text, line.payload) == MLDSA["timestamp"]


@BOTH
def test_cosignature_holds_for_nothing_else(algorithm: int) -> None:
    cosigner = Cosigner.from_seed("witness.example/w", SEED, algorithm)
    payload = cosigner.cosign(BODY, 1_800_000_000).payload
    key = cosigner.verifier_key
    namesake = Cosigner.from_seed("witness.example/w", bytes(32), algorithm).verifier_key
    renamed = VerifierKey("witness.example/v", algorithm, key.public)
    later = (1_800_000_001).to_bytes(8, "big") + payload[8:]
    assert verify_cosignature(key, BODY, payload) == 1_800_000_000
    assert verify_cosignature(key, BODY, later) is None
    assert verify_cosignature(namesake, BODY, payload) is None
    assert verify_cosignature(key, TLOG["checkpoints"][4]["body"], payload) is None
    if algorithm == MLDSA44_COSIGNATURE:  # a cosignature/v1 line does not name its cosigner
        assert verify_cosignature(renamed, BODY, payload) is None


@BOTH
@pytest.mark.parametrize("payload", [b"", bytes(7), bytes(8), bytes(71), b"\xff" * 72, bytes(2428)])
def test_malformed_cosignature_does_not_hold(algorithm: int, payload: bytes) -> None:
    key = Cosigner.from_seed("witness.example/w", SEED, algorithm).verifier_key
    assert verify_cosignature(key, BODY, payload) is None


def test_signature_of_a_log_is_no_cosignature() -> None:
    signer = NoteSigner.from_seed("ledger.example/a", SEED)
    assert verify_cosignature(signer.verifier_key, BODY, signer.sign(BODY).payload) is None


@BOTH
def test_only_checkpoints_are_cosigned(algorithm: int) -> None:
    cosigner = Cosigner.from_seed("witness.example/w", SEED, algorithm)
    with pytest.raises(NoteMalformed):
        cosigner.cosign("anything else\n", 1)


@BOTH
def test_private_form_reads_back_and_does_not_show_itself(algorithm: int) -> None:
    cosigner = Cosigner.from_seed("witness.example/w", SEED, algorithm)
    assert Cosigner.parse(cosigner.encode()) == cosigner
    assert "seed" not in repr(cosigner)


def test_private_form_of_a_note_key_makes_no_cosigner() -> None:
    with pytest.raises(NoteMalformed):
        Cosigner.parse(NoteSigner.from_seed("ledger.example/a", SEED).encode())


def test_private_form_with_another_id_is_refused() -> None:
    told = Cosigner.from_seed("witness.example/w", SEED).encode()
    with pytest.raises(NoteMalformed):
        Cosigner.parse(told.replace("/w+", "/v+"))
