"""``python -m tests.benchmark [names]``: measure, and print one table with the machine."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from ledger.embedded import EmbeddedPostgres
from tests.benchmark.harness import Measurement, machine, table

NAMES = ("append", "batches", "large_book", "proofs", "verifying", "replaying", "rules")
"""The modules beside this one; each has ``measure(server) -> list[Measurement]``."""


def main() -> int:
    """Measure what is named, or all; 1 where a ratio is below what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument(
        "names", nargs="*", type=_name, metavar="|".join(NAMES), help="which (default: all)"
    )
    names = parser.parse_args().names or NAMES
    folder = Path(tempfile.mkdtemp(prefix="census-ledger-benchmark-"))
    found: list[Measurement] = []
    try:
        with EmbeddedPostgres.start(folder / "postgres") as server:
            described = machine(server)
            for name in names:
                sys.stderr.write(f"measuring {name} …\n")
                found += import_module(f"tests.benchmark.{name}").measure(server)
    finally:
        shutil.rmtree(folder)
    lines = [*(f"- {line}" for line in described), "", table(found), ""]
    sys.stdout.write("\n".join(lines))
    return 1 if any(m.reached is False for m in found) else 0


def _name(given: str) -> str:
    # Not by argparse's choices: CPython 3.11 holds them against the empty list as well.
    if given not in NAMES:
        raise argparse.ArgumentTypeError(f"{given}: one of {', '.join(NAMES)}")
    return given


if __name__ == "__main__":
    raise SystemExit(main())
