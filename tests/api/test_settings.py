"""Two environment variables say where everything is."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.database import DatabaseUrlUnreadable, DataDirectoryUnusable, open_database
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
    with (
        pytest.raises(DataDirectoryUnusable),
        open_database(Settings(data_directory=tmp_path / "file")),
    ):
        pass


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
