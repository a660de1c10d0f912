"""The exit code of a check: 1 is what it found; whatever kept it from finding ends with 2."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from api.cli import main
from tests.api.cli.test_standard_output import started
from tests.ledger.verified_log import ENTRIES
from tests.ledger.written_log import LOG, files, proof_file, write

NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and a database that does not answer."""
    folder = tmp_path / "data"
    monkeypatch.setenv("CENSUS_LEDGER_DATA", str(folder))
    monkeypatch.setenv("DATABASE_URL", NO_DATABASE)
    monkeypatch.setattr("api.cli.output.err._width", 200)
    return folder


@pytest.fixture(params=["verify", "verify-proof"])
def check(request: pytest.FixtureRequest, tmp_path: Path) -> Sequence[str]:
    """The words of a check that finds nothing amiss."""
    key = ("--key", LOG.vkey)
    if request.param == "verify":
        log = write(tmp_path / "log", files(ENTRIES[:300]))
        return "verify", "--directory", str(log), *key
    (tmp_path / "proof").write_bytes(proof_file(ENTRIES[:9], 3))
    return "verify-proof", str(tmp_path / "proof"), *key


def ended(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    """The exit status of a verb."""
    monkeypatch.setattr(sys, "argv", ["census-ledger", *words])
    with pytest.raises(SystemExit) as exit_:
        main()
    return exit_.value.code


@pytest.mark.parametrize(("verb", "status"), [("verify", 2), ("rebuild", 1)])
@pytest.mark.parametrize(
    "problem",
    ["ledger-unavailable", "database-url-unreadable", "data-directory-unusable", "embedded-folder"],
)
def test_a_book_that_cannot_be_reached_is_no_finding(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    problem: str,
    verb: str,
    status: int,
) -> None:
    match problem:
        case "database-url-unreadable":
            monkeypatch.setenv("DATABASE_URL", "nonsense")
        case "data-directory-unusable":
            data.write_bytes(b"")
        case "embedded-folder":
            monkeypatch.delenv("DATABASE_URL")
            data.mkdir()
            (data / "postgres").write_bytes(b"")
    assert ended(monkeypatch, verb) == status
    assert problem in capsys.readouterr().err


@pytest.mark.parametrize(("verb", "status"), [("verify", 2), ("rebuild", 1)])
def test_a_fault_without_words_keeps_its_trace_and_is_no_finding(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    verb: str,
    status: int,
) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("of the test")

    monkeypatch.setattr("api.cli.verifying.existing_database", fails)
    monkeypatch.setattr("api.cli.keeping.existing_database", fails)
    assert ended(monkeypatch, verb) == status
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "RuntimeError: of the test" in said


def test_an_answer_that_is_not_taken_is_no_finding(check: Sequence[str]) -> None:
    with Path("/dev/full").open("w") as full:
        process = started(*check, stdout=full.fileno())
        _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "output-unusable" in said


@pytest.mark.parametrize("option", ["", "--json"])
def test_a_reader_who_has_gone_away_is_no_finding(check: Sequence[str], option: str) -> None:
    read, write_end = os.pipe()
    os.close(read)
    process = started(*check, *filter(None, [option]), stdout=write_end)
    os.close(write_end)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (2, "")


def test_a_problem_that_nobody_reads_is_no_finding(tmp_path: Path) -> None:
    read, write_end = os.pipe()
    os.close(read)
    words = ("verify", "--directory", str(tmp_path / "none"))
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", *words],
        stdout=write_end,
        stderr=write_end,
        timeout=30,
        check=False,
    )
    os.close(write_end)
    assert done.returncode == 2


def test_a_finding_ends_with_1_and_a_sound_log_with_0(
    monkeypatch: pytest.MonkeyPatch, check: Sequence[str]
) -> None:
    assert ended(monkeypatch, *check) == 0
    place = Path(check[2] if check[0] == "verify" else check[1])
    path = place / "checkpoint" if place.is_dir() else place
    path.write_bytes(path.read_bytes().replace(b"\n300\n", b"\n299\n").replace(b"\n9\n", b"\n8\n"))
    assert ended(monkeypatch, *check) == 1
