"""Checking a log from its tiles: over HTTP or from files, with every entry hashed again."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.verifier.bundle import Checked, Task
from ledger.verifier.errors import NoLogThere
from ledger.verifier.findings import Finding, VerifyReport
from ledger.verifier.held import Roots
from ledger.verifier.kept import Kept
from ledger.verifier.note import Checkpoint
from ledger.verifier.signing import NO_TRUST, Trust, judged
from ledger.verifier.source import Source, tile_path
from ledger.verifier.tree import WIDTH, Growth, perfect_root
from ledger.verifier.versions import Versions, parts_for
from ledger.verifier.workers import Workers

_BUNDLES_AT_A_TIME = 32
_ALONE_UP_TO = 8 * _BUNDLES_AT_A_TIME
"""So many bundles are not worth starting other processes for."""
_BOOK_IN_ORIGIN = re.compile(r"/books/([0-9]{6})(?:/epochs/[1-9][0-9]*)?\Z")

Progress = Callable[[int, int], None]


def verify_log(
    source: Source,
    *,
    trust: Trust = NO_TRUST,
    kept: Sequence[Kept] = (),
    report: VerifyReport | None = None,
    processes: int | None = None,
    on_progress: Progress = lambda _done, _of: None,
) -> VerifyReport:
    """Check all of a log up to its checkpoint.

    ``report`` holds what was found already in what the auditor kept. ``on_progress`` is told how
    many entries of how many are done. ``processes``: how many share the work (default: one for each
    core, and one alone for a small log).

    Raises:
        LogUnreadable: the source does not answer.
        NoLogThere: it holds nothing of a log.
    """
    report = report or VerifyReport("")
    checkpoint = _checkpoint(source, trust, report)
    if checkpoint is None:
        return report
    walk = _Walk(source, report, checkpoint, kept)
    parts = parts_for(checkpoint.size)
    with TemporaryDirectory() as directory, Versions(Path(directory), parts) as versions:
        with Workers(source, processes or _processes(checkpoint.size)) as workers:
            for checked in workers.checked(_tasks(checkpoint.size, parts, walk.wanted)):
                walk.take(checked)
                versions.add(checked.versions)
                on_progress(walk.size, checkpoint.size)
                if report.full:
                    break
            gap = versions.end()
            if walk.size == checkpoint.size and not report.damaged:
                gaps = [*workers.gaps(versions.paths), *([] if gap is None else [gap])]
                if gaps:
                    report.note("version-gap", min(gaps))
        if walk.size == checkpoint.size:
            walk.end()
    return report


def _checkpoint(source: Source, trust: Trust, report: VerifyReport) -> Checkpoint | None:
    data = source.checkpoint()
    if data is None:
        if not source.is_log():
            raise NoLogThere(source.place)
        report.note("missing-checkpoint", None, "checkpoint")
        return None
    verdict = judged(data, trust)
    for kind in verdict.faults:
        report.note(kind, None, "checkpoint")
    report.signed_by += verdict.signed_by
    report.cosigned_by |= verdict.cosigned_by
    if verdict.checkpoint is not None:
        report.origin = verdict.checkpoint.origin
        named = _BOOK_IN_ORIGIN.search(report.origin)
        if named and report.book and named[1] != report.book:
            report.note("wrong-origin", None, "checkpoint")
        elif named:
            report.book = named[1]
    return verdict.checkpoint


def _tasks(size: int, parts: int, wanted: frozenset[int]) -> Iterator[Task]:
    bundles = -(-size // WIDTH)
    for first in range(0, bundles, _BUNDLES_AT_A_TIME):
        last = min(bundles, first + _BUNDLES_AT_A_TIME)
        yield Task(first, last, size, wanted.intersection(range(first, last)), parts)


def _processes(size: int) -> int:
    return 1 if size <= _ALONE_UP_TO * WIDTH else os.cpu_count() or 1


class _Walk:
    """Joins what the tasks found, in order, and compares the tree with what was stated of it."""

    def __init__(
        self, source: Source, report: VerifyReport, checkpoint: Checkpoint, kept: Sequence[Kept]
    ) -> None:
        self.size = 0
        self._source = source
        self._report = report
        self._checkpoint = checkpoint
        self._tree, self._told = Growth(), Growth()
        self._hashes = bytearray()
        self._mismatches: list[Finding] = []
        self._time = b""
        self._roots = Roots(kept, report)
        self.wanted = frozenset(size // WIDTH for size in self._roots.sizes if size % WIDTH)
        self._roots.compare(0, self._tree)

    def take(self, checked: Checked) -> None:
        """Take what the next task found."""
        report, task = self._report, checked.task
        for finding in checked.findings:
            report.note(finding.kind, finding.position, finding.place)
        self._mismatches += checked.mismatches
        report.epochs += checked.epochs
        if checked.book and not report.book:
            report.book = checked.book
        elif checked.book and checked.book != report.book:
            report.note("other-book", task.first * WIDTH)
        if checked.first_time is not None and checked.first_time < self._time:
            report.note("time-goes-back", task.first * WIDTH)
        self._time = max(self._time, checked.last_time)
        done = task.first + len(checked.roots)
        for bundle in range(task.first, task.last):
            self._grow(checked, bundle)
        self.size = min(task.last * WIDTH, task.size)
        if done < task.size // WIDTH and done < task.last:
            # The task broke off: enough was found.
            self.size = done * WIDTH

    def _grow(self, checked: Checked, bundle: int) -> None:
        start = bundle * WIDTH
        leaves = checked.leaves.get(bundle)
        if leaves is not None:
            for size in self._roots.between(start, start + len(leaves)):
                self._roots.compare(size, self._tree.grown(leaves[: size - start]))
        at = bundle - checked.task.first
        if at < len(checked.roots):
            root, told = checked.roots[at], checked.told_roots[at]
            self._tree.push(root, WIDTH)
            self._told.push(told or root, WIDTH)
            self._hashes += root
            self._roots.compare(start + WIDTH, self._tree)
        elif leaves is not None:
            self._tree = self._tree.grown(leaves)
            self._told = self._told.grown(checked.told_leaves[bundle])
            self._roots.compare(start + len(leaves), self._tree)

    def end(self) -> None:
        """Compare with the checkpoint, once all is taken."""
        report, stated = self._report, self._checkpoint.root
        root = self._tree.root()
        report.size, report.root = self.size, b64encode(root).decode()
        as_stated = root == stated
        for finding in self._mismatches:
            if as_stated:
                # The entries are what was signed: it is the tile that is not.
                bundle = (finding.position or 0) // WIDTH
                width = min(WIDTH, self.size - bundle * WIDTH)
                report.note("altered-tile", finding.position, tile_path(0, bundle, width))
            else:
                report.note(finding.kind, finding.position, finding.place)
        if not as_stated and (not self._mismatches or self._told.root() != stated):
            report.note("wrong-root", None, "checkpoint")
        self._compare_tiles()
        self._roots.end(self.size)

    def _compare_tiles(self) -> None:
        """Compare the tiles above the leaf hashes with those recomputed, level by level."""
        level, hashes = 1, bytes(self._hashes)
        while hashes and not self._report.full:
            full = []
            for at in range(0, len(hashes), 32 * WIDTH):
                tile = hashes[at : at + 32 * WIDTH]
                self._compare_tile(level, at // (32 * WIDTH), tile)
                if len(tile) == 32 * WIDTH:
                    full.append(perfect_root([tile[i : i + 32] for i in range(0, len(tile), 32)]))
            level, hashes = level + 1, b"".join(full)

    def _compare_tile(self, level: int, index: int, tile: bytes) -> None:
        width = len(tile) // 32
        told = self._source.tile(level, index, width)
        if told == tile:
            return
        covered = WIDTH**level
        place, first = tile_path(level, index, width), index * WIDTH * covered
        if told is None:
            self._report.note("missing-tile", first, place)
            return
        differs = (i for i in range(width) if told[32 * i : 32 * i + 32] != tile[32 * i :][:32])
        at = next(differs, width - 1)
        if self._tree.root() == self._checkpoint.root:
            self._report.note("altered-tile", first + at * covered, place)
