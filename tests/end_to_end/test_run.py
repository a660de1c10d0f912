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

from api.cli.demo_accounts import DemoAccounts
from api.settings import LOOPBACK
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.signing_key import SigningKey
from tests.end_to_end.command_line import Ran, Run, run_here

pytestmark = pytest.mark.long


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


def command(
    folder: Path, *arguments: str, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end; ``given`` is what it reads."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env=environment(folder),
        input=given,
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
def client(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a verb on a folder in this process."""

    def ran(folder: Path, *arguments: str) -> Ran:
        monkeypatch.setenv("CENSUS_LEDGER_DATA", str(folder))
        monkeypatch.setenv("COLUMNS", "150")
        monkeypatch.delenv("DATABASE_URL", raising=False)
        return run_here(monkeypatch, capsys, *arguments)

    return ran


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


def test_a_book_that_its_log_does_not_go_on_with_is_named_at_once_until_a_new_epoch_is_begun(
    temporary_folder: Callable[[], Path], port: int
) -> None:
    folder = temporary_folder()
    with running(folder, port, "--households", "30"):
        pass
    # What the database of an older day is to the log: more was signed than there is.
    key = SigningKey.load(folder / "log" / "500112.key")
    assert key is not None
    kept = KeptCheckpoint(folder / "log" / "500112.checkpoint")
    kept.write(key.sign(100_000, bytes(32), 1_700_000_000))
    begun = time.monotonic()
    refused = command(folder, "run", "--port", str(port))
    assert time.monotonic() - begun < 30
    assert refused.returncode == 1
    assert "book-forked" in refused.stderr
    assert "signed 100000" in refused.stderr
    assert "census-ledger begin-epoch --book 500112" in refused.stderr
    accounts = DemoAccounts(folder / "demo-accounts.csv")
    offices = ("county-1", "county-2")
    epoch = command(
        folder,
        *("begin-epoch", "--book", "500112", "--account", offices[0], "--second", offices[1]),
        *("--document", "500112-2020-9", "--issued-by", "500112 census office"),
        *("--reason", "restored", "--passwords-stdin"),
        given="".join(f"{accounts.password('500112', office)}\n" for office in offices),
    )
    assert epoch.returncode == 0, epoch.stderr
    with running(folder, port):
        assert command(folder, "verify").returncode == 0


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
    assert re.search(rf" INFO api\.requests GET /books 422 [0-9.]+ ms {request_id}\n", logged)
    assert re.search(r" INFO api\.requests GET - 404 ", logged)
    assert "somebody" not in logged


def test_two_counties_of_one_folder_are_told_apart(
    temporary_folder: Callable[[], Path], port: int, client: Run
) -> None:
    folder = temporary_folder()
    with running(folder, port, "--households", "30"):
        pass
    with running(folder, port, "--households", "30", "--division", "370871") as said:
        assert "login auditor --book 370871" in said
        assert "verify --book 370871" in said
        code, _, err = client(folder, "login", "auditor")
        assert code == 1
        assert "which-book" in err
        _, told, _ = client(folder, "login", "auditor", "--book", "370871", "--json")
        assert json.loads(told)["area"] == "370871"
        _, told, _ = client(folder, "login", "county-1", "--json")
        assert json.loads(told)["area"] == "370871"
        nobody = command(folder, "login", "auditor", "--book", "999999")
        assert nobody.returncode == 1
        assert "still signed in as county-1 · 370871" in nobody.stderr
        assert client(folder, "login", "auditor")[0] == 0
        person = said.split("trace person ")[1].split()[0]
        assert client(folder, "trace", "person", person)[0] == 0
        accounts = (folder / "demo-accounts.csv").read_text().splitlines()
        enumerator = next(a for a in accounts if a.startswith("370871,e-")).split(",")[1]
        assert client(folder, "login", enumerator)[0] == 0
        assert client(folder, "verify", "--book", "370871")[0] == 0
    assert command(folder, "demo-reset", "--yes").returncode == 0


def test_an_unknown_division_is_a_problem(temporary_folder: Callable[[], Path], port: int) -> None:
    told = command(temporary_folder(), "run", "--division", "999999", "--port", str(port))
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "unknown-division" in told.stderr
