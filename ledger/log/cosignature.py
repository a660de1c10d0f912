"""Cosignatures of checkpoints (C2SP tlog-cosignature), with Ed25519 and with ML-DSA-44.

A cosigner says: at this time, in seconds since 1970, this was the largest tree of that origin that
I saw, and it was consistent with every earlier one. The payload of its line is the time as 8 bytes
and then the signature.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import NoteMalformed
from ledger.log.note import (
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    NoteSignature,
    VerifierKey,
    encode_private_key,
    parse_private_key,
)

TIMESTAMP_BYTES = 8
_LARGEST_TIMESTAMP = 2**63 - 1
_LONGEST_NAME = 255
"""Bytes: its length is one byte in what is signed with ML-DSA."""


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A key that cosigns checkpoints; make it with :meth:`from_seed`."""

    verifier_key: VerifierKey
    _seed: bytes = field(repr=False)

    @classmethod
    def from_seed(cls, name: str, seed: bytes, algorithm: int = ED25519_COSIGNATURE) -> Cosigner:
        """The key of a 32-byte seed, of algorithm Ed25519 (0x04) or ML-DSA-44 (0x06).

        Raises:
            NoteMalformed: the name or the algorithm will not do.
            ValueError: the seed is of another length.
        """
        if algorithm == ED25519_COSIGNATURE:
            public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        elif algorithm == MLDSA44_COSIGNATURE:
            public = MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()
        else:
            raise NoteMalformed
        return cls(VerifierKey(name, algorithm, public), seed)

    def cosign(self, body: str, timestamp: int) -> NoteSignature:
        """Cosign a checkpoint's body at a time in seconds since 1970.

        Raises:
            NoteMalformed: the body is no checkpoint.
        """
        message = _message(self.verifier_key, body, timestamp)
        if self.verifier_key.algorithm == ED25519_COSIGNATURE:
            signature = Ed25519PrivateKey.from_private_bytes(self._seed).sign(message)
        else:
            signature = MLDSA44PrivateKey.from_seed_bytes(self._seed).sign(message)
        payload = timestamp.to_bytes(TIMESTAMP_BYTES, "big") + signature
        return NoteSignature(self.verifier_key.name, self.verifier_key.key_id, payload)

    def encode(self) -> str:
        """The private form, for a file of its owner's alone."""
        return encode_private_key(self.verifier_key, self._seed)

    @classmethod
    def parse(cls, text: str) -> Cosigner:
        """Read a private form.

        Raises:
            NoteMalformed: it is none of a cosigner's key, or its id is not that of its key.
        """
        name, algorithm, key_id, seed = parse_private_key(text)
        cosigner = cls.from_seed(name, seed, algorithm)
        if cosigner.verifier_key.key_id != key_id:
            raise NoteMalformed
        return cosigner


def verify_cosignature(key: VerifierKey, body: str, payload: bytes) -> int | None:
    """When the key cosigned a checkpoint's body, in seconds since 1970; None if it did not."""
    timestamp = int.from_bytes(payload[:TIMESTAMP_BYTES], "big")
    signature = payload[TIMESTAMP_BYTES:]
    if timestamp > _LARGEST_TIMESTAMP:
        return None
    try:
        message = _message(key, body, timestamp)
        if key.algorithm == ED25519_COSIGNATURE:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
        else:
            MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, NoteMalformed, ValueError):
        return None
    return timestamp


def _message(key: VerifierKey, body: str, timestamp: int) -> bytes:
    checkpoint = Checkpoint.parse(body)
    if key.algorithm == ED25519_COSIGNATURE:
        return f"cosignature/v1\ntime {timestamp}\n{body}".encode()
    if key.algorithm != MLDSA44_COSIGNATURE:
        raise NoteMalformed
    return b"".join(
        (
            b"subtree/v1\n\x00",
            _with_length(key.name),
            timestamp.to_bytes(TIMESTAMP_BYTES, "big"),
            _with_length(checkpoint.origin),
            bytes(8),  # the subtree begins with the first entry
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def _with_length(text: str) -> bytes:
    data = text.encode()
    if len(data) > _LONGEST_NAME:
        raise NoteMalformed
    return bytes([len(data)]) + data
