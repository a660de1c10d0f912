"""Signed notes, checkpoints and cosignatures, as C2SP's specifications have them."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from ledger.verifier.errors import Malformed

ED25519, COSIGNATURE, MLDSA44 = 0x01, 0x04, 0x06
_PUBLIC_BYTES = {ED25519: 32, COSIGNATURE: 32, MLDSA44: 1312}
_SIGNATURES_MAXIMUM = 100
_NOTE_MAXIMUM = 1 << 20
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_NAME = re.compile(r"[^\s+]+")


class Signature(NamedTuple):
    """One line below a note: who says to have signed, with which key."""

    name: str
    key_id: bytes
    payload: bytes


class Note(NamedTuple):
    """A signed text; nothing of it is checked but its form."""

    text: str
    signatures: tuple[Signature, ...]


class Key(NamedTuple):
    """A verifier key; ``algorithm`` is the first byte of the encoded key."""

    name: str
    key_id: bytes
    algorithm: int
    public: bytes

    def encode(self) -> str:
        """The ``name+id+key`` form."""
        told = b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{told}"


class Checkpoint(NamedTuple):
    """What a log says of itself; ``text`` are the signed bytes."""

    origin: str
    size: int
    root: bytes
    text: str


def from_base64(text: str) -> bytes:
    """Strict standard base64 with padding.

    Raises:
        Malformed: it is not.
    """
    try:
        data = b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise Malformed("base64") from error
    if b64encode(data).decode() != text:
        raise Malformed("base64")
    return data


def from_decimal(text: str) -> int:
    """A number without sign or leading zero, below 2^63.

    Raises:
        Malformed: it is not.
    """
    if not _DECIMAL.fullmatch(text) or (number := int(text)) >= 1 << 63:
        raise Malformed("number")
    return number


def parse_note(data: bytes) -> Note:
    """Read a signed note.

    Raises:
        Malformed: it is none.
    """
    if len(data) > _NOTE_MAXIMUM:
        raise Malformed("too long")
    try:
        told = data.decode()
    except UnicodeDecodeError as error:
        raise Malformed("no UTF-8") from error
    body, gap, below = told.rpartition("\n\n")
    if not gap or not below.endswith("\n") or _CONTROL.search(told):
        raise Malformed("no note")
    lines = below[:-1].split("\n")
    if len(lines) > _SIGNATURES_MAXIMUM:
        raise Malformed("too many signatures")
    return Note(body + "\n", tuple(map(_signature, lines)))


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, told = rest.partition(" ")
    payload = from_base64(told)
    if dash != "\u2014" or not _NAME.fullmatch(name) or len(payload) < 5:
        raise Malformed("signature line")
    return Signature(name, payload[:4], payload[4:])


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint.

    Raises:
        Malformed: it is none.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise Malformed("checkpoint")
    root = from_base64(lines[2])
    if len(root) != sha256().digest_size:
        raise Malformed("root")
    return Checkpoint(lines[0], from_decimal(lines[1]), root, text)


def parse_key(text: str) -> Key:
    """Read a verifier key.

    Raises:
        Malformed: it is none, or of an algorithm that is not known.
    """
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
        raise Malformed("key")
    name, told_id, told = parts
    data = from_base64(told)
    if not data or len(data) != 1 + _PUBLIC_BYTES.get(data[0], -1):
        raise Malformed("key")
    key_id = sha256(name.encode() + b"\n" + data).digest()[:4]
    if told_id != key_id.hex():
        raise Malformed("key id")
    return Key(name, key_id, data[0], data[1:])


def signed_at(key: Key, checkpoint: Checkpoint, payload: bytes) -> int | None:
    """When the holder of the key signed the checkpoint, in Unix seconds; None: it did not.

    A plain log signature tells no time: 0.
    """
    if key.algorithm == ED25519:
        return 0 if _ed25519(key.public, payload, checkpoint.text.encode()) else None
    time, signature = int.from_bytes(payload[:8]), payload[8:]
    if len(payload) <= 8 or time >= 1 << 63:
        return None
    if key.algorithm == COSIGNATURE:
        message = f"cosignature/v1\ntime {time}\n{checkpoint.text}".encode()
        return time if _ed25519(key.public, signature, message) else None
    return time if _mldsa44(key, checkpoint, time, signature) else None


def _ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _mldsa44(key: Key, checkpoint: Checkpoint, time: int, signature: bytes) -> bool:
    name, origin = key.name.encode(), checkpoint.origin.encode()
    if max(len(name), len(origin)) > 255:
        return False
    message = b"".join(
        (
            b"subtree/v1\n\x00",
            bytes([len(name)]) + name,
            time.to_bytes(8),
            bytes([len(origin)]) + origin,
            (0).to_bytes(8),
            checkpoint.size.to_bytes(8),
            checkpoint.root,
        )
    )
    try:
        MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
