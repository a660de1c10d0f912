"""Proof files (C2SP tlog-proof v1): one entry, its place, and the checkpoint that covers it.

    c2sp.org/tlog-proof@v1
    extra <base64>              here: the entry's bytes
    index <decimal>
    <base64 hash>               zero or more, leaf side first
    <empty line>
    <the checkpoint with its cosignatures>

Whoever has such a file and the log's key needs nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.log.checkpoint import Checkpoint, parse_decimal, signed_checkpoint
from ledger.log.errors import EntryNotProven, NoteMalformed
from ledger.log.note import SignedNote, VerifierKey, decode_base64, encode_base64
from ledger.log.proof import check_inclusion
from ledger.log.tiles import HASH_BYTES
from ledger.merkle import leaf_hash

MEDIA_TYPE = "text/plain; charset=utf-8"
SUFFIX = ".tlog-proof"
MOST_HASHES = 63
_HEADER = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = "index "


@dataclass(frozen=True, slots=True)
class TlogProof:
    """That the entry at ``index`` is in the log that ``note`` is a checkpoint of.

    ``entry`` is what the file carries along as its extra; the file's format does not vouch for it,
    :meth:`proven` does.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: SignedNote
    entry: bytes | None = None

    def encode(self) -> str:
        """The file's text."""
        extra = () if self.entry is None else (_EXTRA + encode_base64(self.entry),)
        path = (encode_base64(h) for h in self.hashes)
        lines = (_HEADER, *extra, f"{_INDEX}{self.index}", *path)
        return "".join(f"{line}\n" for line in lines) + "\n" + self.note.encode()

    @classmethod
    def parse(cls, text: str) -> TlogProof:
        """Read a file.

        Raises:
            NoteMalformed: it is not of the form.
        """
        head, gap, note = text.partition("\n\n")
        header, *lines = head.split("\n")
        if header != _HEADER or not gap or not lines:
            raise NoteMalformed
        entry = None
        if lines[0].startswith(_EXTRA):
            entry = decode_base64(lines.pop(0).removeprefix(_EXTRA))
        if not lines or not lines[0].startswith(_INDEX) or len(lines) > MOST_HASHES + 1:
            raise NoteMalformed
        index = parse_decimal(lines.pop(0).removeprefix(_INDEX))
        hashes = tuple(decode_base64(line) for line in lines)
        if any(len(h) != HASH_BYTES for h in hashes):
            raise NoteMalformed
        return cls(index, hashes, SignedNote.parse(note), entry)

    def proven(self, key: VerifierKey, entry: bytes) -> Checkpoint:
        """The checkpoint under which the entry is proven to stand at ``index``.

        Raises:
            CheckpointNotSigned: the key did not sign it.
            EntryNotProven: the hashes do not lead from the entry to the checkpoint's root.
        """
        checkpoint = signed_checkpoint(self.note, key)
        if not check_inclusion(
            self.index, checkpoint.size, leaf_hash(entry), self.hashes, checkpoint.root
        ):
            raise EntryNotProven
        return checkpoint
