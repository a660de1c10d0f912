"""Two other offices run witnesses; the service publishes what they cosign."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from api.settings import LOOPBACK
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import SignedNote, VerifierKey
from ledger.log.policy import Policy
from ledger.log.signing_key import SigningKey
from ledger.log.witness import AddCheckpoint, log_hash
from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World, serving

pytestmark = pytest.mark.long


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def witness(state: Path, name: str, vkey: str) -> Iterator[tuple[str, str]]:
    """A witness in a process of its own; gives its address and its Ed25519 key."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "api.cli", "witness", "--state", str(state)),
            *("--name", name, "--log", vkey, "--port", str(port)),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address = f"http://{LOOPBACK}:{port}"
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(3)]

        def answers() -> bool:
            try:
                return httpx.get(f"{address}/witness-key", trust_env=False).is_success
            except httpx.TransportError:
                return False

        until(answers)
        keys = httpx.get(f"{address}/witness-key", trust_env=False).text.splitlines()
        assert [line.strip() for line in said[1:]] == keys
        yield address, keys[0]
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_two_offices_cosign_and_one_of_them_reports_a_rollback(
    frail_world: World, tmp_path: Path
) -> None:
    world = frail_world
    vkey = world.http.get(f"/books/{BOOK}/log-key").text.strip()
    with ExitStack() as stack:
        places = [
            stack.enter_context(witness(tmp_path / str(i), f"witness.example/{i}", vkey))
            for i in range(2)
        ]
        policy = "".join(f"witness w{i} {key} {url}\n" for i, (url, key) in enumerate(places))
        policy += "group offices all w0 w1\nquorum offices\n"
        world.settings.witness_policy_file.write_text(policy)
        http = stack.enter_context(
            httpx.Client(
                base_url=stack.enter_context(serving(world.settings, world.database)),
                trust_env=False,
            )
        )
        size = world.register(world.forms(world.blocks[0])[0])["tree_size"]
        read = Policy.parse(policy.encode())

        def cosigned() -> bool:
            answer = http.get(f"/books/{BOOK}/checkpoint")
            if not answer.is_success:
                return False
            note = SignedNote.parse(answer.text)
            return Checkpoint.parse(note.text).size >= size and read.is_met_by(note)

        until(cosigned)

        # The log's key falls into other hands, and a smaller tree is shown to one office.
        key = SigningKey.load(world.settings.log_directory / f"{BOOK}.key")
        assert key is not None
        rolled_back = AddCheckpoint(0, (), key.sign(size - 3, bytes(32), 1_800_000_000))
        url, _ = places[1]
        answer = httpx.post(
            f"{url}/add-checkpoint", content=rolled_back.encode().encode(), trust_env=False
        )
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "text/x.tlog.size"
        assert int(answer.text) >= size
        [report] = (tmp_path / "1" / "reports.jsonl").read_text().splitlines()
        assert json.loads(report)["kind"] == "rollback"
        seen = httpx.get(f"{url}/{log_hash(key.origin)}/checkpoint", trust_env=False).text
        assert SignedNote.parse(seen).signed_by(VerifierKey.parse(vkey))
        assert httpx.get(f"{url}/{log_hash('x')}/checkpoint", trust_env=False).status_code == 404


def test_a_policy_or_origin_that_cannot_be_understood_is_told_before_anything_starts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CENSUS_LEDGER_DATA", str(tmp_path))
    monkeypatch.setenv("CENSUS_LEDGER_ORIGIN", "https://ledger.example")
    code, _, err = run("serve")
    assert (code, "origin-unfit" in err) == (1, True), err
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "witness-policy").write_text("quorum none\nquorum none\n")
    code, _, err = run("serve")
    assert (code, "line 2" in err, "第 2 行" in err) == (1, True, True), err
    (tmp_path / "log" / "witness-policy").unlink()
    (tmp_path / "log" / "witness-policy").mkdir()
    code, _, err = run("serve")
    assert (code, "log-file-unusable" in err, "witness-policy" in err) == (1, True, True), err
    (tmp_path / "log" / "witness-policy").rmdir()
    (tmp_path / "log").rmdir()
    (tmp_path / "log").touch()
    code, _, err = run("serve")
    assert (code, "log-file-unusable" in err) == (1, True), err


def test_a_witness_keeps_its_name(whole_world: World, run: Run, tmp_path: Path) -> None:
    vkey = whole_world.http.get(f"/books/{BOOK}/log-key").text.strip()
    with witness(tmp_path, "witness.example/1", vkey):
        pass
    given = ("--state", str(tmp_path), "--log", vkey)
    code, _, err = run("witness", *given, "--name", "witness.example/2")
    assert (code, "witness-name-fixed" in err) == (1, True)
    code, _, err = run("witness", *given[:2], "--log", "no-key", "--name", "witness.example/1")
    assert (code, "note-malformed" in err) == (1, True)
    other = SigningKey.new(vkey.split("+")[0]).verifier_key.encode()
    code, _, err = run("witness", *given, "--log", other, "--name", "witness.example/1")
    assert (code, "log-named-twice" in err, vkey.split("+")[0] in err) == (1, True, True)
    code, _, err = run("witness", "--state", __file__, *given[2:], "--name", "witness.example/1")
    assert (code, "witness-state-unusable" in err) == (1, True)
