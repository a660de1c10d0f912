"""Which database the settings mean: the server that is named, or the embedded one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from api.settings import Settings
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.secrets import Secrets
from ledger.sql import queries

NAME = "census_ledger"
"""The database in an embedded server."""


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database with its secrets; an embedded server runs as long as somebody uses it."""
    settings.data_directory.mkdir(parents=True, exist_ok=True)
    secrets = Secrets.load_or_create(settings.secrets_file)
    if settings.database_url is not None:
        yield Database(settings.database_url, secrets)
        return
    server = EmbeddedPostgres.start(settings.data_directory / "postgres")
    try:
        _make_database(server.url())
        yield Database(server.url(NAME), secrets)
    finally:
        server.stop()


def _make_database(url: str) -> None:
    sql = queries("api", "queries.sql")
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute(sql["database_exists"]).fetchone() is None:
            connection.execute(sql["create_database"])
