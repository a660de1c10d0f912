"""``census-ledger run``: from nothing to serving, again, and back to nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.settings import LOOPBACK

CHECKOUT = Path(__file__).resolve().parents[2]


def environment(folder: Path) -> dict[str, str]:
    """The surroundings of a newcomer."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return kept | {
        "CENSUS_LEDGER_DATA": str(folder),
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "150",
    }


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running(folder: Path, port: int, *arguments: str) -> Iterator[str]:
    """``run`` until it serves; gives what it said; ends it as Ctrl-C does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "run", "--port", str(port), *arguments],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        assert "Ctrl-C" in said, said
        yield said
    finally:
        os.killpg(process.pid, signal.SIGINT)
        with process.stdout:
            rest = process.stdout.read()
        assert process.wait(30) == 0, said + rest
        assert "stopped" in rest
        assert "Traceback" not in rest


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def test_a_newcomer_gets_a_service_keeps_the_data_and_can_start_over(
    temporary_folder: Callable[[], Path], port: int
) -> None:
    folder = temporary_folder()
    address = f"http://{LOOPBACK}:{port}"
    log = folder / "service.log"
    with running(folder, port, "--households", "45") as said:
        assert "api.requests" not in said
        for verb in ("login auditor", "trace person", "table 1-1", "verify"):
            assert verb in said
        assert "registered" in said
        assert "--book" not in said
        assert httpx.get(f"{address}/ready", trust_env=False).status_code == 200
        taken = command(folder, "run", "--port", str(port))
        assert taken.returncode == 1
        assert "port-taken" in taken.stderr
        kept = command(folder, "demo-reset", "--yes")
        assert kept.returncode == 1
        assert "still-in-use" in kept.stderr
        assert command(folder, "login", "auditor").returncode == 0
        person = said.split("trace person ")[1].split()[0]
        assert command(folder, "trace", "person", person).returncode == 0
        logged = log.read_text()
        assert "POST /session 200" in logged
        assert "GET /books/{book}/persons/{person_id}/trace 200" in logged
        assert "POST /books/{book}/commands 200" in logged
        assert person not in logged
        assert "purpose" not in logged
        assert log.stat().st_mode & 0o777 == 0o600
    begun = time.monotonic()
    with running(folder, port, "--households", "45") as said:
        assert time.monotonic() - begun < 10
        assert "registered" not in said
        shown = command(folder, "table", "1-1", "--json")
        assert json.loads(shown.stdout)["cells"]
    assert command(folder, "verify").returncode == 0
    assert command(folder, "demo-reset").returncode == 1
    assert command(folder, "demo-reset", "--yes").returncode == 0
    assert list(folder.iterdir()) == []


def test_serve_logs_each_request_by_its_route_to_standard_error(
    temporary_folder: Callable[[], Path], empty_database_url: str, port: int
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
        env=environment(temporary_folder()) | {"DATABASE_URL": empty_database_url},
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://{LOOPBACK}:{port}"
    try:
        until = time.monotonic() + 30
        while True:
            try:
                answer = httpx.get(f"{address}/books?name=somebody", trust_env=False)
                break
            except httpx.TransportError:
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
        assert httpx.get(f"{address}/persons/somebody", trust_env=False).status_code == 404
    finally:
        process.terminate()
        _, logged = process.communicate(timeout=30)
    request_id = answer.headers["X-Request-Id"]
    assert re.search(rf" INFO api\.requests GET /books 200 [0-9.]+ ms {request_id}\n", logged)
    assert re.search(r" INFO api\.requests GET - 404 ", logged)
    assert "somebody" not in logged


def test_two_counties_of_one_folder_are_told_apart(
    temporary_folder: Callable[[], Path], port: int
) -> None:
    folder = temporary_folder()
    with running(folder, port, "--households", "30"):
        pass
    with running(folder, port, "--households", "30", "--division", "370871") as said:
        assert "login auditor --book 370871" in said
        assert "verify --book 370871" in said
        either = command(folder, "login", "auditor")
        assert either.returncode == 1
        assert "which-book" in either.stderr
        auditor = command(folder, "login", "auditor", "--book", "370871", "--json")
        assert json.loads(auditor.stdout)["area"] == "370871"
        person = said.split("trace person ")[1].split()[0]
        assert command(folder, "trace", "person", person).returncode == 0
        accounts = (folder / "demo-accounts.csv").read_text().splitlines()
        enumerator = next(a for a in accounts if a.startswith("370871,e-")).split(",")[1]
        assert command(folder, "login", enumerator).returncode == 0
        assert command(folder, "verify", "--book", "370871").returncode == 0
    assert command(folder, "demo-reset", "--yes").returncode == 0


def test_an_unknown_division_is_a_problem(temporary_folder: Callable[[], Path], port: int) -> None:
    told = command(temporary_folder(), "run", "--division", "999999", "--port", str(port))
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "unknown-division" in told.stderr
