"""Whether the checkpoints that a database keeps as published fit the book."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ledger.verifier.findings import VerifyReport
from ledger.verifier.note import Checkpoint
from ledger.verifier.signing import NO_TRUST, Trust, judged
from ledger.verifier.tree import Growth

_EPOCH = re.compile(r"/epochs/([1-9][0-9]{0,17})\Z")


class Published:
    """The rows of published checkpoints in order of size, each compared when the tree has its size.

    ``newest`` is the one published last: its log is the one that the auditor's keys are of, and
    the policy is applied to it alone. Checkpoints of an earlier log epoch bind the book only as
    far as that epoch went.
    """

    def __init__(
        self,
        newest: dict[str, Any] | None,
        rows: Iterator[dict[str, Any]],
        report: VerifyReport,
        trust: Trust,
    ) -> None:
        self._report = report
        self._trust = Trust(trust.logs)
        self._rows = rows
        self._epoch = 0
        if newest is not None:
            self._epoch = _epoch_in(newest["note"])
            verdict = judged(newest["note"].encode(), trust)
            if verdict.checkpoint is not None:
                report.origin = verdict.checkpoint.origin
            report.signed_by += verdict.signed_by
            report.cosigned_by |= verdict.cosigned_by
            for kind in verdict.faults:
                if kind in {"bad-cosignature", "quorum-not-met"}:
                    report.note(kind, None, _name(newest))
        self._next = self._read()

    def compare(self, size: int, tree: Growth) -> None:
        """Compare the checkpoints of this size, and note those that the tree passed over."""
        while self._next is not None and self._next["size"] <= size:
            row, self._next = self._next, None
            self._judge(row, tree if row["size"] == size else None)
            self._next = self._read()

    def end(self) -> None:
        """Note what was published beyond the book's end."""
        while self._next is not None and not self._report.full:
            if _is_misplaced(self._next):
                self._note_altered(self._next)
            elif not self._ended(self._next):
                place = _name(self._next)
                self._report.note("shorter-than-kept", None, place)
                return
            self._next = self._read()

    def _read(self) -> dict[str, Any] | None:
        return next(self._rows, None)

    def _ended(self, row: dict[str, Any]) -> bool:
        """The row lies beyond where its epoch was broken off."""
        epochs, epoch = self._report.epochs, row["epoch"]
        return bool(1 <= epoch <= len(epochs) and row["size"] > epochs[epoch - 1])

    def _note_altered(self, row: dict[str, Any]) -> None:
        self._report.note("altered-checkpoint", max(0, row["size"] - 1), _name(row))

    def _judge(self, row: dict[str, Any], tree: Growth | None) -> None:
        if _is_misplaced(row):
            self._note_altered(row)
            return
        if self._ended(row):
            return
        verdict = judged(row["note"].encode(), self._trust_in(row))
        for kind in verdict.faults:
            self._report.note(kind, None, _name(row))
        stated = verdict.checkpoint
        if stated is not None and not verdict.faults and not self._fits(row, stated, tree):
            self._note_altered(row)

    def _trust_in(self, row: dict[str, Any]) -> Trust:
        """Keys are asked for where they are this log's, or the newest epoch's whatever it says."""
        origin = row["note"].partition("\n")[0]
        if row["epoch"] == self._epoch or any(key.name == origin for key in self._trust.keys):
            return self._trust
        return NO_TRUST

    @staticmethod
    def _fits(row: dict[str, Any], stated: Checkpoint, tree: Growth | None) -> bool:
        if tree is None or stated.size != row["size"] or row["epoch"] < 1:
            return False
        return bool(stated.root == tree.root())


def _is_misplaced(row: dict[str, Any]) -> bool:
    """The row says another epoch than the checkpoint in it."""
    return bool(row["epoch"] != _epoch_in(row["note"]))


def _epoch_in(note: str) -> int:
    """Which epoch the log of a checkpoint is, as its origin says."""
    named = _EPOCH.search(note.partition("\n")[0])
    return int(named[1]) if named else 1


def _name(row: dict[str, Any]) -> str:
    return f"checkpoint {row['epoch']}/{row['size']}"
