"""Checkpoints are of one form, and hold only under their own log's key."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.checkpoint import Checkpoint, signed_checkpoint
from ledger.log.errors import CheckpointNotSigned, NoteMalformed
from ledger.log.note import NoteSigner, SignedNote, VerifierKey
from tests.ledger.log.vectors import ROOTS, TLOG, must_fail

VERIFIER_KEY = VerifierKey.parse(TLOG["key"]["vkey"])
ROOT = b64encode(bytes(32)).decode()


def test_checkpoints_of_the_vectors_are_read_and_written() -> None:
    for vector in TLOG["checkpoints"]:
        found = signed_checkpoint(SignedNote.parse(vector["signed"]), VERIFIER_KEY)
        assert found == Checkpoint(VERIFIER_KEY.name, vector["size"], ROOTS[vector["size"]])
        assert found.body() == vector["body"]


@pytest.mark.parametrize("case", must_fail("checkpoint"), ids=lambda case: case["why"])
def test_bad_checkpoint_of_the_vectors_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises((NoteMalformed, CheckpointNotSigned)):
        signed_checkpoint(SignedNote.parse(case["signed"]), VERIFIER_KEY)


def test_all_bad_checkpoints_of_the_vectors_are_tried() -> None:
    assert len(must_fail("checkpoint")) == 8


def test_checkpoint_of_another_origin_is_refused_though_the_key_signed_it() -> None:
    signer = NoteSigner.from_seed("ledger.example/a", bytes(32))
    body = Checkpoint("ledger.example/b", 1, bytes(32)).body()
    with pytest.raises(CheckpointNotSigned):
        signed_checkpoint(SignedNote(body, (signer.sign(body),)), signer.verifier_key)


@pytest.mark.parametrize(
    "body",
    [
        "",
        f"\n1\n{ROOT}\n",
        f"o\n1\n{ROOT}",
        f"o\n01\n{ROOT}\n",
        f"o\n+1\n{ROOT}\n",
        f"o\n-1\n{ROOT}\n",
        f"o\n1_0\n{ROOT}\n",
        f"o\n１\n{ROOT}\n",
        f"o\n \n{ROOT}\n",
        f"o\n\n{ROOT}\n",
        f"o\n9223372036854775808\n{ROOT}\n",
        f"o\n{'9' * 5000}\n{ROOT}\n",
        f"o\n1\n{ROOT[:-4]}\n",
        f"o\n1\n{ROOT}\n\n",
        f"o\n1\n{ROOT}\nextension\n",
        f"o\r\n1\n{ROOT}\n",
    ],
)
def test_malformed_body_is_refused(body: str) -> None:
    with pytest.raises(NoteMalformed):
        Checkpoint.parse(body)


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=0x9FFF), min_size=1),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_body_reads_back(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert Checkpoint.parse(checkpoint.body()) == checkpoint
