"""``rotate-wrapping-key`` changes the key of the installation that the settings name."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from api.cli.main import app, main
from api.database import database_of
from api.migration import migrate_all
from api.settings import Settings
from ledger.application import BookApplication
from ledger.wrapping.key_file import KeyFile
from tests.ledger.books import BOOK, opened, registered


@pytest.fixture
def settings(tmp_path: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CENSUS_LEDGER_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    return Settings.from_environment()


def test_key_is_changed_and_what_was_done_is_told(
    settings: Settings, empty_database_url: str
) -> None:
    database = database_of(settings, empty_database_url)
    migrate_all(database)
    book = opened(database)
    household_id = registered(book)
    book.close()
    runner = CliRunner()
    done = runner.invoke(app, ["rotate-wrapping-key", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["generation"], told["retired"]) == (2, [1])
    assert told["keys"] > 0
    assert list(json.loads(settings.wrapping_keys_file.read_bytes())["keys"]) == ["2"]
    in_words = runner.invoke(app, ["rotate-wrapping-key"])
    assert in_words.exit_code == 0
    assert "包装密钥已更换" in in_words.stdout
    again = BookApplication(BOOK, database_of(settings, empty_database_url))
    assert len(again.household_record(household_id).household.person_ids) == 2
    again.close()


def test_key_that_another_vault_uses_is_changed_when_that_one_is_gone(
    settings: Settings,
    empty_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    migrate_all(database_of(settings, empty_database_url))
    other = uuid4()
    KeyFile(settings.wrapping_keys_file).remember(other)
    before = settings.wrapping_keys_file.read_bytes()
    monkeypatch.setattr(sys, "argv", ["census-ledger", "rotate-wrapping-key"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert "wrapping-key-shared" in told
    assert "other vaults: 1" in told
    assert str(other) in told
    assert settings.wrapping_keys_file.read_bytes() == before
    stranger = str(uuid4())
    monkeypatch.setattr(sys, "argv", ["census-ledger", "rotate-wrapping-key", "--gone", stranger])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert "not-another-vault" in told
    assert stranger in told
    assert settings.wrapping_keys_file.read_bytes() == before
    done = CliRunner().invoke(app, ["rotate-wrapping-key", "--gone", str(other), "--json"])
    assert json.loads(done.stdout)["retired"] == [1]


def test_installation_that_is_new_can_be_rotated(settings: Settings) -> None:
    done = CliRunner().invoke(app, ["rotate-wrapping-key", "--json"])
    assert json.loads(done.stdout) == {"generation": 2, "retired": [1], "keys": 0}
