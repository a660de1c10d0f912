"""Two environment variables say where everything is."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from api.cli import main
from api.database import (
    DatabaseUrlUnreadable,
    DataDirectoryUnusable,
    data_directory_problem,
    open_database,
)
from api.settings import Settings


def test_the_data_directory_is_here_unless_named() -> None:
    assert Settings.from_environment({}).data_directory == Path(".data")
    named = Settings.from_environment({"CENSUS_LEDGER_DATA": "/srv/census"})
    assert named.data_directory == Path("/srv/census")
    assert named.secrets_file.parent == Path("/srv/census")


def test_no_server_named_means_the_embedded_one() -> None:
    assert Settings.from_environment({"DATABASE_URL": ""}).database_url is None
    assert Settings.from_environment({"DATABASE_URL": "postgresql://a/b"}).database_url


@pytest.mark.parametrize("url", ["mysql://x:secret@y/z", "not a url", "postgresql://h/d"])
def test_a_database_url_that_names_nothing_is_told_without_repeating_it(
    tmp_path: Path, url: str
) -> None:
    settings = Settings(data_directory=tmp_path, database_url=url)
    with pytest.raises(DatabaseUrlUnreadable) as error, open_database(settings):
        pass
    assert "secret" not in str(error.value) + error.value.en


def test_a_data_directory_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with (
            pytest.raises(DataDirectoryUnusable) as error,
            open_database(Settings(data_directory=place)),
        ):
            pass
        assert error.value.details()["folder"] == str(place)


def test_a_data_directory_that_may_not_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refused)
    with (
        pytest.raises(DataDirectoryUnusable) as error,
        open_database(Settings(data_directory=tmp_path / "data")),
    ):
        pass
    assert error.value.details() == {
        "folder": str(tmp_path / "data"),
        "said": os.strerror(errno.EACCES),
    }


@pytest.mark.parametrize(
    "words",
    [("verify",), ("rebuild",), ("archive", "archive"), ("rotate-wrapping-key",)],
    ids=lambda words: words[0],
)
def test_a_verb_makes_no_installation_where_there_is_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("CENSUS_LEDGER_DATA", "elsewhere")
    monkeypatch.setattr("sys.argv", ["census-ledger", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert (ended.value.code, "no-installation" in said) == (2 if "verify" in words else 1, True)
    assert "elsewhere" in said
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_the_data_directory_that_the_disk_does_not_take_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setenv("CENSUS_LEDGER_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setattr("sys.argv", ["census-ledger", "serve"])
    monkeypatch.setattr("ledger.durable_file.os.fsync", full)
    monkeypatch.setattr("api.cli.output.err._width", 200)
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "data-directory-unusable" in said
    assert f"folder: {tmp_path}" in said
    assert "file: wrapping-keys.json" in said
    assert os.strerror(errno.ENOSPC) in said


def test_what_the_system_refuses_elsewhere_is_not_told_of_the_data_directory(
    tmp_path: Path,
) -> None:
    settings = Settings(data_directory=tmp_path / "data")
    for place in (None, str(tmp_path / "other"), str(tmp_path / "data-2" / "file")):
        assert data_directory_problem(settings, OSError(errno.EACCES, "denied", place)) is None


def test_suite_and_wrapping_are_named_by_the_environment() -> None:
    default = Settings.from_environment({})
    assert (default.suite, default.wrapping) == ("aes-256-gcm", "file")
    named = Settings.from_environment(
        {
            "CENSUS_LEDGER_SUITE": "sm4-gcm",
            "CENSUS_LEDGER_WRAPPING": "pkcs11",
            "CENSUS_LEDGER_PKCS11_MODULE": "/usr/lib/module.so",
            "CENSUS_LEDGER_PKCS11_TOKEN": "census",
            "CENSUS_LEDGER_PKCS11_PIN_FILE": "/etc/census/pin",
        }
    )
    assert (named.suite, named.wrapping) == ("sm4-gcm", "pkcs11")
    assert named.pkcs11_module == "/usr/lib/module.so"
    assert named.pkcs11_token == "census"
    assert named.pkcs11_pin_file == "/etc/census/pin"
