"""A proof file of one entry (C2SP tlog-proof), checked without any network."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.verifier.errors import Malformed
from ledger.verifier.note import from_base64, from_decimal, parse_checkpoint, parse_note
from ledger.verifier.tree import leaf_hash, root_by_path

HEADER = b"c2sp.org/tlog-proof@v1\n"
_PATH_MAXIMUM = 63
FILE_MAXIMUM = 4 << 20


@dataclass(frozen=True, slots=True)
class Proof:
    """An inclusion path to a checkpoint; ``extra`` are the entry's bytes where the file has them.

    ``note`` is the checkpoint as it stands in the file, with its signatures.
    """

    index: int
    path: tuple[bytes, ...]
    extra: bytes | None
    note: bytes

    def holds_for(self, entry: bytes) -> bool:
        """Whether the entry is the one at the index in the tree of the checkpoint."""
        checkpoint = parse_checkpoint(parse_note(self.note).text)
        root = root_by_path(leaf_hash(entry), self.index, checkpoint.size, self.path)
        return root == checkpoint.root


def parse_proof(data: bytes) -> Proof:
    """Read a proof file, the form of its checkpoint included.

    Raises:
        Malformed: it is none.
    """
    if len(data) > FILE_MAXIMUM or not data.startswith(HEADER):
        raise Malformed("proof")
    head, gap, note = data[len(HEADER) :].partition(b"\n\n")
    if not gap:
        raise Malformed("proof")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Malformed("proof") from error
    extra = None
    if lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index ") or len(lines) > 1 + _PATH_MAXIMUM:
        raise Malformed("proof")
    index = from_decimal(lines[0].removeprefix("index "))
    path = tuple(map(from_base64, lines[1:]))
    if any(len(hash_) != 32 for hash_ in path):
        raise Malformed("proof")
    parse_checkpoint(parse_note(note).text)
    return Proof(index, path, extra, note)
