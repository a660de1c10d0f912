"""Which database the settings mean: the server that is named, or the embedded one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from api.problems import Problem
from api.settings import Settings
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.secrets import Secrets
from ledger.sql import queries

NAME = "census_ledger"
"""The database in an embedded server."""


class DatabaseUrlUnreadable(Problem):
    """``DATABASE_URL`` is no connection string with a user and a database; it is not repeated."""

    code = "database-url-unreadable"
    zh = "DATABASE_URL 不是含用户和数据库名的 PostgreSQL 连接串"
    en = "DATABASE_URL is no PostgreSQL connection string with a user and a database"


class DataDirectoryUnusable(Problem):
    """``CENSUS_LEDGER_DATA`` names something that is no directory."""

    code = "data-directory-unusable"
    zh = "CENSUS_LEDGER_DATA 所指不是目录"
    en = "CENSUS_LEDGER_DATA does not name a directory"


def _names_a_database(url: str) -> bool:
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return False
    return "dbname" in parameters and "user" in parameters


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database with its secrets; an embedded server runs as long as somebody uses it.

    Raises:
        DatabaseUrlUnreadable, DataDirectoryUnusable: the settings name nothing usable.
    """
    try:
        settings.data_directory.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise DataDirectoryUnusable from None
    if settings.database_url is not None and not _names_a_database(settings.database_url):
        raise DatabaseUrlUnreadable
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
