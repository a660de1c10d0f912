"""Checking a book from the outside: every stored byte hashed again, every position counted again.

This module shares no code with what writes the book, but for the loader of `.sql` files; it knows
the formats alone. It reads the
tables as they are and trusts nothing in them but what it recomputes. What somebody kept earlier, a
receipt's ``tree_size`` and ``root``, shows whether the book still begins as it did then.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from ledger.sql import queries

_SQL = queries("ledger", "verify.sql")
_PAGE = 5_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FINDINGS_MAXIMUM = 20
"""After so many findings the book is known to be altered, and reading on tells no more."""

_KINDS: Mapping[str, tuple[str, str]] = {
    "missing-head": ("账簿没有头记录", "the book has no head"),
    "missing-entry": ("缺少该位置的记录", "the entry at this position is missing"),
    "extra-entry": ("账簿头之后仍有记录", "there is an entry beyond the head"),
    "altered-state": ("存储内容与其摘要不符", "the stored bytes differ from their digest"),
    "altered-entry": ("记录与其叶哈希不符", "the entry differs from its leaf hash"),
    "altered-row": ("数据行与记录内容不符", "the row's columns differ from the entry"),
    "time-goes-back": ("服务器时间倒退", "the server's time goes back"),
    "version-gap": ("对象版本不连续", "the versions of an aggregate are not 1, 2, 3 …"),
    "altered-head": ("账簿头的时间与末条记录不符", "the head's time is not the last entry's"),
    "altered-outcome": (
        "指令回执与账簿不符",
        "the receipt kept of a command differs from the book",
    ),
    "wrong-root": ("重算的树根与账簿头不符", "the recomputed root differs from the head's"),
    "rewritten": ("账簿与留存的回执不一致", "the book does not begin as a kept receipt says"),
    "shorter-than-kept": ("账簿比留存的回执短", "the book is shorter than a kept receipt says"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not fit, and the first position where it shows."""

    kind: str
    position: int | None

    @property
    def zh(self) -> str:
        """In Chinese."""
        return _KINDS[self.kind][0]

    @property
    def en(self) -> str:
        """In English."""
        return _KINDS[self.kind][1]


class Kept(NamedTuple):
    """What an auditor kept of an earlier moment: a tree's size and its root in base64."""

    tree_size: int
    root: str


@dataclass(slots=True)
class VerifyReport:
    """The outcome: ``sound`` where nothing was found."""

    book: str
    size: int = 0
    root: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return not self.findings


class _Subtree(NamedTuple):
    leaves: int
    hash: bytes


def verify_book(
    url: str,
    book: str,
    *,
    kept: Sequence[Kept] = (),
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> VerifyReport:
    """Read a book's tables through a connection string and check all of it.

    ``on_progress`` is told how many entries of how many are done. The whole is read in one
    snapshot, so that the service may go on writing.
    """
    report = VerifyReport(book)
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        head = connection.execute(_SQL["head"], {"book": book}).fetchone()
        if head is None:
            report.findings.append(Finding("missing-head", None))
            return report
        size, frontier, recorded_at = head
        roots: dict[int, set[str]] = {}
        for receipt in kept:
            roots.setdefault(receipt.tree_size, set()).add(receipt.root)
        outcomes = _outcomes(connection, book)
        if None in outcomes.values():
            report.findings.append(Finding("altered-outcome", None))
        walk = _Walk(report, roots, {c: o for c, o in outcomes.items() if o is not None})
        for row in _rows(connection, book):
            if len(report.findings) >= FINDINGS_MAXIMUM:
                break
            walk.step(row, size)
            if walk.position % _PAGE == 0:
                on_progress(walk.position, size)
        on_progress(walk.position, size)
        walk.end(size, [bytes(h or b"") for h in frontier], recorded_at)
    return report


class _Walk:
    """Goes over the entries in order and notes what does not fit."""

    def __init__(
        self,
        report: VerifyReport,
        kept: Mapping[int, set[str]],
        outcomes: Mapping[str, _Outcome],
    ) -> None:
        self.report = report
        self.position = 0
        self._kept = kept
        self._outcomes = outcomes
        self._told: dict[int, list[tuple[int, str]]] = {}
        for outcome in outcomes.values():
            told = outcome.first_position, outcome.root
            self._told.setdefault(outcome.tree_size, []).append(told)
        self._seen: dict[str, int] = {}
        self._opening = ""
        self._stack: list[_Subtree] = []
        self._versions: dict[Any, int] = {}
        self._time: datetime | None = None
        self._compare_kept()

    def step(self, row: Mapping[str, Any], size: int) -> None:
        """Take the next entry."""
        position = row["position"]
        if position >= size:
            self._note("extra-entry", position)
        while self.position < position and len(self.report.findings) < FINDINGS_MAXIMUM:
            self._note("missing-entry", self.position)
            self.position += 1
        entry, state = bytes(row["entry"]), bytes(row["state"])
        leaf = sha256(b"\x00" + entry).digest()
        if leaf != bytes(row["leaf_hash"]):
            self._note("altered-entry", position)
        self._compare_row(row, entry, state)
        if self._time is not None and row["recorded_at"] and row["recorded_at"] < self._time:
            self._note("time-goes-back", position)
        self._time = row["recorded_at"] or self._time
        version = self._versions.get(row["originator_id"], 0) + 1
        if row["originator_version"] != version:
            self._note("version-gap", position)
        self._versions[row["originator_id"]] = row["originator_version"]
        self._push(leaf)
        self.position = position + 1
        self._compare_kept()

    def end(self, size: int, frontier: Sequence[bytes], recorded_at: datetime | None) -> None:
        """Compare with the head, once all entries are taken."""
        if self.position < size and len(self.report.findings) < FINDINGS_MAXIMUM:
            self._note("missing-entry", self.position)
        root = _root([s.hash for s in self._stack])
        self.report.size = self.position
        self.report.root = b64encode(root).decode()
        if root != _root(frontier) or self.position != size:
            self._note("wrong-root", None)
        elif self._time is not None and recorded_at != self._time:
            self._note("altered-head", None)
        if any(tree_size > self.position for tree_size in self._kept):
            self._note("shorter-than-kept", None)
        unfit = any(self._seen.get(c) != o.entries for c, o in self._outcomes.items())
        if not self._damaged() and (unfit or any(n > self.position for n in self._told)):
            self._note("altered-outcome", None)

    def _compare_row(self, row: Mapping[str, Any], entry: bytes, state: bytes) -> None:
        position = row["position"]
        try:
            told = json.loads(entry)
            digest = told["state_sha256"]
        except (ValueError, KeyError, TypeError):
            self._note("altered-entry", position)
            return
        if digest != sha256(state).hexdigest():
            self._note("altered-state", position)
        moment = row["recorded_at"]
        columns = {
            "book": self.report.book,
            "id": str(row["originator_id"]),
            "version": row["originator_version"],
            "topic": row["topic"],
            "time": moment and (moment - _EPOCH) // timedelta(microseconds=1),
        }
        if any(told.get(name) != value for name, value in columns.items()):
            self._note("altered-row", position)
        else:
            self._compare_command(row, state)

    def _compare_command(self, row: Mapping[str, Any], state: bytes) -> None:
        """An entry must belong to a command whose receipt fits it; the opening has none."""
        position = row["position"]
        try:
            command = str(json.loads(state)["data"]["by"]["command_id"])
        except (ValueError, KeyError, TypeError):
            # Not an event of ours, or altered, which the digest tells.
            return
        first = command not in self._seen
        self._seen[command] = self._seen.get(command, 0) + 1
        if position == 0:
            self._opening = command
        if not first or command == self._opening or self._damaged():
            return
        outcome = self._outcomes.get(command)
        if outcome is None or (
            (position, row["recorded_at"]) != (outcome.first_position, outcome.recorded_at)
            or outcome.household_id not in {None, row["originator_id"].hex}
            or outcome.version not in {None, row["originator_version"]}
        ):
            self._note("altered-outcome", position)

    def _compare_kept(self) -> None:
        if self.position not in self._kept and self.position not in self._told:
            return
        root = b64encode(_root([s.hash for s in self._stack])).decode()
        for position, told in self._told.get(self.position, ()):
            # Behind a damaged entry every root differs, which tells nothing of the receipts.
            if told != root and not self._damaged():
                self._note("altered-outcome", position)
        # Two roots for one size cannot both be right: somebody was shown another book.
        kept = self._kept.get(self.position)
        if kept and kept != {root}:
            self._note("rewritten", self.position - 1)

    def _damaged(self) -> bool:
        return any(f.kind != "altered-outcome" for f in self.report.findings)

    def _push(self, leaf: bytes) -> None:
        subtree = _Subtree(1, leaf)
        while self._stack and self._stack[-1].leaves == subtree.leaves:
            left = self._stack.pop()
            subtree = _Subtree(2 * left.leaves, _inner(left.hash, subtree.hash))
        self._stack.append(subtree)

    def _note(self, kind: str, position: int | None) -> None:
        if len(self.report.findings) < FINDINGS_MAXIMUM:
            self.report.findings.append(Finding(kind, position))


def _inner(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _root(subtrees: Sequence[bytes]) -> bytes:
    if not subtrees:
        return sha256(b"").digest()
    root = subtrees[-1]
    for left in subtrees[-2::-1]:
        root = _inner(left, root)
    return root


class _Outcome(NamedTuple):
    """What is kept of a command's receipt."""

    first_position: int
    entries: int
    tree_size: int
    root: str
    recorded_at: datetime
    household_id: str | None
    version: int | None


def _outcomes(connection: psycopg.Connection[Any], book: str) -> dict[str, _Outcome | None]:
    """The receipts by command id in hexadecimal; None for one that is no receipt any more."""
    found: dict[str, _Outcome | None] = {}
    for command_id, outcome in connection.execute(_SQL["commands"], {"book": book}):
        try:
            told = json.loads(bytes(outcome))
            household = told["result"].get("household_id")
            found[command_id.hex] = _Outcome(
                first_position=int(told["first_position"]),
                entries=int(told["entries"]),
                tree_size=int(told["tree_size"]),
                root=str(told["root"]),
                recorded_at=datetime.fromisoformat(told["recorded_at"]),
                household_id=None if household is None else UUID(household).hex,
                version=told["result"].get("version"),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            found[command_id.hex] = None
    return found


def _rows(connection: psycopg.Connection[Any], book: str) -> Iterator[Mapping[str, Any]]:
    with connection.cursor(name="verify", row_factory=psycopg.rows.dict_row) as cursor:
        cursor.itersize = _PAGE
        cursor.execute(_SQL["entries"], {"book": book})
        yield from cursor
