"""A served book archived from the command line and restored into another installation."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.command_line import Run
from tests.end_to_end.world import World


@pytest.fixture(scope="module")
def lived_in(whole_world: World) -> World:
    for form in whole_world.forms(whole_world.blocks[0])[:3]:
        whole_world.register(form)
    return whole_world


def test_served_book_is_archived_and_restored_elsewhere(
    lived_in: World,
    run: Run,
    empty_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "archive"
    code, told, err = run("archive", str(folder), "--json")
    assert code == 0, err
    archived = json.loads(told)
    assert archived["size"] <= lived_in.head()["size"]
    code, _, err = run("restore", str(folder))
    assert code == 1
    assert "book-already-open" in err
    elsewhere = tmp_path / "data"
    elsewhere.mkdir()
    for secret in ("secrets.json", "wrapping-keys.json"):
        shutil.copy(lived_in.settings.data_directory / secret, elsewhere)
    monkeypatch.setenv("CENSUS_LEDGER_DATA", str(elsewhere))
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    code, told, err = run("restore", str(folder))
    assert code == 0, err
    assert archived["root"] in told
    assert archived["digest"] in told
    code, told, err = run("rebuild", "--json")
    assert code == 0, err
    assert json.loads(told)["digest_after"] == archived["digest"]
    code, told, err = run("archive", str(folder), "--json")
    assert code == 0, err
    assert json.loads(told) == archived


def test_damaged_archive_is_refused_by_name(
    lived_in: World,
    run: Run,
    empty_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, _, err = run("archive", str(tmp_path))
    assert code == 0, err
    [spoilt] = (tmp_path / "entries").iterdir()
    spoilt.write_bytes(spoilt.read_bytes()[:-1])
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    code, _, err = run("restore", str(tmp_path))
    assert code == 1
    assert "archive-file-damaged" in err
    assert "归档文件与清单不符" in err
    assert spoilt.name in err


def test_folder_without_an_archive_is_refused(run: Run, tmp_path: Path) -> None:
    code, _, err = run("restore", str(tmp_path))
    assert code == 1
    assert "archive-missing" in err
