"""Compares the stored rows with what the book says: folded anew, row by row, and nothing written.

The stored rows, in the order of their entries, meet the fold in turn. Only the rows that stand are
held at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from sys import maxsize
from typing import Any, TypeAlias
from uuid import UUID

from ledger.database import Database
from projections.columns import ROW_TABLES, RowTable
from projections.errors import EntriesNotDense, UnfitEntry
from projections.row_kinds import Changes, Row
from projections.row_store import Connection, connect, snapshot, statement
from projections.row_values import values_of
from projections.rows import Rows
from projections.source import EntrySource, Recorded
from projections.tracking import BATCH_SIZE, require_dense, tracked

FINDINGS_MAXIMUM = 20
_ROWS_AT_A_TIME = 2_000

Key: TypeAlias = str | UUID


@dataclass(frozen=True, slots=True)
class RowFinding:
    """A stored row that is not what the book says.

    ``kind`` is one of :data:`KINDS`; ``position`` the entry that the row comes from, or that ended
    it, None where the whole is meant; ``columns`` those that differ. No value is told.
    """

    kind: str
    table: str
    key: str
    position: int | None
    columns: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """For programs, like a finding of the verifier."""
        zh, en, looks_zh, looks_en = KINDS[self.kind]
        return {
            "kind": self.kind,
            "position": self.position,
            "place": self.place,
            "message_zh": zh,
            "message_en": en,
            "looks_like_zh": looks_zh,
            "looks_like_en": looks_en,
        }

    @property
    def place(self) -> str:
        """The row and the columns that differ."""
        return " ".join(filter(None, (self.table, self.key, ", ".join(self.columns))))


KINDS = {
    "altered-projection": (
        "汇总数据行与账簿不符",
        "a projected row is not what the book says",
        "数据行被手工改动；以 rebuild 重建",
        "the row was changed by hand; rebuild mends it",
    ),
    "missing-projection": (
        "缺少汇总数据行",
        "a projected row is missing",
        "数据行被手工删除；以 rebuild 重建",
        "the row was taken away by hand; rebuild mends it",
    ),
    "extra-projection": (
        "汇总数据行无账簿依据",
        "a projected row comes from no entry",
        "数据行被手工添加；以 rebuild 重建",
        "the row was added by hand; rebuild mends it",
    ),
    "projection-ahead": (
        "汇总数据自称超前于账簿",
        "the projected rows claim to be ahead of the book",
        "进度被手工改动，或账簿被退回",
        "their progress was changed by hand, or the book was rolled back",
    ),
    "outdated-projection": (
        "汇总数据由旧版程序生成，尚未重建",
        "an older program made the projected rows, and they were not made anew yet",
        "程序刚刚升级；启动服务或 rebuild 即可重建",
        "the program was just upgraded; serving or rebuild makes them anew",
    ),
    "unread-projection": (
        "汇总数据行无法核对",
        "the projected rows could not be compared",
        "账簿或数据行被手工改动，无法读取；或数据库中断",
        "the book or the rows were changed by hand and cannot be read, or the database went away",
    ),
    "unfit-entry": (
        "记录与此前的记录矛盾，无法汇总",
        "an entry contradicts those before it and cannot be folded",
        "记录被改动、抽走或插入",
        "entries were changed, taken out or put in",
    ),
}
"""In Chinese and English, and what it looks like in both."""


@dataclass(slots=True)
class AuditReport:
    """What was found of the rows up to ``position``, the last entry applied (-1: none)."""

    book: str
    position: int
    findings: list[RowFinding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """The rows are what the book says."""
        return not self.findings

    @property
    def full(self) -> bool:
        """Enough was found."""
        return len(self.findings) >= FINDINGS_MAXIMUM


def audit(
    source: EntrySource,
    database: Database,
    *,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> AuditReport:
    """Fold the book up to where its rows are, and compare every column of every stored row.

    The rows are read in one snapshot; followers may go on. ``on_progress`` hears how many entries
    of how many are folded.

    Raises:
        EntriesNotDense: a position is missing in the book.
    """
    with connect(database) as connection, snapshot(connection):
        found = tracked(connection, source.book)
        last = found.position
        report = AuditReport(source.book, last)
        if found.outdated:
            report.findings.append(RowFinding("outdated-projection", "tracking", source.book, last))
            return report
        size = source.head().size
        if last >= size:
            report.findings.append(RowFinding("projection-ahead", "tracking", source.book, last))
            last = size - 1
        comparison = _Comparison(connection, report)
        rows = Rows(source.census, maxsize)
        applied = 0
        while applied <= last and not report.full:
            entries = source.read(applied, min(BATCH_SIZE, last + 1 - applied))
            if not entries:
                raise EntriesNotDense(expected=applied, found=None)
            require_dense(entries, applied)
            if not _fold(rows, entries, comparison, report):
                return report
            applied += len(entries)
            on_progress(applied, last + 1)
        comparison.end()
    return report


def _fold(
    rows: Rows, entries: Sequence[Recorded], comparison: _Comparison, report: AuditReport
) -> bool:
    """Whether the entries could be folded; one that could not is noted."""
    for entry in entries:
        # With a first position beyond all, every end of a row is told.
        rows.changes = Changes()
        try:
            rows.apply(entry)
        except UnfitEntry:
            report.findings.append(
                RowFinding("unfit-entry", "", str(entry.event.originator_id), entry.position)
            )
            return False
        comparison.step(entry.position, rows.changes)
    return True


class _Comparison:
    """The stored rows, met in the order of entries."""

    def __init__(self, connection: Connection, report: AuditReport) -> None:
        self._report = report
        self._stored = {
            table.name: _Stored(table, _rows(connection, report.book, table))
            for table in ROW_TABLES
        }

    def step(self, position: int, changes: Changes) -> None:
        """Compare what one entry opened and ended."""
        for table, changed in changes.by_table():
            stored = self._stored[table.name]
            for key, start, end in changed.closed:
                if stored.ends.pop(key, end) != end:
                    self._note("altered-projection", table, key, start, ("valid_to",))
            due: dict[Key, Row] = {row.key: row for row in changed.opened}
            for found in stored.up_to(position):
                key, start = found[table.key], found["valid_from"]
                row = due.pop(key, None) if start == position else None
                if row is None:
                    self._note("extra-projection", table, key, start)
                    continue
                differing = _differing(table, found, row, self._report.book)
                if differing:
                    self._note("altered-projection", table, key, start, differing)
                stored.ends[key] = found["valid_to"]
            for key in due:
                self._note("missing-projection", table, key, position)

    def end(self) -> None:
        """Compare what stands at the end, and note rows that no entry opened."""
        for table in ROW_TABLES:
            stored = self._stored[table.name]
            for key, end in stored.ends.items():
                if end is not None:
                    self._note("altered-projection", table, key, end, ("valid_to",))
            for found in stored.up_to(maxsize):
                self._note("extra-projection", table, found[table.key], found["valid_from"])

    def _note(
        self,
        kind: str,
        table: RowTable,
        key: Key,
        position: int,
        columns: tuple[str, ...] = (),
    ) -> None:
        if not self._report.full:
            self._report.findings.append(RowFinding(kind, table.name, str(key), position, columns))


class _Stored:
    """The stored rows of a table, and where those that stand are said to end."""

    def __init__(self, table: RowTable, rows: Iterator[tuple[Any, ...]]) -> None:
        self.ends: dict[Key, int | None] = {}
        self._rows = (dict(zip(table.columns, row, strict=True)) for row in rows)
        self._next = next(self._rows, None)

    def up_to(self, position: int) -> Iterator[dict[str, Any]]:
        """The rows, not given before, that come from the entries up to a position."""
        while self._next is not None and self._next["valid_from"] <= position:
            row, self._next = self._next, next(self._rows, None)
            yield row


def _rows(connection: Connection, book: str, table: RowTable) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(f"audit_{table.name}") as cursor:
        cursor.itersize = _ROWS_AT_A_TIME
        cursor.execute(statement("select_rows_as_opened", table), {"book": book})
        yield from cursor


def _differing(table: RowTable, found: dict[str, Any], row: Row, book: str) -> tuple[str, ...]:
    """The columns of a stored row that are not what was folded; its end is compared later."""
    [values] = values_of(book, table, [row])
    return tuple(
        name
        for name, folded in zip(table.columns, values, strict=True)
        if name != "valid_to" and found[name] != folded
    )
