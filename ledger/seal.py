"""Sealing: authenticated encryption under a subject's key, bound to the place of the text.

A sealed text is ``suite (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16)``. The associated data name book,
aggregate, version and topic, so that a text moved to another place does not open. Nonces are
random: a subject has some dozen texts, far from the 2^32 that one key bears.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest
from uuid import UUID

from cryptography.exceptions import InvalidTag

from ledger.canonical import dumps
from ledger.errors import KeyNotCommitted, SealBroken
from ledger.suite import AES_256_GCM, NONCE_BYTES, SUITES, TAG_BYTES, Suite

_COMMITMENT_LABEL = b"census-ledger key commitment v1"


def place(book: str, originator_id: UUID, originator_version: int, topic: str) -> bytes:
    """The associated data of a sealed text."""
    return dumps([book, str(originator_id), originator_version, topic])


def seal(key: bytes, text: bytes, at: bytes, suite: Suite = AES_256_GCM) -> bytes:
    """Seal a text at a :func:`place`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return bytes((suite.number,)) + nonce + suite.encrypt(key, nonce, text, at)


def unseal(key: bytes, sealed: bytes, at: bytes, commitment: bytes | None = None) -> bytes:
    """Open a sealed text; ``commitment`` is what the entry says of the key.

    Raises:
        KeyNotCommitted: the key is not the one that the commitment binds.
        SealBroken: wrong key, altered text, another place, or an unknown suite.
    """
    suite = SUITES.get(sealed[0]) if len(sealed) >= 1 + NONCE_BYTES + TAG_BYTES else None
    if suite is None:
        raise SealBroken
    if commitment is not None and not compare_digest(commitment, key_commitment(key, at, suite)):
        raise KeyNotCommitted
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return suite.decrypt(key, nonce, ciphertext, at)
    except InvalidTag:
        raise SealBroken from None


def key_commitment(key: bytes, at: bytes, suite: Suite = AES_256_GCM) -> bytes:
    """Binds the entry to one key: GCM alone would let two keys open one text to two readings.

    With a random 256-bit key it tells nothing about the key.
    """
    return suite.mac(key, _COMMITMENT_LABEL + at)
