"""The kept checkpoint is read as it was written, or said to be damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import KeptCheckpointDamaged
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
