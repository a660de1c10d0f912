"""Sealing: authenticated encryption under a subject's key, bound to the place of the text.

A sealed text is ``suite (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16)``. The associated data name book,
aggregate, version and topic, so that a text moved to another place does not open. Nonces are
random: a subject has some dozen texts, far from the 2^32 that one key bears.
"""

from __future__ import annotations

from hmac import compare_digest
from uuid import UUID

from cryptography.exceptions import InvalidTag

from ledger.canonical import quoted
from ledger.errors import KeyNotCommitted, SealBroken
from ledger.suite import AES_256_GCM, NONCE_BYTES, SUITES, TAG_BYTES, Suite

_COMMITMENT_LABEL = b"census-ledger key commitment v1"


class Sealer:
    """Seals texts under one key, which it holds: it is to be let go with the key."""

    __slots__ = ("_keyed", "_number")

    def __init__(self, key: bytes, suite: Suite = AES_256_GCM) -> None:
        self._keyed = suite.under(key)
        self._number = bytes((suite.number,))

    def seal(self, text: bytes, at: bytes, nonce: bytes) -> bytes:
        """Seal a text at a :func:`place`; the nonce is 12 random bytes, used once."""
        return self._number + nonce + self._keyed.encrypt(nonce, text, at)

    def commitment(self, at: bytes) -> bytes:
        """As :func:`key_commitment`."""
        return self._keyed.mac(_COMMITMENT_LABEL + at)


def place(book: str, originator_id: UUID | str, originator_version: int, topic: str) -> bytes:
    """The associated data of a sealed text: a canonical JSON list, written out."""
    return f'[{quoted(book)},"{originator_id}",{originator_version},{quoted(topic)}]'.encode()


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
