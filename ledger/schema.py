"""Making the tables and roles: one migration, safe to run again and from several processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from psycopg import sql

from ledger.database import Database
from ledger.error_translation import database_errors
from ledger.errors import OwnerLacksRights
from ledger.sql import queries, script
from ledger.tile_hashes import fill_in
from ledger.vault.identity import identity_of
from ledger.vault.key_check import announce, require_fitting, take_over_fingerprint_key

_SQL = queries("ledger", "migration.sql")


def migrate(database: Database, scripts: Sequence[LiteralString] = ()) -> None:
    """Make what is missing, in one transaction: roles, the ledger's tables, then ``scripts``.

    A script may name ``{service_role}`` and ``{vault_role}`` in its grants.

    Raises:
        LedgerUnavailable: the database does not answer.
        OwnerLacksRights: the URL's role may not make what is missing.
        SecretsDoNotFit: the tables were made with other secrets; nothing is changed.
    """
    names = {
        "service_role": sql.Identifier(database.service_role),
        "vault_role": sql.Identifier(database.vault_role),
    }
    with _errors_of_migration(), psycopg.connect(database.url) as connection:
        connection.execute(_SQL["lock_migration"])
        require_fitting(connection, database.wrapping_keys)
        _make_role(connection, database.service_role, database.secrets.service_password)
        _make_role(connection, database.vault_role, database.secrets.vault_password)
        for text in (script("ledger", "schema.sql"), *scripts):
            connection.execute(sql.SQL(text).format(**names))
        fill_in(connection)
        # Before anything is wrapped, and late: a vault that is remembered and then not made would
        # stand in the way of every change of the wrapping key.
        database.wrapping_keys.remember(identity_of(connection))
        database.wrapping_keys.refresh()
        announce(connection, database.wrapping_keys)
        if database.secrets.fingerprint_key is not None:
            take_over_fingerprint_key(
                connection, database.wrapping_keys, database.secrets.fingerprint_key
            )
    database.secrets.forget("fingerprint_key")


@contextmanager
def _errors_of_migration() -> Iterator[None]:
    with database_errors():
        try:
            yield
        except psycopg.errors.InsufficientPrivilege as error:
            raise OwnerLacksRights from error


def _make_role(
    connection: psycopg.Connection[tuple[object, ...]], role: str, password: str
) -> None:
    known = connection.execute(_SQL["select_role"], {"role": role}).fetchone()
    statement = "alter_role" if known else "create_role"
    connection.execute(
        sql.SQL(_SQL[statement]).format(role=sql.Identifier(role), password=sql.Literal(password))
    )
