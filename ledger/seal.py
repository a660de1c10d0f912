"""Sealing: AES-256-GCM under a subject's key, bound to the place where the text stands.

A sealed text is ``suite (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16)``. The associated data name book,
aggregate, version and topic, so that a text moved to another place does not open.
"""

from __future__ import annotations

import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.canonical import dumps
from ledger.errors import SealBroken

SUITE_AES_256_GCM = 1
_NONCE_BYTES = 12
_COMMITMENT_LABEL = b"census-ledger key commitment v1"


def place(book: str, originator_id: UUID, originator_version: int, topic: str) -> bytes:
    """The associated data of a sealed text."""
    return dumps([book, str(originator_id), originator_version, topic])


def seal(key: bytes, text: bytes, at: bytes) -> bytes:
    """Seal a text at a :func:`place`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return bytes((SUITE_AES_256_GCM,)) + nonce + AESGCM(key).encrypt(nonce, text, at)


def unseal(key: bytes, sealed: bytes, at: bytes) -> bytes:
    """Open a sealed text.

    Raises:
        SealBroken: wrong key, altered text, another place, or an unknown suite.
    """
    if len(sealed) <= _NONCE_BYTES or sealed[0] != SUITE_AES_256_GCM:
        raise SealBroken
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, at)
    except InvalidTag:
        raise SealBroken from None


def key_commitment(key: bytes, at: bytes) -> bytes:
    """Binds the entry to one key: GCM alone would let two keys open one text to two readings.

    With a random 256-bit key it tells nothing about the key.
    """
    return hmac.digest(key, _COMMITMENT_LABEL + at, "sha256")
