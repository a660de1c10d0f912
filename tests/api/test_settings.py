"""Two environment variables say where everything is."""

from __future__ import annotations

from pathlib import Path

from api.settings import Settings


def test_the_data_directory_is_here_unless_named() -> None:
    assert Settings.from_environment({}).data_directory == Path(".data")
    named = Settings.from_environment({"CENSUS_LEDGER_DATA": "/srv/census"})
    assert named.data_directory == Path("/srv/census")
    assert named.secrets_file.parent == Path("/srv/census")


def test_no_server_named_means_the_embedded_one() -> None:
    assert Settings.from_environment({"DATABASE_URL": ""}).database_url is None
    assert Settings.from_environment({"DATABASE_URL": "postgresql://a/b"}).database_url
