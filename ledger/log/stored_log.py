"""A book's log as the database holds it: tiles, bundles, roots and proofs of any size it has had.

All that is read was complete when it was committed and never changes afterwards, so that every size
up to the head's can be worked on while the book grows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ledger.database import Datastore
from ledger.errors import BookInconsistent, BookNotOpen
from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import NotInLog
from ledger.log.note import SignedNote
from ledger.log.proof import Span, check_inclusion, consistency_proof, inclusion_proof, root_of
from ledger.log.published import PublishedCheckpoints
from ledger.log.tiles import HASH_BYTES, LONGEST_ENTRY, TILE_WIDTH, bundle_bytes
from ledger.log.tlog_proof import TlogProof
from ledger.merkle import leaf_hash
from ledger.sql import queries

_SQL = queries("ledger", "log.sql")
_MOST_ENTRIES = 2**55
"""Above what any book holds, and well below what the database counts to."""


class StoredLog:
    """Reads a committed book; safe for threads.

    What lies beyond the head is answered with NotInLog; what should be there and is not, or not
    whole, with BookInconsistent. ``checkpoints`` are those published of it.
    """

    def __init__(self, book: str, datastore: Datastore) -> None:
        self.book = book
        self.checkpoints = PublishedCheckpoints(book, datastore)
        self._datastore = datastore

    def size(self) -> int:
        """How many entries are committed.

        Raises:
            BookNotOpen: the book has no head.
        """
        with self._datastore.cursor() as cursor:
            cursor.execute(_SQL["select_size"], {"book": self.book}, prepare=True)
            row = cursor.fetchone()
        if row is None:
            raise BookNotOpen
        return int(row["size"])

    def root(self, size: int) -> bytes:
        """The root of the first ``size`` entries.

        Raises:
            NotInLog: there are not so many.
        """
        return root_of(self._within(size), self.hashes)

    def tile(self, level: int, index: int, width: int) -> bytes:
        """The first ``width`` hashes of a tile.

        Raises:
            NotInLog: they are not complete yet.
        """
        return self.hashes([Span(level, TILE_WIDTH * index, width)])[0]

    def bundle(self, index: int, width: int) -> bytes:
        """The first ``width`` entries of a bundle, each after its length.

        Raises:
            NotInLog: they are not there yet.
        """
        return bundle_bytes(self._entries(TILE_WIDTH * index, width))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof that the first ``size`` entries hold the one at ``index``.

        Raises:
            NotInLog: ``index`` is not below ``size``, or there are not so many entries.
        """
        if not 0 <= index < self._within(size):
            raise NotInLog
        return inclusion_proof(index, size, self.hashes)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the first ``new`` entries begin with the first ``old`` ones.

        Raises:
            NotInLog: ``old`` is above ``new``, or there are not so many entries.
        """
        if not 0 <= old <= self._within(new):
            raise NotInLog
        return consistency_proof(old, new, self.hashes)

    def prove(self, position: int, note: SignedNote) -> TlogProof:
        """The proof file of an entry under a checkpoint of this log; it carries the entry.

        Raises:
            NotInLog: the checkpoint does not cover the position.
            BookInconsistent: the stored entry is not the one that the checkpoint covers.
        """
        checkpoint = Checkpoint.parse(note.text)
        hashes = self.inclusion(position, checkpoint.size)
        (entry,) = self._entries(position, 1)
        leaf = leaf_hash(entry)
        if not check_inclusion(position, checkpoint.size, leaf, hashes, checkpoint.root):
            raise BookInconsistent
        return TlogProof(position, tuple(hashes), note, entry)

    def hashes(self, spans: Sequence[Span]) -> list[bytes]:
        """The hashes of spans, read in one query; a :data:`ledger.log.proof.HashReader`.

        Raises:
            NotInLog: some are not complete yet.
        """
        ranges = _joined(spans)
        read = self._read_hashes(ranges)
        found = []
        for level, start, width in spans:
            at = bisect_right(ranges, (level, start, TILE_WIDTH)) - 1
            begin = HASH_BYTES * (start - ranges[at].start)
            found.append(read[at][begin : begin + HASH_BYTES * width])
        return found

    def _read_hashes(self, ranges: Sequence[Span]) -> list[bytes]:
        end = max(((r.start + r.width) << 8 * r.level for r in ranges), default=0)
        self._within(end)
        parameters = {
            "book": self.book,
            "levels": [r.level for r in ranges],
            "starts": [r.start for r in ranges],
            "stops": [r.start + r.width for r in ranges],
        }
        with self._datastore.cursor() as cursor:
            cursor.execute(_SQL["select_hashes"], parameters, prepare=True, binary=True)
            rows = {row["number"]: bytes(row["hashes"]) for row in cursor.fetchall()}
        read = [rows.get(number, b"") for number in range(1, len(ranges) + 1)]
        if any(len(d) != HASH_BYTES * r.width for d, r in zip(read, ranges, strict=True)):
            raise self._missing(end)
        return read

    def _entries(self, start: int, count: int) -> list[bytes]:
        end = self._within(start + count)
        parameters = {"book": self.book, "start": start, "stop": end}
        with self._datastore.cursor() as cursor:
            cursor.execute(_SQL["select_entries"], parameters, prepare=True, binary=True)
            entries = [bytes(row["entry"]) for row in cursor.fetchall()]
        if len(entries) != count:
            raise self._missing(end)
        if any(len(entry) > LONGEST_ENTRY for entry in entries):
            raise BookInconsistent
        return entries

    def _missing(self, end: int) -> NotInLog | BookInconsistent:
        return NotInLog() if end > self.size() else BookInconsistent()

    @staticmethod
    def _within(size: int) -> int:
        if not 0 <= size <= _MOST_ENTRIES:
            raise NotInLog
        return size


def _tile_of(span: Span) -> tuple[int, int]:
    return span.level, span.start // TILE_WIDTH


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Ranges that cover the spans: of one tile, neighbours and those one hash apart become one.

    (The one between two is the entry itself that an inclusion proof leaves out.)
    """
    ranges: list[Span] = []
    for span in sorted(spans):
        last = ranges[-1] if ranges else None
        near = last is not None and span.start <= last.start + last.width + 1
        if last and near and _tile_of(span) == _tile_of(last):
            end = max(last.start + last.width, span.start + span.width)
            ranges[-1] = Span(last.level, last.start, end - last.start)
        else:
            ranges.append(span)
    return ranges
