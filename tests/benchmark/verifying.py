"""Full verification of a log from its tiles, against hashing the same entries and nothing else."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from ledger.embedded import EmbeddedPostgres
from ledger.verifier.log import verify_log
from ledger.verifier.signing import trust_of
from ledger.verifier.source import Directory
from tests.benchmark.harness import Measurement, side_by_side
from tests.ledger.written_log import LOG, entry, files, write

ENTRIES = 1024 * 1024
ROUNDS = 5


def measure(_server: EmbeddedPostgres) -> list[Measurement]:
    """Entries a second of the verifier with a process for each core, and with one."""
    folder = Path(tempfile.mkdtemp(prefix="census-ledger-verifying-"))
    try:
        bundles = [path.read_bytes() for path in _write(folder)]
        entries = [item for bundle in bundles for item in _cut(bundle)]
        source, trust = Directory(folder), trust_of([LOG.vkey], None)

        def verifying(processes: int | None) -> None:
            report = verify_log(source, trust=trust, processes=processes)
            if not report.sound or report.size != ENTRIES:
                raise AssertionError(report.findings)

        def rate_of(work: Callable[[], None]) -> Callable[[], float]:
            return lambda: _rate(work)

        # The first of each fills caches, the system's too; it is not counted.
        verifying(None)
        _hash_each(entries)
        shared, hashing = side_by_side(
            rate_of(lambda: verifying(None)), rate_of(lambda: _hash_each(entries)), ROUNDS
        )
        alone, _ = side_by_side(rate_of(lambda: verifying(1)), lambda: 0.0, 2)
        whole, _ = side_by_side(rate_of(lambda: _hash_each(bundles)), lambda: 0.0, ROUNDS)
    finally:
        shutil.rmtree(folder)
    against = "SHA-256 of each entry once, bytes in memory, one process"
    work = f"full verify of {ENTRIES:,} entries from tiles in files"
    limit = "hashing is two fifths, reading the fields a third; wants a free core a process"
    cores = f"{work}, {os.cpu_count()} processes"
    stream = "the same bytes as whole bundles through SHA-256"
    return [
        Measurement(cores, against, shared, hashing, "entries/s", 0.3, limit),
        Measurement(f"{work}, one process", against, alone, hashing, "entries/s", None, limit),
        Measurement(cores, stream, shared, whole, "entries/s", None, "no hash for each entry"),
    ]


def _write(folder: Path) -> list[Path]:
    """The log of a made-up book: two events of each of so many aggregates."""
    entries = [entry(n // 2, version=n % 2 + 1, time=10**15 + n) for n in range(ENTRIES)]
    write(folder, files(entries))
    return sorted(path for path in (folder / "tile" / "entries").rglob("*") if path.is_file())


def _hash_each(items: list[bytes]) -> None:
    for item in items:
        sha256(item).digest()


def _rate(work: Callable[[], None]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return ENTRIES / (time.perf_counter() - start)


def _cut(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 2])
        yield data[at + 2 : at + 2 + size]
        at += 2 + size
