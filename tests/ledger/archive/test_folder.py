"""The folder of an archive is its owner's alone, and an error says which folder is meant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.archive.errors import ArchiveFolderOpen, ArchiveFolderUnusable, ArchiveMissing
from ledger.archive.folder import ArchiveReader, ArchiveWriter
from ledger.archive.manifest import CHECKPOINTS

BOOK = "500112"


@pytest.fixture(autouse=True)
def _generous_surroundings() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def written(folder: Path) -> None:
    """Write an archive of no entries into a folder."""

    def write(path: Path) -> tuple[int, tuple[str, ...]]:
        path.write_bytes(b"rows")
        return 1, ()

    with ArchiveWriter(folder, BOOK) as writer:
        writer.add(CHECKPOINTS, 0, 0, write)


def modes(folder: Path) -> dict[str, int]:
    places = [folder, *folder.rglob("*")]
    return {str(place.relative_to(folder)): place.stat().st_mode & 0o777 for place in places}


def test_what_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    written(folder)
    with ArchiveWriter(folder, BOOK) as writer:
        writer._write("manifest.json", b"{}")
    made = modes(folder)
    assert {".", ".lock", "draft.json", "manifest.json", CHECKPOINTS} < set(made)
    for name, mode in made.items():
        assert mode == (0o700 if (folder / name).is_dir() else 0o600), name


@pytest.mark.parametrize("mode", [0o755, 0o710, 0o704])
def test_folder_that_others_can_look_into_is_refused_and_left_alone(
    tmp_path: Path, mode: int
) -> None:
    folder = tmp_path / "archive"
    folder.mkdir(mode=mode)
    with pytest.raises(ArchiveFolderOpen) as told:
        written(folder)
    assert told.value.details() == {"folder": str(folder)}
    assert modes(folder) == {".": mode}
    folder.chmod(0o700)
    written(folder)


def test_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "archive"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(ArchiveFolderOpen):
        written(folder)
    assert modes(folder) == {".": 0o700}


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "not-mounted" / "archive"
    with pytest.raises(ArchiveFolderUnusable) as told:
        written(folder)
    assert told.value.details() == {"folder": str(folder), "said": "No such file or directory"}


@pytest.mark.parametrize("is_there", [True, False])
def test_folder_to_restore_from_is_named_where_it_holds_no_archive(
    tmp_path: Path, is_there: bool
) -> None:
    folder = tmp_path if is_there else tmp_path / "archive"
    with pytest.raises(ArchiveMissing) as missing:
        ArchiveReader(folder)
    assert missing.value.details() == {"folder": str(folder), "file": "manifest.json"}
