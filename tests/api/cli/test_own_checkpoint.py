"""What the data folder keeps of a book is held against it, and told where it is not of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli.own_checkpoint import own_checkpoint
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.signing_key import SigningKey, of_epoch
from ledger.verifier.findings import VerifyReport
from ledger.verifier.kept import Kept

BOOK = "500112"
ORIGIN = f"log.example/books/{BOOK}"
ROOT = bytes(range(32))


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    """The log's key, in the folder."""
    return SigningKey.load_or_create(tmp_path / f"{BOOK}.key", ORIGIN)


def keep(folder: Path, key: SigningKey, size: int = 7) -> Path:
    path = folder / f"{BOOK}.checkpoint"
    KeptCheckpoint(path).write(key.sign(size, ROOT, 1_700_000_000))
    return path


def found(folder: Path) -> tuple[list[Kept], list[tuple[str, str | None]]]:
    report = VerifyReport(BOOK)
    kept = list(own_checkpoint(folder, report))
    return kept, [(finding.kind, finding.place) for finding in report.findings]


def test_folder_without_a_checkpoint_says_nothing(tmp_path: Path, key: SigningKey) -> None:
    assert found(tmp_path) == ([], [])
    assert found(tmp_path / "none") == ([], [])


def test_checkpoint_of_the_log_is_compared(tmp_path: Path, key: SigningKey) -> None:
    path = keep(tmp_path, key)
    [kept], findings = found(tmp_path)
    assert (kept.tree_size, kept.origin, kept.source) == (7, ORIGIN, path.name)
    assert findings == []


@pytest.mark.parametrize("origin", [ORIGIN, "log.example/books/110101"])
def test_checkpoint_of_another_log_is_told_and_not_compared(
    tmp_path: Path, key: SigningKey, origin: str
) -> None:
    path = keep(tmp_path, SigningKey.new(origin))
    assert found(tmp_path) == ([], [("unknown-key", path.name)])


def test_checkpoint_of_an_epoch_before_the_keys_is_as_good_as_none(
    tmp_path: Path, key: SigningKey
) -> None:
    keep(tmp_path, key)
    later = SigningKey.new(of_epoch(ORIGIN, 2))
    later.replace(tmp_path / f"{BOOK}.key")
    assert found(tmp_path) == ([], [])


def test_checkpoint_of_an_epoch_after_the_keys_is_told(tmp_path: Path, key: SigningKey) -> None:
    path = keep(tmp_path, SigningKey.new(of_epoch(ORIGIN, 2)))
    assert found(tmp_path) == ([], [("unknown-key", path.name)])


def test_checkpoint_that_was_changed_is_told(tmp_path: Path, key: SigningKey) -> None:
    path = keep(tmp_path, key)
    path.write_text(path.read_text().replace("\n7\n", "\n8\n"))
    assert found(tmp_path) == ([], [("bad-signature", path.name)])


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\n"])
def test_file_that_is_no_checkpoint_is_told(
    tmp_path: Path, key: SigningKey, content: bytes
) -> None:
    path = tmp_path / f"{BOOK}.checkpoint"
    path.write_bytes(content)
    assert found(tmp_path) == ([], [("malformed-kept", path.name)])


def test_place_that_cannot_be_read_is_told(tmp_path: Path, key: SigningKey) -> None:
    path = tmp_path / f"{BOOK}.checkpoint"
    path.mkdir()
    assert found(tmp_path) == ([], [("malformed-kept", path.name)])


@pytest.mark.parametrize("damage", ["missing", "damaged", "open to others"])
def test_tree_is_compared_also_where_the_key_is_of_no_use(
    tmp_path: Path, key: SigningKey, damage: str
) -> None:
    keep(tmp_path, key)
    path = tmp_path / f"{BOOK}.key"
    match damage:
        case "missing":
            path.unlink()
        case "damaged":
            path.write_text("nonsense")
        case _:
            path.chmod(0o644)
    [kept], findings = found(tmp_path)
    assert (kept.tree_size, findings) == (7, [])
