"""What is sealed opens only with its key, unaltered, in its place."""

from __future__ import annotations

from secrets import token_bytes
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import dumps
from ledger.errors import KeyNotCommitted, SealBroken
from ledger.seal import Sealer, key_commitment, place, unseal
from ledger.suite import AES_256_GCM, NONCE_BYTES, SM4_GCM, SUITES, Suite
from tests.ledger.two_keys import text_of_two_keys

_KEY = bytes(range(32))
_OTHER_KEY = bytes(range(32, 64))
_AT = place("500112", uuid4(), 2, "PersonRegistered")
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))

suites = st.sampled_from(list(SUITES.values()))


def seal(key: bytes, text: bytes, at: bytes, suite: Suite = AES_256_GCM) -> bytes:
    return Sealer(key, suite).seal(text, at, token_bytes(NONCE_BYTES))


@given(suites, st.binary(max_size=200))
def test_sealed_text_opens_in_its_place(suite: Suite, text: bytes) -> None:
    sealed = seal(_KEY, text, _AT, suite)
    assert sealed[0] == suite.number
    assert unseal(_KEY, sealed, _AT, key_commitment(_KEY, _AT, suite)) == text


@given(suites, st.binary(max_size=40), st.data())
def test_altered_text_does_not_open(suite: Suite, text: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(_KEY, text, _AT, suite))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unseal(_KEY, bytes(sealed), _AT)


@pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)
def test_text_moved_to_another_place_does_not_open(suite: Suite) -> None:
    sealed = seal(_KEY, b"text", _AT, suite)
    with pytest.raises(SealBroken):
        unseal(_KEY, sealed, place("500112", uuid4(), 2, "PersonRegistered"))


@given(_TEXTS, st.uuids(), st.integers(0, 2**53 - 1), _TEXTS)
def test_place_is_what_canonical_json_says(
    book: str, originator_id: UUID, version: int, topic: str
) -> None:
    written = dumps([book, str(originator_id), version, topic])
    assert place(book, originator_id, version, topic) == written
    assert place(book, str(originator_id), version, topic) == written


@given(suites, st.lists(st.binary(max_size=40), min_size=2, max_size=4))
def test_sealer_seals_many_texts_as_each_alone(suite: Suite, texts: list[bytes]) -> None:
    sealer = Sealer(_KEY, suite)
    for text in texts:
        nonce = bytes(12)
        sealed = sealer.seal(text, _AT, nonce)
        assert sealed == bytes([suite.number]) + nonce + suite.under(_KEY).encrypt(nonce, text, _AT)
        assert sealer.commitment(_AT) == key_commitment(_KEY, _AT, suite)


@pytest.mark.parametrize("length", [0, 1, 12, 28])
def test_text_too_short_to_be_sealed_does_not_open(length: int) -> None:
    with pytest.raises(SealBroken):
        unseal(_KEY, b"\x01" * length, _AT)


def test_unknown_suite_does_not_open() -> None:
    with pytest.raises(SealBroken):
        unseal(_KEY, b"\x03" + seal(_KEY, b"text", _AT)[1:], _AT)


def test_text_of_one_suite_does_not_pass_for_one_of_the_other() -> None:
    with pytest.raises(SealBroken):
        unseal(_KEY, b"\x02" + seal(_KEY, b"text", _AT, AES_256_GCM)[1:], _AT)


def test_equal_texts_are_sealed_differently_and_commit_equally() -> None:
    assert seal(_KEY, b"text", _AT) != seal(_KEY, b"text", _AT)
    assert key_commitment(_KEY, _AT) == key_commitment(_KEY, _AT)
    assert key_commitment(_KEY, _AT) != key_commitment(_OTHER_KEY, _AT)
    assert key_commitment(_KEY, _AT) != key_commitment(_KEY, _AT, SM4_GCM)


def test_text_that_two_keys_open_is_refused_the_second_key() -> None:
    sealed = text_of_two_keys(_KEY, _OTHER_KEY, _AT, b"what was told in the first place")
    nonce, ciphertext = sealed[1:13], sealed[13:]
    first = AESGCM(_KEY).decrypt(nonce, ciphertext, _AT)
    second = AESGCM(_OTHER_KEY).decrypt(nonce, ciphertext, _AT)
    assert first != second
    committed = key_commitment(_KEY, _AT)
    assert unseal(_KEY, sealed, _AT, committed) == first
    with pytest.raises(KeyNotCommitted):
        unseal(_OTHER_KEY, sealed, _AT, committed)


def test_entry_without_a_commitment_opens_nothing() -> None:
    with pytest.raises(KeyNotCommitted):
        unseal(_KEY, seal(_KEY, b"text", _AT), _AT, b"")
