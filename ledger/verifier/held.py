"""Comparing the roots of a book, as it grows, with those that were kept of it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from ledger.verifier.findings import VerifyReport
from ledger.verifier.kept import Kept, by_size
from ledger.verifier.tree import Growth


class Roots:
    """What the auditor kept, by size; each is compared when the tree has that size."""

    def __init__(self, kept: Sequence[Kept], report: VerifyReport) -> None:
        self._kept = by_size(kept)
        self.sizes = sorted(self._kept)
        self._report = report
        self._unlike: list[Kept] = []

    def between(self, above: int, up_to: int) -> list[int]:
        """The sizes kept that lie above one size and below another."""
        return [size for size in self.sizes if above < size < up_to]

    def compare(self, size: int, tree: Growth) -> None:
        """Compare the tree of a size, if something was kept of it."""
        if size in self._kept:
            root = b64encode(tree.root()).decode()
            # Two roots for one size cannot both be right: somebody was shown another book.
            self._unlike += [kept for kept in self._kept[size] if kept.root != root][:1]

    def end(self, size: int) -> None:
        """Note what does not fit, once the book is read to its end."""
        for kept in self._unlike:
            self._note("rewritten", kept.tree_size - 1, kept)
        if self.sizes and self.sizes[-1] > size:
            first = next(size_ for size_ in self.sizes if size_ > size)
            self._note("shorter-than-kept", None, self._kept[first][0])

    def _note(self, kind: str, position: int | None, kept: Kept) -> None:
        """A book that began a new log epoch says itself that it does not go on from before."""
        epochs = [p for p in self._report.epochs if p < kept.tree_size]
        if epochs and not (kept.origin and kept.origin == self._report.origin):
            kind, position = "lost-with-epoch", epochs[0]
        self._report.note(kind, position, kept.place)
