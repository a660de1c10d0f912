"""Suites of ciphers: what the first byte of a sealed text names.

Suite 1 is AES-256-GCM with HMAC-SHA-256. Suite 2 is SM4-GCM (RFC 8998) with HMAC-SM3, for
installations that have to use the national algorithms; SM4 takes 128 bits, which HKDF (RFC 5869,
with SM3) derives from the 256 of the data key, so that both suites use the same keys and no key is
used by both ciphers.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import ClassVar, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
TAG_BYTES = 16
_SHA_256_BLOCK_BYTES = 64
_XOR_36 = bytes(byte ^ 0x36 for byte in range(256))
_XOR_5C = bytes(byte ^ 0x5C for byte in range(256))


class Keyed(Protocol):
    """What a suite does under one key, whose schedule is made once for many texts."""

    def encrypt(self, nonce: bytes, text: bytes, at: bytes) -> bytes:
        """Ciphertext ‖ tag (16), with ``at`` as associated data."""

    def mac(self, text: bytes) -> bytes:
        """Keyed digest of 32 bytes."""


class Suite(Protocol):
    """Authenticated encryption and a keyed digest; keys have 32 bytes."""

    number: ClassVar[int]
    """The byte in a sealed text."""
    name: ClassVar[str]
    """As the settings say it."""

    def under(self, key: bytes) -> Keyed:
        """The suite with a key; it is to be let go with the key."""

    def decrypt(self, key: bytes, nonce: bytes, ciphertext: bytes, at: bytes) -> bytes:
        """The text again.

        Raises:
            InvalidTag: wrong key, nonce, ciphertext or associated data.
        """

    def mac(self, key: bytes, text: bytes) -> bytes:
        """Keyed digest of 32 bytes."""


class _Aes256GcmKey:
    """HMAC is written out (RFC 2104): to set it up anew for each text takes twice as long."""

    __slots__ = ("_inner", "_outer", "encrypt")

    def __init__(self, key: bytes) -> None:
        padded = key.ljust(_SHA_256_BLOCK_BYTES, b"\0")
        self._inner = padded.translate(_XOR_36)
        self._outer = padded.translate(_XOR_5C)
        self.encrypt = AESGCM(key).encrypt

    def mac(self, text: bytes) -> bytes:
        return sha256(self._outer + sha256(self._inner + text).digest()).digest()


class Aes256Gcm:
    """AES-256-GCM (NIST SP 800-38D) with HMAC-SHA-256."""

    number: ClassVar[int] = 1
    name: ClassVar[str] = "aes-256-gcm"

    def under(self, key: bytes) -> Keyed:
        """The suite with a key of 32 bytes."""
        return _Aes256GcmKey(key)

    def decrypt(self, key: bytes, nonce: bytes, ciphertext: bytes, at: bytes) -> bytes:
        """The text again."""
        return AESGCM(key).decrypt(nonce, ciphertext, at)

    def mac(self, key: bytes, text: bytes) -> bytes:
        """HMAC-SHA-256."""
        return hmac.digest(key, text, "sha256")


class _Sm4GcmKey:
    """HMAC-SM3 is not the standard library's: an OpenSSL of its own need not have SM3."""

    __slots__ = ("_cipher", "_hmac")

    def __init__(self, key: bytes) -> None:
        self._cipher = SM4(sm4_key(key))
        self._hmac = HMAC(key, hashes.SM3())

    def encrypt(self, nonce: bytes, text: bytes, at: bytes) -> bytes:
        encryptor = Cipher(self._cipher, GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(at)
        return encryptor.update(text) + encryptor.finalize() + encryptor.tag

    def mac(self, text: bytes) -> bytes:
        digest = self._hmac.copy()
        digest.update(text)
        return digest.finalize()


class Sm4Gcm:
    """SM4-GCM (GB/T 32907, RFC 8998) with HMAC-SM3 (GB/T 32905)."""

    number: ClassVar[int] = 2
    name: ClassVar[str] = "sm4-gcm"

    def under(self, key: bytes) -> Keyed:
        """The suite with a key of 32 bytes."""
        return _Sm4GcmKey(key)

    def decrypt(self, key: bytes, nonce: bytes, ciphertext: bytes, at: bytes) -> bytes:
        """The text again."""
        if len(ciphertext) < TAG_BYTES:
            raise InvalidTag
        text, tag = ciphertext[:-TAG_BYTES], ciphertext[-TAG_BYTES:]
        decryptor = Cipher(SM4(sm4_key(key)), GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(at)
        return decryptor.update(text) + decryptor.finalize()

    def mac(self, key: bytes, text: bytes) -> bytes:
        """HMAC-SM3."""
        return self.under(key).mac(text)


AES_256_GCM = Aes256Gcm()
SM4_GCM = Sm4Gcm()
SUITES: Mapping[int, Suite] = MappingProxyType({s.number: s for s in (AES_256_GCM, SM4_GCM)})
"""Every suite by its byte."""


def sm4_key(key: bytes) -> bytes:
    """The 16 bytes that SM4 takes, of a key's 32."""
    derivation = HKDF(hashes.SM3(), length=16, salt=None, info=b"census-ledger sm4-gcm key v1")
    return derivation.derive(key)
