"""One of the processes that share the bundles of a log: it is told its work and answers, by pipe.

It loads no more than its work needs: a log may be verified in less time than a program starts.
"""

from __future__ import annotations

import gc
import pickle
import signal
import sys
from pathlib import Path
from typing import IO, TypeAlias

from ledger.verifier.bundle import Checked, Task, check_bundles
from ledger.verifier.errors import LogUnreadable
from ledger.verifier.source import Source
from ledger.verifier.versions import first_gap

Work: TypeAlias = Task | Path
"""Bundles to check, or a file of versions to look through."""
Result: TypeAlias = Checked | int | None


def done(source: Source, work: Work) -> Result:
    """Do one piece of work."""
    return first_gap(work) if isinstance(work, Path) else check_bundles(source, work)


def send(pipe: IO[bytes] | None, value: object) -> None:
    """Write what the other end is to load."""
    if pipe is not None:
        pickle.dump(value, pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()


def serve(given: IO[bytes], told: IO[bytes]) -> None:
    """Be a worker: read a source and then tasks, until there are no more."""
    source: Source = pickle.load(given)  # noqa: S301 - from our own parent
    while True:
        try:
            work: Work = pickle.load(given)  # noqa: S301 - likewise
        except EOFError:
            return
        try:
            answer: object = done(source, work)
        except LogUnreadable as error:
            answer = error
        send(told, answer)


if __name__ == "__main__":
    # Whoever ends the parent ends this one through its closed pipe, not by the same interrupt.
    # What a bundle is read into holds no cycles; looking for them would take a tenth of the time.
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(sys.stdin.buffer, sys.stdout.buffer)
