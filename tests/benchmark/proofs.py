"""Proofs from a book of five million entries: how long one takes, and how much memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Sequence
from random import Random
from statistics import quantiles

from ledger.database import Datastore
from ledger.embedded import EmbeddedPostgres
from ledger.log.stored_log import StoredLog
from tests.benchmark.harness import BOOK, Measurement, fresh_database
from tests.benchmark.loaded_log import load

ENTRIES = 5_000_000
PROOFS = 3_000
WARM_UP = 100
LIMIT_MS = 5.0
SIZES = (5_000, 50_000, 500_000, 5_000_000)
"""Of the trees whose proofs' memory is compared."""


def measure(server: EmbeddedPostgres, entries: int = ENTRIES) -> list[Measurement]:
    """Inclusion and consistency, of random entries and sizes."""
    with fresh_database(server) as database:
        load(database, entries)
        datastore = Datastore(database.service_url, schema="ledger")
        try:
            log = StoredLog(BOOK, datastore)
            return [
                _measured("inclusion proof", log, entries, log.inclusion, inclusive=False),
                _measured("consistency proof", log, entries, log.consistency, inclusive=True),
            ]
        finally:
            datastore.close()


def _measured(
    work: str,
    log: StoredLog,
    entries: int,
    prove: Callable[[int, int], Sequence[bytes]],
    *,
    inclusive: bool,
) -> Measurement:
    """Half of the proofs are in the whole book, half in a beginning of it of random size.

    After each one the smallest query there is tells how long this machine keeps anybody waiting.
    """
    random = Random(7)
    spent, waited = [], []
    ours = 0.0
    for number in range(WARM_UP + PROOFS):
        size = entries if number % 2 else random.randint(1, entries)
        smaller = random.randint(1, size) if inclusive else random.randrange(size)
        begun, used = time.perf_counter(), time.thread_time()
        prove(smaller, size)
        if number >= WARM_UP:
            spent.append(1000 * (time.perf_counter() - begun))
            ours += 1000 * (time.thread_time() - used)
            begun = time.perf_counter()
            log.size()
            waited.append(1000 * (time.perf_counter() - begun))
    cuts = quantiles(spent, n=100)
    p50, p99 = cuts[49], cuts[98]
    least = quantiles(waited, n=100)[98]
    peaks = [_peak(prove, size) for size in SIZES if size <= entries]
    memory = " → ".join(f"{peak / 1024:.0f}" for peak in peaks)
    return Measurement(
        work=f"{work}, {entries:,} entries: one after p99 = {p99:.2f} ms (p50 {p50:.2f} ms)",
        against=f"one after {LIMIT_MS:.0f} ms",
        ours=1000 / p99,
        theirs=1000 / LIMIT_MS,
        unit="/s",
        at_least=1.0,
        remark=f"one query for some hundred hashes, then hashing them: {ours / PROOFS:.2f} ms of"
        f" our processor time a proof (a query of one row in the same run: p99 {least:.2f} ms);"
        f" peak memory {memory} KiB"
        f" for {' → '.join(f'{size:,}' for size in SIZES if size <= entries)} entries",
    )


def _peak(prove: Callable[[int, int], Sequence[bytes]], size: int) -> int:
    """Bytes that making one proof holds at most, of what Python allocates."""
    prove(size // 3, size)
    tracemalloc.start()
    try:
        prove(size // 3, size)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
