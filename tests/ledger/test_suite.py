"""The suites give what the standards print."""

from __future__ import annotations

import hmac

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from hypothesis import given
from hypothesis import strategies as st

import ledger.suite
from ledger.suite import AES_256_GCM, SM4_GCM, sm4_key

# RFC 8998, appendix A.1.
_SM4_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
_NONCE = bytes.fromhex("00001234567800000000abcd")
_AT = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
_TEXT = bytes.fromhex(
    "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
    "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
)
_CIPHERTEXT = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
)
_TAG = bytes.fromhex("83de3541e4c2b58177e065a9bf7b62ec")


def test_sm4_gcm_gives_what_rfc_8998_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger.suite, "sm4_key", lambda key: _SM4_KEY)
    assert SM4_GCM.under(bytes(32)).encrypt(_NONCE, _TEXT, _AT) == _CIPHERTEXT + _TAG
    assert SM4_GCM.decrypt(bytes(32), _NONCE, _CIPHERTEXT + _TAG, _AT) == _TEXT


def test_sm3_gives_what_gbt_32905_prints() -> None:
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def _sm3(text: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(text)
    return digest.finalize()


def test_hmac_sm3_is_the_hmac_of_rfc_2104_over_sm3() -> None:
    key, text = bytes(range(32)), b"census"
    padded = key + bytes(32)
    inner = _sm3(bytes(b ^ 0x36 for b in padded) + text)
    assert SM4_GCM.mac(key, text) == _sm3(bytes(b ^ 0x5C for b in padded) + inner)


def test_hmac_sha_256_gives_what_rfc_4231_prints() -> None:
    assert AES_256_GCM.mac(b"Jefe", b"what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300))
def test_hmac_under_a_key_is_the_library_s(key: bytes, text: bytes) -> None:
    assert AES_256_GCM.under(key).mac(text) == hmac.digest(key, text, "sha256")
    assert AES_256_GCM.under(key).mac(text) == AES_256_GCM.mac(key, text)


def test_sm4_key_is_derived_of_all_256_bits() -> None:
    key = bytes(range(32))
    extracted = SM4_GCM.mac(bytes(32), key)
    expanded = SM4_GCM.mac(extracted, b"census-ledger sm4-gcm key v1\x01")
    assert sm4_key(key) == expanded[:16]


def test_sealed_text_is_sm4_gcm_under_the_derived_key() -> None:
    key = bytes(range(32))
    cipher = Cipher(SM4(sm4_key(key)), GCM(_NONCE)).encryptor()
    cipher.authenticate_additional_data(_AT)
    expected = cipher.update(_TEXT) + cipher.finalize() + cipher.tag
    assert SM4_GCM.under(key).encrypt(_NONCE, _TEXT, _AT) == expected


def test_ciphertext_shorter_than_its_tag_is_refused() -> None:
    with pytest.raises(InvalidTag):
        SM4_GCM.decrypt(bytes(32), _NONCE, bytes(15), _AT)
