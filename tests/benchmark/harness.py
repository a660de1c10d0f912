"""What every measurement shares: its result, a database of its own, the clock, the machine."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from threading import Barrier
from typing import TypeVar

import psycopg
from psycopg import sql

from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.wrapping.key_file import KeyFile

BOOK = "500112"
_SHOWN_SETTINGS = (
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "shared_buffers",
    "max_wal_size",
    "wal_compression",
    "checkpoint_timeout",
)
_names = count(1)
Given = TypeVar("Given")


@dataclass(frozen=True)
class Measurement:
    """One line of the table.

    ``ours`` and ``theirs`` are in ``unit``; ``theirs`` is None where there is nothing to compare
    with. ``at_least`` is the ratio asked for, ``remark`` what limits the figure.
    """

    work: str
    against: str
    ours: float
    theirs: float | None
    unit: str
    at_least: float | None
    remark: str

    @property
    def ratio(self) -> float | None:
        """Ours by theirs; None without a comparison."""
        return None if self.theirs is None else self.ours / self.theirs

    @property
    def reached(self) -> bool | None:
        """Whether the ratio is what was asked for; None where nothing was asked."""
        if self.ratio is None or self.at_least is None:
            return None
        return self.ratio >= self.at_least


@contextmanager
def fresh_database(server: EmbeddedPostgres) -> Iterator[Database]:
    """A database of its own with the ledger's tables, dropped afterwards."""
    name = f"benchmark_{os.getpid()}_{next(_names)}"
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    keys = KeyFile.load_or_create(server.data_dir.parent / f"{name}-wrapping-keys.json")
    database = Database(server.url(name), Secrets.new(), keys)
    try:
        migrate(database)
        yield database
    finally:
        with psycopg.connect(server.url(), autocommit=True) as owner:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            owner.execute(drop)
            for role in (database.service_role, database.vault_role):
                owner.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def rate(work: Callable[[], int], seconds: float) -> float:
    """Units of work a second: calls ``work``, which says how many it did, until time is up."""
    gc.collect()
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        done += work()
    return done / spent


def calls_a_second(do: Callable[[Given], object], given: Sequence[Given], clients: int) -> float:
    """How many calls a second so many threads make together, each its share in a row."""
    start = Barrier(clients + 1)

    def run(number: int) -> None:
        start.wait()
        for one in given[number::clients]:
            do(one)

    with made_before(), ThreadPoolExecutor(clients) as threads:
        done = [threads.submit(run, number) for number in range(clients)]
        start.wait()
        began = time.perf_counter()
        for thread in done:
            thread.result()
        return len(given) / (time.perf_counter() - began)


@contextmanager
def made_before() -> Iterator[None]:
    """Keep the collector from what is there only because it was made before the clock started."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def side_by_side(
    ours: Callable[[], float], theirs: Callable[[], float], rounds: int
) -> tuple[float, float]:
    """The medians of two rates that are measured in turn, so that both meet the same machine."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        found[0].append(ours())
        found[1].append(theirs())
    return median(found[0]), median(found[1])


def machine(server: EmbeddedPostgres) -> list[str]:
    """The machine and the software, a line each."""
    with psycopg.connect(server.url()) as connection:
        version = connection.execute("SHOW server_version").fetchone()
        settings = [
            f"{name}={(connection.execute(f'SHOW {name}').fetchone() or ('?',))[0]}"
            for name in _SHOWN_SETTINGS
        ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"date: {time.strftime('%Y-%m-%d')}",
        f"cores: {os.cpu_count()} ({_model()}), memory: {memory:.0f} GiB",
        f"system: {platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"PostgreSQL {version[0] if version else '?'}: {', '.join(settings)}",
    ]


def table(found: Sequence[Measurement]) -> str:
    """The measurements as a Markdown table."""
    lines = [
        "| work | against | ours | theirs | ratio | at least | what limits it |",
        "|---|---|---|---|---|---|---|",
    ]
    for m in found:
        ratio = "—" if m.ratio is None else f"{m.ratio:.2f} ×"
        asked = "—" if m.at_least is None else f"{m.at_least:.2f} ×"
        theirs = "—" if m.theirs is None else f"{_shown(m.theirs)} {m.unit}"
        missed = " **missed**" if m.reached is False else ""
        lines.append(
            f"| {m.work} | {m.against} | {_shown(m.ours)} {m.unit} | {theirs} "
            f"| {ratio}{missed} | {asked} | {m.remark} |"
        )
    return "\n".join(lines)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"
