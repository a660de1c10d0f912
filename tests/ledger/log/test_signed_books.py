"""What a host signed for is told by what its files say, not by how they are named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.signed_books import books_named, was_signed_for
from ledger.log.signing_key import SigningKey, book_of, of_epoch, origin_of

ORIGIN = origin_of("ledger.example", "500112", 1)


def keep(folder: Path, book: str, origin: str = ORIGIN) -> None:
    note = SigningKey.new(origin).sign(9, bytes(32), 1_800_000_000)
    KeptCheckpoint(folder / f"{book}.checkpoint").write(note)


@pytest.mark.parametrize("epoch", [1, 2])
def test_a_kept_checkpoint_of_the_book_tells_that_it_was_signed_for(
    tmp_path: Path, epoch: int
) -> None:
    keep(tmp_path, "500112", of_epoch(ORIGIN, epoch))
    assert was_signed_for(tmp_path, "500112")


def test_a_key_of_the_book_tells_it_beside_a_damaged_checkpoint(tmp_path: Path) -> None:
    SigningKey.load_or_create(tmp_path / "500112.key", ORIGIN)
    assert was_signed_for(tmp_path, "500112")
    (tmp_path / "500112.checkpoint").write_text("damaged")
    assert was_signed_for(tmp_path, "500112")


def test_a_key_without_a_checkpoint_names_its_book(tmp_path: Path) -> None:
    SigningKey.load_or_create(tmp_path / "500112.key", ORIGIN)
    keep(tmp_path, "370871")
    for name in ("500112.epoch-1.checkpoint", "370871.lock", "1.key", "٣٧٠٨٧١.checkpoint"):
        (tmp_path / name).touch()
    assert books_named(tmp_path) == {"500112", "370871"}


@pytest.mark.parametrize("kind", ["checkpoint", "key"])
@pytest.mark.parametrize(
    "put",
    [
        Path.touch,
        Path.mkdir,
        lambda path: path.symlink_to(path),
        lambda path: path.write_bytes(b"\xff\x00"),
    ],
    ids=["empty", "folder", "loop", "bytes"],
)
def test_a_file_that_cannot_be_read_counts_as_the_books(
    tmp_path: Path, kind: str, put: Callable[[Path], object]
) -> None:
    assert not was_signed_for(tmp_path, "999999")
    put(tmp_path / f"999999.{kind}")
    assert was_signed_for(tmp_path, "999999")


def test_another_books_files_under_its_name_tell_nothing(tmp_path: Path) -> None:
    keep(tmp_path, "999999")
    SigningKey.load_or_create(tmp_path / "999999.key", ORIGIN)
    assert not was_signed_for(tmp_path, "999999")


def test_a_log_of_another_kind_is_of_no_book() -> None:
    assert book_of(ORIGIN) == "500112"
    assert book_of(of_epoch(ORIGIN, 3)) == "500112"
    assert book_of("log.example/other") is None
