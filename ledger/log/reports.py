"""A witness's reports: one JSON object a line, with both signed notes, each contradiction once.

Anybody can send old checkpoints, so that reports of one kind on one log have a limit: they can
neither fill the disk nor crowd out those of another kind.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import orjson

from ledger.durable_file import append_durably

MOST_REPORTS = 1000
"""Reports of one kind on one log."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What contradicts: ``seen`` and ``presented`` are signed notes of the log ``origin``.

    ``kind`` is told in :mod:`ledger.log.witness`; ``proof`` holds the hashes in base64 that came
    with what was presented; ``time`` is ISO 8601.
    """

    time: str
    kind: str
    origin: str
    seen_size: int
    presented_size: int
    presented_root: str
    proof: tuple[str, ...]
    seen: str
    presented: str


class _Told(NamedTuple):
    """By which a contradiction is known again."""

    seen_size: int
    presented_size: int
    presented_root: str


class Reports:
    """The file of reports. Safe for threads and for several processes on one log's lock.

    ``_lock`` guards what was read of the file so far; only what came since is read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._forget()

    def add(self, report: Report) -> None:
        """Put a report on record and in the log, unless it is there already.

        The caller holds the lock of the report's log. Beyond the limit the first is logged.

        Raises:
            OSError: the file cannot be read or written.
        """
        of = report.kind, report.origin
        told = _Told(report.seen_size, report.presented_size, report.presented_root)
        with self._lock:
            self._read_on()
            known = self._known[of]
            if told in known:
                return
            if len(known) >= MOST_REPORTS:
                if of not in self._full:
                    self._full.add(of)
                    _LOG.error(
                        "witness: %s of log %s: %d are on record, no more are recorded",
                        *of,
                        len(known),
                    )
                return
            append_durably(self.path, orjson.dumps(asdict(report)).decode())
        _LOG.error(
            "witness: %s of log %s: size %d was seen, size %d presented",
            *of,
            report.seen_size,
            report.presented_size,
        )

    def _forget(self) -> None:
        self._known: defaultdict[tuple[str, str], set[_Told]] = defaultdict(set)
        self._full: set[tuple[str, str]] = set()
        self._file, self._read_to = 0, 0

    def _read_on(self) -> None:
        """Take in the lines that came since the last call, from this process or another."""
        if not self.path.exists():
            self._forget()
            return
        with self.path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_ino != self._file or found.st_size < self._read_to:
                # Somebody put the file aside or cut it.
                self._forget()
                self._file = found.st_ino
            file.seek(self._read_to)
            for line in file:
                # What a crash cut off, or somebody else wrote, tells of no contradiction.
                with suppress(orjson.JSONDecodeError, KeyError, TypeError):
                    report = orjson.loads(line)
                    told = _Told(*(report[name] for name in _Told._fields))
                    self._known[report["kind"], report["origin"]].add(told)
                if line.endswith(b"\n"):
                    self._read_to += len(line)
