"""A sound log is sound from wherever it is read, and hostile bytes are findings, not crashes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.verifier.__main__ import main
from ledger.verifier.errors import LogUnreadable, NoLogThere
from ledger.verifier.log import verify_log
from ledger.verifier.offline import verify_proof
from ledger.verifier.signing import judged, trust_of
from ledger.verifier.source import Address, Directory
from tests.ledger.verified_log import ENTRIES, TRUST, Memory, kept_root, kinds
from tests.ledger.written_log import (
    BOOK,
    LOG,
    ORIGIN,
    OTHER_LOG_KEY,
    entry,
    files,
    leaf,
    proof_file,
    root,
    signed,
    write,
)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513, 700])
def test_sound_log_of_any_size_is_sound(size: int) -> None:
    told: list[tuple[int, int]] = []
    report = verify_log(
        Memory(files(ENTRIES[:size])),
        trust=TRUST,
        kept=[kept_root(n) for n in {0, size // 2, size}],
        on_progress=lambda *done: told.append(done),
    )
    assert report.sound, report.findings
    assert (report.size, report.origin, report.signed_by) == (size, ORIGIN, [LOG.vkey])
    assert report.root == b64encode(root([leaf(e) for e in ENTRIES[:size]])).decode()
    assert told[-1:] == ([(size, size)] if size else [])


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of 66,000 entries: three levels of tiles, and more than one task."""
    entries = [entry(n // 2, version=n % 2 + 1, time=10**15 + n) for n in range(66_000)]
    return write(tmp_path_factory.mktemp("log"), files(entries))


def test_large_log_is_read_by_several_processes(large: Path) -> None:
    alone = verify_log(Directory(large), trust=TRUST, processes=1)
    shared = verify_log(Directory(large), trust=TRUST, processes=2)
    assert alone.sound, alone.findings
    assert shared == alone


def test_aggregates_told_apart_into_parts_are_checked_all(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.verifier.log.parts_for", lambda _size: 7)
    assert verify_log(Directory(large), trust=TRUST, processes=1).sound


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A directory and the address that it is served under."""
    handler = partial(_Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield tmp_path, f"http://127.0.0.1:{server.server_port}/books/{BOOK}"
        server.shutdown()
        thread.join()


def test_log_is_read_over_http(served: tuple[Path, str]) -> None:
    directory, address = served
    write(directory / "books" / BOOK, files(ENTRIES))
    source = Address(address + "/")
    report = verify_log(source, trust=TRUST, kept=[kept_root(300)])
    source.close()
    assert report.sound, report.findings
    assert report.size == len(ENTRIES)


def test_full_tile_stands_for_a_part_that_is_gone(tmp_path: Path) -> None:
    contents = {**files(ENTRIES), "checkpoint": signed(ENTRIES[:600])}
    write(tmp_path, contents)
    assert verify_log(Directory(tmp_path), trust=TRUST).sound is False
    whole = [*ENTRIES, *(entry(n) for n in range(700, 768))]
    write(tmp_path, {**files(whole), "checkpoint": signed(whole[:600])})
    assert verify_log(Directory(tmp_path), trust=TRUST).sound


def test_server_that_does_not_answer_is_no_finding() -> None:
    with pytest.raises(LogUnreadable):
        verify_log(Address("http://127.0.0.1:9/books/500112"))


def test_missing_checkpoint_is_found(tmp_path: Path) -> None:
    contents = dict(files(ENTRIES))
    del contents["checkpoint"]
    assert kinds(verify_log(Memory(contents))) == ["missing-checkpoint"]
    assert kinds(verify_log(Directory(write(tmp_path, contents)))) == ["missing-checkpoint"]


def test_place_without_a_log_is_no_log_whose_checkpoint_was_taken_away(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(NoLogThere) as error:
            verify_log(Directory(path))
        assert error.value.details() == {"place": str(path)}


# Nothing makes it crash.


@given(st.sampled_from(sorted(files(ENTRIES[:300]))), st.binary(max_size=400))
def test_any_file_may_be_anything(name: str, data: bytes) -> None:
    contents = {**files(ENTRIES[:300]), name: data}
    assert not verify_log(Memory(contents), trust=TRUST).sound


SMALL = ENTRIES[:3]


@given(st.integers(0, 2), st.data())
def test_entry_of_any_bytes_is_a_finding(place: int, data: st.DataObject) -> None:
    """The tree is right all the same: whoever wrote the entry also wrote the tree."""
    flat = st.dictionaries(
        st.sampled_from(["v", "book", "id", "version", "topic", "time", "state_sha256", "kc", "x"]),
        st.none() | st.integers() | st.text() | st.lists(st.integers(), max_size=2),
    ).map(lambda value: json.dumps(value, sort_keys=True, separators=(",", ":")).encode())
    bad = data.draw(st.binary(max_size=300) | flat)
    entries = [*SMALL[:place], bad, *SMALL[place + 1 :]]
    report = verify_log(Memory(files(entries)), trust=TRUST)
    assert [(f.kind, f.position) for f in report.findings] == [("malformed-entry", place)]


@pytest.mark.parametrize(
    "split",
    [
        (b'{"a":[1', b'2]},{"b":1}'),
        (SMALL[0] + b"," + SMALL[1], b""),
        (SMALL[0][:-1], b"}" + SMALL[1]),
        (SMALL[0][:40], SMALL[0][40:]),
    ],
)
def test_entries_that_only_make_sense_together_are_malformed(split: tuple[bytes, bytes]) -> None:
    report = verify_log(Memory(files(list(split))), trust=TRUST)
    assert set(kinds(report)) == {"malformed-entry"}


@given(st.binary(max_size=300))
def test_note_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    assert judged(data, TRUST).faults
    whole = signed(SMALL)
    cut = len(data) % len(whole)
    assert judged(whole[:cut] + data + whole[cut:], TRUST).faults or not data


# One proof.


def test_proof_file_is_verified_offline(tmp_path: Path) -> None:
    write(tmp_path, {"p": proof_file(ENTRIES[:9], 3, LOG), "entry": ENTRIES[3]})
    report, proved = verify_proof(tmp_path / "p", TRUST)
    assert report.sound
    assert proved is not None
    assert (proved.position, proved.book, proved.version) == (3, BOOK, 1)
    assert (report.size, report.origin) == (9, ORIGIN)
    write(tmp_path, {"bare": proof_file(ENTRIES[:9], 3, extra=False)})
    report, proved = verify_proof(tmp_path / "bare", TRUST)
    assert (kinds(report), proved) == (["wrong-proof"], None)
    report, _ = verify_proof(tmp_path / "bare", TRUST, entry_path=tmp_path / "entry")
    assert report.sound
    report, _ = verify_proof(tmp_path / "p", trust_of([OTHER_LOG_KEY.vkey], None))
    assert kinds(report) == ["unknown-key"]
    write(tmp_path, {"entry": ENTRIES[4], "broken": b"c2sp.org/tlog-proof@v1\n"})
    report, _ = verify_proof(tmp_path / "p", TRUST, entry_path=tmp_path / "entry")
    assert kinds(report) == ["wrong-proof"]
    assert kinds(verify_proof(tmp_path / "broken", TRUST)[0]) == ["malformed-kept"]


# The verifier by itself.


def test_the_module_runs_alone(tmp_path: Path) -> None:
    write(tmp_path, {**files(ENTRIES), "p": proof_file(ENTRIES, 5)})
    program = (
        "import sys, runpy\n"
        "sys.argv[0] = 'verifier'\n"
        "try:\n    runpy.run_module('ledger.verifier', run_name='__main__')\n"
        "finally:\n"
        "    ours = {'domain', 'projections', 'api', 'eventsourcing', 'httpx', 'fastapi'}\n"
        "    assert not ours & {m.split('.')[0] for m in sys.modules}\n"
        "    rest = {m for m in sys.modules if m.startswith('ledger.')}\n"
        "    assert all(m.startswith('ledger.verifier') for m in rest), rest\n"
    )
    for asked in (["--directory", str(tmp_path)], ["--proof", str(tmp_path / "p")]):
        done = subprocess.run(
            [sys.executable, "-c", program, *asked, "--key", LOG.vkey],
            capture_output=True,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["sound"] is True


def test_the_module_tells_by_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, files(ENTRIES[:9]))
    kept = f"4:{kept_root(5).root}"
    assert main(["--directory", str(tmp_path), "--kept", kept]) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["kind"] == "rewritten"
    assert main(["--directory", str(tmp_path), "--key", str(tmp_path / "none")]) == 2
    assert json.loads(capsys.readouterr().err)["code"] == "file-unreadable"
    for wrong in (["--database", "x"], ["--proof", "x"], ["--directory", "x", "--kept", "y"]):
        with pytest.raises(SystemExit):
            main(wrong)
