"""Checkpoints (C2SP tlog-checkpoint): what a log says of itself at one size.

    <origin>
    <size, decimal>
    <base64 of the 32-byte root>

The body is the text of a signed note. Extension lines are refused: ours have none, and ML-DSA
cosignatures would not cover them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.log.errors import CheckpointNotSigned, NoteMalformed
from ledger.log.note import SignedNote, VerifierKey, decode_base64, encode_base64

ROOT_BYTES = 32
LARGEST_SIZE = 2**63 - 1
_SIZE_DIGITS = 19


def parse_decimal(text: str) -> int:
    """A number as C2SP formats write it: no sign, no leading zero, below 2^63.

    Raises:
        NoteMalformed: it is written otherwise.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _SIZE_DIGITS):
        raise NoteMalformed
    number = int(text)
    if str(number) != text or number > LARGEST_SIZE:
        raise NoteMalformed
    return number


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree over the first ``size`` entries of the log ``origin`` has this root.

    Raises:
        NoteMalformed: the origin is no single line, the size is below 0 or above 2^63 - 1, or the
            root is not 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not self.origin or any(c < " " for c in self.origin):
            raise NoteMalformed
        if not 0 <= self.size <= LARGEST_SIZE or len(self.root) != ROOT_BYTES:
            raise NoteMalformed

    def body(self) -> str:
        """The text that is signed, three lines each with its LF."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def parse(cls, body: str) -> Checkpoint:
        """Read a body.

        Raises:
            NoteMalformed: it is not three lines of the prescribed form.
        """
        lines = body.split("\n")
        if len(lines) != 4 or lines[3]:
            raise NoteMalformed
        return cls(lines[0], parse_decimal(lines[1]), decode_base64(lines[2]))


def signed_checkpoint(note: SignedNote, key: VerifierKey) -> Checkpoint:
    """What a note says that its log's key signed.

    Raises:
        NoteMalformed: the text is no checkpoint.
        CheckpointNotSigned: the key's signature is not there or does not hold, or the checkpoint
            is one of another log than the one whose name the key bears.
    """
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != key.name or not note.signed_by(key):
        raise CheckpointNotSigned
    return checkpoint
