"""What is written is there whole, or not at all."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.durable_file import (
    append_durably,
    create_durably,
    locked,
    replace_durably,
    sweep_drafts,
)


def test_a_file_is_replaced_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    replace_durably(path, "a")
    replace_durably(path, "见证")
    assert path.read_text(encoding="utf-8") == "见证"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What is flushed, as the number of the file or folder, and what is put in place."""
    steps: list[tuple[str, int]] = []
    fsync, replace, link = os.fsync, Path.replace, os.link

    def flushing(descriptor: int) -> None:
        fsync(descriptor)
        steps.append(("flushed", os.fstat(descriptor).st_ino))

    def replacing(self: Path, target: Path) -> Path:
        steps.append(("placed", self.stat().st_ino))
        return replace(self, target)

    def linking(source: Path, target: Path) -> None:
        steps.append(("placed", source.stat().st_ino))
        link(source, target)

    monkeypatch.setattr(os, "fsync", flushing)
    monkeypatch.setattr(Path, "replace", replacing)
    monkeypatch.setattr(os, "link", linking)
    return steps


@pytest.mark.parametrize("write", [replace_durably, create_durably])
def test_a_file_is_on_disk_before_its_name_and_its_name_before_the_return(
    tmp_path: Path, done: list[tuple[str, int]], write: Callable[[Path, str], object]
) -> None:
    path = tmp_path / "file"
    write(path, "a")
    file, folder = path.stat().st_ino, tmp_path.stat().st_ino
    assert done == [("flushed", file), ("placed", file), ("flushed", folder)]


def test_a_line_is_on_disk_before_the_return(tmp_path: Path, done: list[tuple[str, int]]) -> None:
    path = tmp_path / "file"
    append_durably(path, "a")
    assert done == [("flushed", path.stat().st_ino), ("flushed", tmp_path.stat().st_ino)]


def test_a_replacement_that_fails_leaves_the_old_content_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.mkdir()
    with pytest.raises(OSError, match="irectory"):
        replace_durably(path, "a")
    assert list(tmp_path.iterdir()) == [path]


def test_only_the_first_makes_a_file(tmp_path: Path) -> None:
    assert create_durably(tmp_path / "file", "first")
    assert not create_durably(tmp_path / "file", "second")
    assert (tmp_path / "file").read_text() == "first"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_line_begins_anew_after_one_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "file"
    append_durably(path, "one")
    with path.open("a") as file:
        file.write("tw")
    append_durably(path, "three")
    assert path.read_text() == "one\ntw\nthree\n"


def test_who_holds_the_lock_keeps_other_threads_waiting(tmp_path: Path) -> None:
    order: list[str] = []

    def other() -> None:
        with locked(tmp_path / "lock"):
            order.append("second")

    with locked(tmp_path / "lock"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


@pytest.fixture
def left(tmp_path: Path) -> Callable[[str], Path]:
    """Makes the draft of a file that a process left when it was killed while it wrote."""

    def killed(name: str) -> Path:
        writer = (
            "import os, signal, sys; from pathlib import Path; from ledger import durable_file;"
            "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL);"
            "durable_file.replace_durably(Path(sys.argv[1]), 'secret')"
        )
        before = set(tmp_path.iterdir())
        subprocess.run([sys.executable, "-c", writer, str(tmp_path / name)], check=False)
        [draft] = set(tmp_path.iterdir()) - before
        assert draft.read_text() == "secret"
        return draft

    return killed


@pytest.mark.parametrize("write", [replace_durably, create_durably, lambda p, _: sweep_drafts(p)])
def test_the_draft_of_a_killed_writer_is_swept_away(
    tmp_path: Path, left: Callable[[str], Path], write: Callable[[Path, str], object]
) -> None:
    mine, others = left("file"), left("file.old")
    write(tmp_path / "file", "a")
    assert not mine.exists()
    assert others.exists()


def test_a_swept_draft_stays_away_after_a_crash(
    tmp_path: Path, left: Callable[[str], Path], done: list[tuple[str, int]]
) -> None:
    left("file")
    sweep_drafts(tmp_path / "file")
    assert done == [("flushed", tmp_path.stat().st_ino)]


def test_a_draft_that_is_being_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def sweeping(self: Path, target: Path) -> Path:
        sweep_drafts(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", sweeping)
    replace_durably(tmp_path / "file", "a")
    assert (tmp_path / "file").read_text() == "a"


def test_a_draft_that_is_swept_before_it_is_locked_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, flock, swept = tmp_path / "file", fcntl.flock, list[Path]()

    def locking(descriptor: int, how: int) -> None:
        if not swept:
            swept.extend(tmp_path.iterdir())
            sweep_drafts(path)
        flock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", locking)
    replace_durably(path, "a")
    assert swept
    assert path.read_text() == "a"


def test_what_only_bears_the_name_of_a_draft_stays(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    (tmp_path / ".file.1.00000000").mkdir()
    (tmp_path / ".file.1.00000001").symlink_to(tmp_path / "kept")
    (tmp_path / ".file.lock").touch()
    before = set(tmp_path.iterdir())
    sweep_drafts(tmp_path / "file")
    assert set(tmp_path.iterdir()) == before


def test_writers_and_sweepers_at_once_do_not_hinder_each_other(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with ThreadPoolExecutor(6) as pool:
        writes = [pool.submit(replace_durably, path, str(i)) for i in range(60)]
        sweeps = [pool.submit(sweep_drafts, path) for _ in range(60)]
    assert all(one.result() is None for one in [*writes, *sweeps])
    assert list(tmp_path.iterdir()) == [path]
