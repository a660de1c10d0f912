"""Signed notes are read as strictly as any reader does, and signed byte for byte as others do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.errors import NoteMalformed
from ledger.log.note import (
    ED25519_COSIGNATURE,
    MOST_SIGNATURES,
    NoteSignature,
    NoteSigner,
    SignedNote,
    VerifierKey,
    decode_base64,
    encode_base64,
)
from tests.ledger.log.vectors import TLOG

KEY = TLOG["key"]
VERIFIER_KEY = VerifierKey.parse(KEY["vkey"])
SIGNED = next(c["signed"] for c in TLOG["checkpoints"] if c["size"] == 70)
NAMES = st.text(st.characters(categories=("L", "N"), include_characters="./-"), min_size=1)
TEXTS = st.lists(st.text(st.characters(categories=("L", "N", "P")), min_size=1), min_size=1).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)


def test_signer_makes_the_signatures_of_the_vectors() -> None:
    signer = NoteSigner.from_seed(KEY["name"], bytes.fromhex(KEY["seed_hex"]))
    assert len(TLOG["checkpoints"]) == 8
    for vector in TLOG["checkpoints"]:
        note = SignedNote(vector["body"], (signer.sign(vector["body"]),))
        assert note.encode() == vector["signed"]
        assert SignedNote.parse(vector["signed"]) == note
        assert note.signed_by(VERIFIER_KEY)


def test_keys_have_the_form_of_the_vectors() -> None:
    signer = NoteSigner.parse(KEY["skey"])
    assert signer.encode() == KEY["skey"]
    assert signer.verifier_key == VERIFIER_KEY
    assert VERIFIER_KEY.encode() == KEY["vkey"]
    assert VERIFIER_KEY.key_id.hex() == KEY["key_id_hex"]
    assert VERIFIER_KEY.public.hex() == KEY["public_hex"]


def test_private_key_does_not_show_itself() -> None:
    assert "seed" not in repr(NoteSigner.parse(KEY["skey"]))


def test_another_key_of_the_same_name_did_not_sign() -> None:
    other = VerifierKey.parse(KEY["other_vkey_same_name"])
    assert not SignedNote.parse(SIGNED).signed_by(other)


def test_altered_text_is_not_signed() -> None:
    note = SignedNote.parse(SIGNED)
    assert not SignedNote(note.text.replace("70", "71"), note.signatures).signed_by(VERIFIER_KEY)


def test_key_of_a_cosigner_verifies_no_note() -> None:
    cosigner = VerifierKey(KEY["name"], ED25519_COSIGNATURE, VERIFIER_KEY.public)
    note = SignedNote.parse(SIGNED)
    assert not cosigner.verify(note.text, note.signatures[0].payload)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "a\n",
        "a\n\n",
        "a\n\n\n",
        SIGNED.removesuffix("\n"),
        SIGNED + "\n",
        SIGNED.replace("\n", "\r\n"),
        SIGNED.replace("—", "-"),
        SIGNED.replace("\n\n", "\n"),
        SIGNED.replace("— ", "—  "),
        SIGNED.replace("— ", "— other "),
        SIGNED.replace("=\n", "\n"),
        SIGNED.replace("70\n", "7\t0\n"),
        SIGNED.replace("70\n", "7\ud8000\n"),
        SIGNED + SIGNED.split("\n\n")[1],
        "a\n\n— key AAAAAA==\n",
        "a\n\n— k+y AAAAAAA=\n",
        "a\n\n— key AAAAAAB=\n",
        "a\n\n— key \n",
        "a\n\n— key\n",
        "a\n\n" + "".join(f"— key{i} AAAAAAA=\n" for i in range(MOST_SIGNATURES + 1)),
        "a" * 1_000_001 + "\n\n— key AAAAAAA=\n",
    ],
)
def test_malformed_note_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        SignedNote.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "++",
        KEY["vkey"].replace("898d7e06", "898d7e07"),
        KEY["vkey"].replace("898d7e06", "898D7E06"),
        KEY["vkey"].replace("898d7e06", "898d7e0"),
        KEY["vkey"][:-4],
        KEY["vkey"].replace("+AW", "+Ag"),
        KEY["vkey"] + "\n",
        " " + KEY["vkey"],
        "+".join(["", *KEY["vkey"].split("+")[1:]]),
        "name+00000000+",
        "name+00000000+ü",
    ],
)
def test_malformed_key_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        KEY["vkey"],
        KEY["skey"].removeprefix("PRIVATE+KEY+"),
        KEY["skey"].replace("898d7e06", "00000000"),
        KEY["skey"][:-8],
        KEY["skey"].replace("+AX", "+BH"),
        KEY["skey"].replace("+AX", "+/3"),
    ],
)
def test_malformed_private_key_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        NoteSigner.parse(text)


def test_line_of_a_key_takes_the_place_of_its_earlier_one() -> None:
    note = SignedNote.parse(SIGNED)
    added = NoteSignature("witness", b"\x01\x02\x03\x04", b"first")
    again = NoteSignature("witness", b"\x01\x02\x03\x04", b"second")
    once = note.with_signature(added)
    assert once.signatures == (*note.signatures, added)
    assert once.with_signature(again).signatures == (*note.signatures, again)


@given(NAMES, st.binary(min_size=32, max_size=32), TEXTS)
def test_what_is_signed_reads_back_and_holds(name: str, seed: bytes, text: str) -> None:
    signer = NoteSigner.from_seed(name, seed)
    note = SignedNote(text, (signer.sign(text),))
    read = SignedNote.parse(note.encode())
    assert read == note
    assert read.signed_by(VerifierKey.parse(signer.verifier_key.encode()))
    assert NoteSigner.parse(signer.encode()) == signer


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (SignedNote.parse, VerifierKey.parse, NoteSigner.parse):
        try:
            parse(text)
        except NoteMalformed:
            continue


@given(st.integers(0, len(SIGNED) - 1), st.characters(categories=("L", "N", "P", "Z", "C")))
def test_no_note_holds_with_a_character_changed(place: int, character: str) -> None:
    changed = SIGNED[:place] + character + SIGNED[place + 1 :]
    try:
        held = SignedNote.parse(changed).signed_by(VERIFIER_KEY)
    except NoteMalformed:
        held = False
    assert held == (changed == SIGNED)


@given(st.binary(max_size=40))
def test_base64_has_one_text_for_the_same_bytes(data: bytes) -> None:
    assert decode_base64(encode_base64(data)) == data


@pytest.mark.parametrize("text", ["A", "AB==", "AAB=", "AA =", "AA\n==", "AA==AA==", "AA-_", "AA"])
def test_base64_that_is_not_canonical_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        decode_base64(text)
