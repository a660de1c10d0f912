"""Several processes that share the bundles of a log; each is told its tasks over a pipe.

They are new interpreters that load the verifier alone: neither this process's program nor its
threads and connections come along.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from ledger.verifier.bundle import Checked, Task
from ledger.verifier.errors import LogUnreadable
from ledger.verifier.source import Source
from ledger.verifier.worker import Result, Work, done, send


class Workers:
    """Processes for a source; with a ``count`` of 1 this process works alone."""

    def __init__(self, source: Source, count: int) -> None:
        self._source = source
        self._count = count
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._all: list[subprocess.Popen[bytes]] = []
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> Workers:
        if self._count > 1:
            for _ in range(self._count):
                worker = _started()
                self._all.append(worker)
                self._free.put(worker)
                send(worker.stdin, self._source)
            self._threads = ThreadPoolExecutor(self._count)
        return self

    def __exit__(self, *_: object) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            # It ends with its input.
            with worker:
                pass

    def checked(self, tasks: Iterator[Task]) -> Iterator[Checked]:
        """What is found, in the order of the tasks; few are under way at once."""
        for result in self._done(tasks):
            if isinstance(result, Checked):
                yield result

    def gaps(self, paths: Sequence[Path]) -> Iterator[int]:
        """The first gap in the versions of each part that has one."""
        for result in self._done(iter(paths)):
            if isinstance(result, int):
                yield result

    def _done(self, works: Iterator[Work]) -> Iterator[Result]:
        if self._threads is None:
            yield from (done(self._source, work) for work in works)
            return
        under_way: deque[Future[Result]] = deque()
        for work in works:
            under_way.append(self._threads.submit(self._pass_on, work))
            if len(under_way) > 2 * self._count:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

    def _pass_on(self, work: Work) -> Result:
        worker = self._free.get()
        try:
            send(worker.stdin, work)
            answer = None if worker.stdout is None else pickle.load(worker.stdout)  # noqa: S301 - written by our own child
        except (EOFError, BrokenPipeError) as error:
            raise LogUnreadable from error
        finally:
            self._free.put(worker)
        if isinstance(answer, LogUnreadable):
            raise answer
        found: Result = answer
        return found


def _started() -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        [sys.executable, "-m", "ledger.verifier.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    )
