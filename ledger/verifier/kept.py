"""What an auditor kept of earlier moments: sizes and roots, checkpoints, receipts, proofs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ledger.verifier.errors import FileUnreadable, Malformed, NotAReceipt
from ledger.verifier.findings import VerifyReport
from ledger.verifier.note import from_base64
from ledger.verifier.proof import HEADER, parse_proof
from ledger.verifier.signing import Trust, judged

_FILE_MAXIMUM = 64 << 20
_FIELDS = frozenset({"tree_size", "root"})


class Kept(NamedTuple):
    """A tree's size and its root in base64, as of an earlier moment.

    ``source`` is the file it was kept in, ``origin`` the log it is of, where known.
    """

    tree_size: int
    root: str
    source: str = ""
    origin: str = ""

    @property
    def place(self) -> str:
        """What a finding calls it."""
        return self.source or f"{self.tree_size}:{self.root}"


def read_checkpoint(path: Path, trust: Trust, report: VerifyReport) -> Iterator[Kept]:
    """A checkpoint file: its signature is checked, and what is wrong with it is noted.

    Raises:
        FileUnreadable: it cannot be opened.
    """
    yield from _checkpoint(_bytes_of(path), path.name, trust, report)


def read_receipt(path: Path, trust: Trust, report: VerifyReport) -> Iterator[Kept]:
    """A receipt: a ``.tlog-proof`` file, or JSON as the service answered it, one or one a line.

    What is one and does not hold is noted.

    Raises:
        FileUnreadable: it cannot be opened.
        NotAReceipt: nothing in it has a tree's size or root.
    """
    data = _bytes_of(path)
    if data.startswith(HEADER):
        try:
            proof = parse_proof(data)
        except Malformed:
            report.note("malformed-kept", None, path.name)
            return
        if proof.extra is not None and not proof.holds_for(proof.extra):
            report.note("wrong-proof", proof.index, path.name)
        yield from _checkpoint(proof.note, path.name, trust, report)
        return
    receipts = list(_receipts(data))
    if all(receipt.keys().isdisjoint(_FIELDS) for receipt in receipts):
        raise NotAReceipt(str(path))
    for receipt in receipts:
        try:
            size, root = receipt["tree_size"], receipt["root"]
            if type(size) is not int or size < 0 or len(from_base64(root)) != 32:
                raise Malformed("receipt")
            if report.book and receipt.get("book", report.book) != report.book:
                report.note("other-book", None, path.name)
                continue
            yield Kept(size, root, path.name)
        except (Malformed, KeyError, TypeError, AttributeError):
            report.note("malformed-kept", None, path.name)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_FILE_MAXIMUM)
    except OSError as error:
        raise FileUnreadable(str(path)) from error


def _checkpoint(data: bytes, name: str, trust: Trust, report: VerifyReport) -> Iterator[Kept]:
    verdict = judged(data, trust)
    for kind in verdict.faults:
        report.note("malformed-kept" if kind == "malformed-checkpoint" else kind, None, name)
    checkpoint = verdict.checkpoint
    if checkpoint is not None and verdict.signed:
        root = b64encode(checkpoint.root).decode()
        yield Kept(checkpoint.size, root, name, checkpoint.origin)


def _receipts(data: bytes) -> Iterator[dict[str, Any]]:
    """The receipts in a file; one that is no JSON object is given as an empty one."""
    try:
        whole = orjson.loads(data)
        values: Collection[object] = whole if isinstance(whole, list) else [whole]
    except orjson.JSONDecodeError:
        values = list(map(_value, data.splitlines()))
    for value in values:
        if not isinstance(value, dict):
            yield {}
        elif isinstance(value.get("receipt"), dict):
            yield value["receipt"]
        elif "problem" not in value:
            yield value


def _value(line: bytes) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def by_size(kept: Sequence[Kept]) -> dict[int, list[Kept]]:
    """What is kept, by the tree's size."""
    found: dict[int, list[Kept]] = {}
    for item in kept:
        found.setdefault(item.tree_size, []).append(item)
    return found
