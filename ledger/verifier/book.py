"""Checking a book from the tables of a database: all that is stored, not only what a log shows."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from ledger.verifier.entry import EPOCH_TOPIC, told_by
from ledger.verifier.errors import LogUnreadable
from ledger.verifier.findings import Finding, VerifyReport
from ledger.verifier.held import Roots
from ledger.verifier.kept import Kept
from ledger.verifier.outcomes import Outcomes
from ledger.verifier.published import Published
from ledger.verifier.signing import NO_TRUST, Trust
from ledger.verifier.tree import WIDTH, Growth, folded, leaf_hash, perfect_root
from ledger.verifier.versions import Versions, first_gap, parted, parts_for

_PAGE = 2_000

Row = dict[str, Any]


@cache
def _sql() -> Mapping[str, LiteralString]:
    """The statements by their names; the loader of the rest of the ledger is not shared."""
    text = files("ledger").joinpath("sql", "verifier.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def verify_book(
    url: str,
    book: str,
    *,
    trust: Trust = NO_TRUST,
    kept: Sequence[Kept] = (),
    report: VerifyReport | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> VerifyReport:
    """Read a book's tables through a connection string and check all of it.

    ``report`` holds what was found already in what the auditor kept. ``on_progress`` is told how
    many entries of how many are done. The whole is read in one snapshot, so that the service may
    go on writing.

    Raises:
        LogUnreadable: the database does not answer, or a table may not be read.
    """
    report = report or VerifyReport(book)
    try:
        with psycopg.connect(url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            _check(connection, report, trust, kept, on_progress)
    except psycopg.Error as error:
        raise LogUnreadable(type(error).__name__) from error
    return report


def books_of_entries(url: str) -> list[str]:
    """The books that the database holds entries of, whether they have a head or not.

    Raises:
        LogUnreadable: the database does not answer, or the table may not be read.
    """
    try:
        with psycopg.connect(url) as connection:
            return [book for (book,) in connection.execute(_sql()["books_of_entries"]).fetchall()]
    except psycopg.Error as error:
        raise LogUnreadable(type(error).__name__) from error


def _check(
    connection: psycopg.Connection[Any],
    report: VerifyReport,
    trust: Trust,
    kept: Sequence[Kept],
    on_progress: Callable[[int, int], None],
) -> None:
    head = connection.execute(_sql()["head"], {"book": report.book}).fetchone()
    if head is None:
        report.note("missing-head", None)
        return
    size, frontier, recorded_at = head
    newest = next(_rows(connection, "newest_checkpoint", report.book), None)
    published = Published(newest, _rows(connection, "checkpoints", report.book), report, trust)
    outcomes = Outcomes(report.book, _rows(connection, "commands", report.book), report)
    parts = parts_for(size)
    with TemporaryDirectory() as directory, Versions(Path(directory), parts) as versions:
        walk = _Walk(report, Roots(kept, report), published, outcomes, versions)
        for row in _rows(connection, "entries", report.book):
            if report.full:
                break
            walk.step(row, size)
            if walk.position % _PAGE == 0:
                on_progress(walk.position, size)
        on_progress(walk.position, size)
        walk.check_versions()
        if not report.full:
            tiles = _rows(connection, "tile_hashes", report.book)
            walk.end(size, list(map(_hash, frontier)), recorded_at, tiles)


def _rows(connection: psycopg.Connection[Any], query: str, book: str) -> Iterator[Row]:
    with connection.cursor(name=query, row_factory=psycopg.rows.dict_row) as cursor:
        cursor.itersize = _PAGE
        cursor.execute(_sql()[query], {"book": book})
        yield from cursor


class _Walk:
    """Goes over the entries in order and notes what does not fit."""

    def __init__(
        self,
        report: VerifyReport,
        kept: Roots,
        published: Published,
        outcomes: Outcomes,
        versions: Versions,
    ) -> None:
        self.report = report
        self.position = 0
        self._kept = kept
        self._published = published
        self._outcomes = outcomes
        self._versions = versions
        self._tree = Growth()
        self._leaves: list[bytes] = []
        self._hashes: list[bytes] = []
        self._counted: list[tuple[bytes, int, int]] = []
        self._time: int | None = None
        self._compare()

    def step(self, row: Row, size: int) -> None:
        """Take the next entry."""
        report, position = self.report, row["position"]
        if not self.position <= position < size:
            report.note("extra-entry", position)
        while self.position < position and not report.full:
            report.note("missing-entry", self.position)
            self.position += 1
        entry = bytes(row["entry"])
        leaf = leaf_hash(entry)
        if leaf != bytes(row["leaf_hash"]):
            report.note("altered-entry", position)
        fits = self._compare_row(row, entry)
        time = row["recorded_at"]
        if self._time is not None and time is not None and time < self._time:
            report.note("time-goes-back", position)
        self._time = self._time if time is None else time
        self._keep_version(row)
        self._push(leaf)
        self.position = max(self.position, position + 1)
        if row["topic"] == EPOCH_TOPIC:
            report.epochs.append(position)
        if fits:
            self._outcomes.step(row)
        self._compare()

    def check_versions(self) -> None:
        """Look for gaps in the versions of aggregates, where no other damage would explain them."""
        self._write_versions()
        first = self._versions.end()
        if not self.report.damaged:
            gaps = [first, *map(first_gap, self._versions.paths)]
            found = [gap for gap in gaps if gap is not None]
            if found:
                self.report.note("version-gap", min(found))

    def end(
        self,
        size: int,
        frontier: Sequence[bytes],
        recorded_at: int | None,
        tiles: Iterator[Row],
    ) -> None:
        """Compare with the head and with what else is kept of the tree, once all is taken."""
        report = self.report
        root = self._tree.root()
        report.size, report.root = self.position, b64encode(root).decode()
        wrong = root != folded(frontier) or self.position != size
        self._outcomes.end()
        if wrong:
            self._displaced()
        if self.position < size:
            report.note("missing-entry", self.position)
        tile = self._first_wrong_tile(tiles)
        if wrong:
            place, at, _ = tile or (None, None, "")
            report.note("wrong-root", at, place)
        else:
            if tile is not None:
                place, at, kind = tile
                report.note(kind, at, place)
            if self._time is not None and recorded_at != self._time:
                report.note("altered-head", None)
        self._published.end()
        self._kept.end(self.position)

    def _compare_row(self, row: Row, entry: bytes) -> bool:
        """Whether the stored bytes and the columns are what the entry commits to."""
        position, report = row["position"], self.report
        told = told_by([entry])
        if told is None:
            report.note("malformed-entry", position)
            return False
        fits = told.digests[0] == sha256(bytes(row["state"])).hexdigest().encode()
        if not fits:
            report.note("altered-state", position)
        columns = (
            report.book,
            row["originator_id"].bytes,
            row["originator_version"],
            row["topic"],
            row["recorded_at"],
        )
        stated = (told.book, told.ids, told.versions[0], told.topics[0], int(told.times[0]))
        if columns != stated:
            report.note("altered-row", position)
            return False
        return fits

    def _keep_version(self, row: Row) -> None:
        version, aggregate = row["originator_version"], row["originator_id"]
        if version < 1 or not isinstance(aggregate, UUID):
            self.report.note("version-gap", row["position"])
            return
        self._counted.append((str(aggregate).encode(), version, self.position))
        if self.position % _PAGE == 0:
            self._write_versions()

    def _write_versions(self) -> None:
        if self._counted:
            ids, versions, positions = zip(*self._counted, strict=True)
            parts = self._versions.parts
            self._versions.add(parted(ids, versions, positions, parts))
            self._counted.clear()

    def _push(self, leaf: bytes) -> None:
        self._tree.push(leaf)
        self._leaves.append(leaf)
        if len(self._leaves) == WIDTH:
            self._hashes.append(perfect_root(self._leaves))
            self._leaves.clear()

    def _compare(self) -> None:
        """Compare with all that was ever said of a tree of the size reached."""
        size = self._tree.size
        if size in self._outcomes.sizes:
            self._outcomes.compare(size, b64encode(self._tree.root()).decode())
        self._published.compare(size, self._tree)
        self._kept.compare(size, self._tree)

    def _first_wrong_tile(self, tiles: Iterator[Row]) -> tuple[str, int, str] | None:
        """Name, first entry and fault of the first hash above the leaves that is not recomputed."""
        expected = self._levels()
        for row in tiles:
            place = row["level"], row["index"]
            want = next(expected, None)
            if want is not None and place > want[:2]:
                return _tile(want, "missing-tile")
            if want is None or place != want[:2]:
                return f"tile_hash {place[0]}/{place[1]}", 0, "altered-tile"
            if bytes(row["hash"]) != want[2]:
                return _tile(want, "altered-tile")
        want = next(expected, None)
        return None if want is None else _tile(want, "missing-tile")

    def _levels(self) -> Iterator[tuple[int, int, bytes]]:
        level, hashes = 1, self._hashes
        while hashes:
            yield from ((level, index, hash_) for index, hash_ in enumerate(hashes))
            groups = range(0, len(hashes) - len(hashes) % WIDTH, WIDTH)
            level, hashes = level + 1, [perfect_root(hashes[at : at + WIDTH]) for at in groups]

    def _displaced(self) -> None:
        """Where the root is not the stated one, receipts that do not fit tell of moved entries."""
        findings = self.report.findings
        findings[:] = [
            Finding("displaced-entry", finding.position, finding.place)
            if finding.kind == "altered-outcome"
            else finding
            for finding in findings
        ]


def _hash(told: object) -> bytes:
    """A hash of the head; an array of the database may hold nothing, or arrays, in its place."""
    return told if isinstance(told, bytes) else b""


def _tile(hash_: tuple[int, int, bytes], kind: str) -> tuple[str, int, str]:
    level, index, _ = hash_
    return f"tile_hash {level}/{index}", index * WIDTH**level, kind
