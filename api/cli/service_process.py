"""The service in a process of its own, for verbs that serve and act on what they serve."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.client import Client, ServiceProblem
from api.problems import Problem
from api.settings import LOOPBACK
from ledger.log.publishing import UNSAFE

READY_SECONDS = 60.0
STOP_SECONDS = 20.0


class ServiceDidNotStart(Problem):
    """The service's process ended, or never became ready."""

    code = "service-did-not-start"
    zh = "服务未能启动或已中止；原因见数据目录中的 service.log"
    en = "The service did not start, or ended; service.log in the data directory says why"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def service_process(
    port: int, log: Path, data_directory: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """The service of a data directory, so that it and its clients each have a core.

    What it logs goes to a file that is begun anew and that its owner alone may read.
    """
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    surroundings = {**os.environ, "CENSUS_LEDGER_DATA": str(data_directory)}
    with os.fdopen(os.open(log, flags, 0o600), "wb") as file:
        process = subprocess.Popen(  # noqa: S603  # our own module
            command, stdout=file, stderr=subprocess.STDOUT, env=surroundings
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_ready(
    process: subprocess.Popen[bytes], client: Client, all_books: list[str]
) -> None:
    """Return once the service works.

    Raises:
        ServiceProblem: it refuses a book until somebody acts.
        ServiceDidNotStart: it does not come up.
    """
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            client.probe("/ready")
        except ServiceProblem:
            _tell_refusal(client, all_books)
            time.sleep(0.1)
        else:
            return
    raise ServiceDidNotStart


def _tell_refusal(client: Client, all_books: list[str]) -> None:
    for book in all_books:
        try:
            client.probe(f"/books/{book}/checkpoint")
        except ServiceProblem as problem:
            if problem.code in {kind.code for kind in UNSAFE}:
                raise ServiceProblem({**problem.body, "book": book}) from None
