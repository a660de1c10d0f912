"""The kept checkpoint is read as it was written, or said to be damaged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger.log.errors import KeptCheckpointDamaged, LogFileUnusable
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.signing_key import SigningKey
from ledger.merkle import EMPTY_ROOT

NOTE = SigningKey.new("log.example/books/500112").sign(0, EMPTY_ROOT, 1_800_000_000)


def test_nothing_is_kept_at_first_and_after_removal(tmp_path: Path) -> None:
    kept = KeptCheckpoint(tmp_path / "a.checkpoint")
    assert kept.read() is None
    kept.write(NOTE)
    assert kept.read() == NOTE
    kept.remove()
    assert kept.read() is None


@pytest.mark.parametrize("content", [b"", b"\xff", b"log\n0\n", NOTE.encode().encode()[:-1]])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    kept = KeptCheckpoint(tmp_path / "a.checkpoint")
    kept.path.write_bytes(content)
    with pytest.raises(KeptCheckpointDamaged):
        kept.read()


@pytest.mark.parametrize("kind", ["directory", "loop", "link to nothing", "pipe"])
def test_what_is_no_file_is_damaged(tmp_path: Path, kind: str) -> None:
    kept = KeptCheckpoint(tmp_path / "a.checkpoint")
    match kind:
        case "directory":
            kept.path.mkdir()
        case "loop":
            kept.path.symlink_to(kept.path)
        case "link to nothing":
            kept.path.symlink_to(tmp_path / "nothing")
        case _:
            os.mkfifo(kept.path)
    with pytest.raises(KeptCheckpointDamaged):
        kept.read()


def test_a_lock_that_cannot_be_taken_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.lock").mkdir()
    with pytest.raises(LogFileUnusable) as error, KeptCheckpoint(tmp_path / "a").locked():
        pytest.fail("it is locked")
    assert error.value.details() == {"file": "a.lock", "error": "EISDIR"}


def test_a_fault_of_the_disk_under_the_lock_is_not_taken_for_the_locks(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError), KeptCheckpoint(tmp_path / "a").locked():
        raise FileExistsError
