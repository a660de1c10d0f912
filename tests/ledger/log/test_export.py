"""An export holds a log's files whole, goes on where it ended, and takes no other log's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from ledger.log import export
from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import (
    CheckpointNotSigned,
    ExportNotConsistent,
    ExportTooLarge,
    NoteMalformed,
)
from ledger.log.export import (
    LARGEST_EXPORT,
    LARGEST_MEAN_ENTRY,
    ExportedTiles,
    export_log,
)
from ledger.log.note import NoteSigner, SignedNote
from ledger.log.proof import root_of
from ledger.log.tiles import (
    LONGEST_ENTRY,
    Tile,
    bundle_bytes,
    bundles_of,
    parse_path,
    tiles_of,
)
from ledger.merkle import leaf_hash
from tests.ledger.log.naive_tree import reader_of, tile_hashes
from tests.ledger.log.vectors import ROOTS, TLOG, are_bytes_of, leaf

SIGNER = NoteSigner.from_seed("ledger.example/census/test", bytes(32))
KEY = SIGNER.verifier_key


class Log:
    """A log in memory; ``asked`` are the addresses that were fetched."""

    def __init__(self, size: int, *, prefix: str = "leaf-", signer: NoteSigner = SIGNER) -> None:
        self.entries = [f"{prefix}{i}".encode() for i in range(size)]
        leaves = [leaf_hash(entry) for entry in self.entries]
        self.tiles = tile_hashes(leaves)
        root = root_of(size, reader_of(leaves))
        body = Checkpoint(signer.verifier_key.name, size, root).body()
        self.checkpoint = SignedNote(body, (signer.sign(body),)).encode()
        self.asked: list[str] = []

    def fetch(self, path: str) -> bytes:
        self.asked.append(path)
        if path == "checkpoint":
            return self.checkpoint.encode()
        named = parse_path(path)
        if isinstance(named, Tile):
            return b"".join(self.tiles[named.level, named.index][: named.width])
        first = 256 * named.index
        return bundle_bytes(self.entries[first : first + named.width])


def files_of(directory: Path) -> set[str]:
    return {str(p.relative_to(directory)) for p in directory.rglob("*") if p.is_file()}


def expected(size: int) -> set[str]:
    return {
        "checkpoint",
        *(tile.path for tile in tiles_of(size)),
        *(bundle.path for bundle in bundles_of(size)),
    }


def test_export_has_the_files_of_the_vectors(tmp_path: Path) -> None:
    done = export_log(Log(257).fetch, KEY, tmp_path)
    assert done.checkpoint == Checkpoint(KEY.name, 257, ROOTS[257])
    assert files_of(tmp_path) == expected(257)
    for vector in [*TLOG["tiles_size_257"], *TLOG["entry_bundles_size_257"]]:
        assert are_bytes_of(vector, (tmp_path / vector["path"]).read_bytes())
    assert root_of(257, ExportedTiles(tmp_path, 257)) == ROOTS[257]
    assert root_of(70, ExportedTiles(tmp_path, 257)) == ROOTS[70]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 700])
def test_export_of_every_size_is_complete(tmp_path: Path, size: int) -> None:
    told: list[tuple[int, int]] = []
    done = export_log(Log(size).fetch, KEY, tmp_path, lambda *now: told.append(now))
    assert files_of(tmp_path) == expected(size)
    assert done.written == len(expected(size)) - 1
    assert told == [(i + 1, done.written) for i in range(done.written)]


def test_log_of_a_size_that_no_disk_holds_is_not_begun(tmp_path: Path) -> None:
    log = Log(1)
    body = Checkpoint(KEY.name, 10**15, bytes(32)).body()
    log.checkpoint = SignedNote(body, (SIGNER.sign(body),)).encode()
    with pytest.raises(ExportTooLarge):
        export_log(log.fetch, KEY, tmp_path / "new" / "folder")
    assert log.asked == ["checkpoint"]
    assert not list(tmp_path.iterdir())


def test_log_larger_than_any_book_is_not_begun_on_any_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "disk_usage", lambda _: SimpleNamespace(free=2**80))
    log = Log(1)
    body = Checkpoint(KEY.name, LARGEST_EXPORT + 1, bytes(32)).body()
    log.checkpoint = SignedNote(body, (SIGNER.sign(body),)).encode()
    with pytest.raises(ExportTooLarge):
        export_log(log.fetch, KEY, tmp_path)
    assert log.asked == ["checkpoint"]


def test_log_that_outgrew_the_bound_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "LARGEST_EXPORT", 8)
    export_log(Log(8).fetch, KEY, tmp_path)
    log = Log(9)
    with pytest.raises(ExportTooLarge):
        export_log(log.fetch, KEY, tmp_path)
    assert log.asked == ["checkpoint"]


def test_well_formed_entries_without_end_are_read_to_a_bound(tmp_path: Path) -> None:
    """Every file is of its form; all together are more than a log of that size ever holds."""
    log = Log(256 * 20)
    log.entries = [bytes(LONGEST_ENTRY)] * 256
    bundle = bundle_bytes(log.entries)
    served: list[int] = []

    def fetch(path: str) -> bytes:
        if not path.startswith("tile/entries"):
            return log.fetch(path)
        served.append(len(bundle))
        return bundle

    with pytest.raises(ExportTooLarge):
        export_log(fetch, KEY, tmp_path)
    assert sum(served) < LARGEST_MEAN_ENTRY * 256 * 20 + 2 * len(bundle)
    assert not (tmp_path / "checkpoint").exists()


def test_later_export_fetches_what_was_added_and_drops_what_was_outgrown(tmp_path: Path) -> None:
    export_log(Log(300).fetch, KEY, tmp_path)
    log = Log(700)
    done = export_log(log.fetch, KEY, tmp_path)
    assert files_of(tmp_path) == expected(700)
    assert done.kept == 2
    assert "tile/0/000" not in log.asked
    assert done.written == len(log.asked) - 1


def test_export_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    log = Log(700)

    def failing(path: str) -> bytes:
        if path == "tile/entries/001":
            raise ConnectionError
        return log.fetch(path)

    with pytest.raises(ConnectionError):
        export_log(failing, KEY, tmp_path)
    assert not (tmp_path / "checkpoint").exists()
    log.asked.clear()
    done = export_log(log.fetch, KEY, tmp_path)
    assert files_of(tmp_path) == expected(700)
    assert log.asked == ["checkpoint", "tile/entries/001", "tile/entries/002.p/188"]
    assert (done.written, done.kept) == (2, 5)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/entries/000", "tile/1/000.p/2"])
@pytest.mark.parametrize("left", [0, 1, 33])
def test_file_that_a_crash_cut_short_is_written_again(tmp_path: Path, path: str, left: int) -> None:
    log = Log(700)
    export_log(log.fetch, KEY, tmp_path)
    whole = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(whole[:left])
    assert export_log(log.fetch, KEY, tmp_path).written == 1
    assert (tmp_path / path).read_bytes() == whole


@pytest.fixture
def exported(tmp_path: Path) -> Iterator[Path]:
    export_log(Log(300).fetch, KEY, tmp_path)
    yield tmp_path
    assert Checkpoint.parse(
        SignedNote.parse((tmp_path / "checkpoint").read_text(encoding="utf-8")).text
    ) == Checkpoint(
        KEY.name, 300, root_of(300, reader_of([leaf_hash(leaf(i)) for i in range(300)]))
    )


def test_shorter_log_is_not_the_continuation(exported: Path) -> None:
    with pytest.raises(ExportNotConsistent):
        export_log(Log(299).fetch, KEY, exported)


def test_other_entries_of_the_same_origin_are_not_the_continuation(exported: Path) -> None:
    with pytest.raises(ExportNotConsistent):
        export_log(Log(700, prefix="other-").fetch, KEY, exported)


def test_other_tail_of_the_same_origin_is_not_the_continuation(exported: Path) -> None:
    """The full tiles agree, the partial ones of the earlier checkpoint do not."""
    log = Log(700)
    other = Log(700, prefix="other-")
    log.entries[256:] = other.entries[256:]
    leaves = [leaf_hash(entry) for entry in log.entries]
    log.tiles = tile_hashes(leaves)
    body = Checkpoint(KEY.name, 700, root_of(700, reader_of(leaves))).body()
    log.checkpoint = SignedNote(body, (SIGNER.sign(body),)).encode()
    with pytest.raises(ExportNotConsistent):
        export_log(log.fetch, KEY, exported)


def test_tiles_that_fit_both_roots_do_not_make_a_continuation(exported: Path) -> None:
    """The roots are made from different tiles, and the old hashes are shown for the old root."""
    log, other = Log(700), Log(700, prefix="other-")
    log.entries[256:] = other.entries[256:]
    leaves = [leaf_hash(entry) for entry in log.entries]
    log.tiles = tile_hashes(leaves)
    body = Checkpoint(KEY.name, 700, root_of(700, reader_of(leaves))).body()
    log.checkpoint = SignedNote(body, (SIGNER.sign(body),)).encode()
    log.tiles[0, 1] = Log(700).tiles[0, 1]
    with pytest.raises(ExportNotConsistent):
        export_log(log.fetch, KEY, exported)


def test_log_of_another_origin_is_not_the_continuation(exported: Path) -> None:
    other = NoteSigner.from_seed("ledger.example/census/other", bytes(32))
    with pytest.raises(ExportNotConsistent):
        export_log(Log(700, signer=other).fetch, other.verifier_key, exported)


def test_checkpoint_of_another_key_is_not_exported(tmp_path: Path) -> None:
    other = NoteSigner.from_seed(KEY.name, bytes(range(32)))
    with pytest.raises(CheckpointNotSigned):
        export_log(Log(3).fetch, other.verifier_key, tmp_path)
    assert files_of(tmp_path) == set()


def test_tiles_that_do_not_lead_to_the_checkpoint_are_refused(tmp_path: Path) -> None:
    log = Log(300)
    log.tiles[1, 0] = [bytes(32)]
    with pytest.raises(ExportNotConsistent):
        export_log(log.fetch, KEY, tmp_path)
    assert not (tmp_path / "checkpoint").exists()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("checkpoint", b"\xff\xfe"),
        ("checkpoint", b""),
        ("tile/0/000.p/9", bytes(9 * 32 - 1)),
        ("tile/0/000.p/9", b""),
        ("tile/entries/000.p/9", b"\x00\x01"),
        ("tile/entries/000.p/9", b"\x00\x00" * 8),
    ],
)
def test_malformed_answer_is_refused(tmp_path: Path, path: str, data: bytes) -> None:
    log = Log(9)
    with pytest.raises(NoteMalformed):
        export_log(lambda asked: data if asked == path else log.fetch(asked), KEY, tmp_path)
    assert not (tmp_path / "checkpoint").exists()
