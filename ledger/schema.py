"""Making the tables and roles: one migration, safe to run again and from several processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import LiteralString, cast

import psycopg
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from psycopg import sql

from ledger.database import Database
from ledger.errors import OwnerLacksRights, SecretsDoNotFit, database_errors
from ledger.sql import queries, script

_SQL = queries("ledger", "migration.sql")
_KEY_CHECK = b"census-ledger wrapping key check"


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
        _require_fitting_secrets(connection, database.secrets.wrapping_key)
        _make_role(connection, database.service_role, database.secrets.service_password)
        _make_role(connection, database.vault_role, database.secrets.vault_password)
        for text in (script("ledger", "schema.sql"), *scripts):
            connection.execute(sql.SQL(text).format(**names))
        connection.execute(
            _SQL["insert_key_check"],
            {"wrapped": aes_key_wrap(database.secrets.wrapping_key, _KEY_CHECK)},
        )


@contextmanager
def _errors_of_migration() -> Iterator[None]:
    with database_errors():
        try:
            yield
        except psycopg.errors.InsufficientPrivilege as error:
            raise OwnerLacksRights from error


def _require_fitting_secrets(
    connection: psycopg.Connection[tuple[object, ...]], wrapping_key: bytes
) -> None:
    """A constant that was wrapped with the first secrets must unwrap with these."""
    if connection.execute(_SQL["has_key_check"]).fetchone() is None:
        return
    for (wrapped,) in connection.execute(_SQL["select_key_check"]).fetchall():
        try:
            aes_key_unwrap(wrapping_key, cast(bytes, wrapped))
        except InvalidUnwrap:
            raise SecretsDoNotFit from None


def _make_role(
    connection: psycopg.Connection[tuple[object, ...]], role: str, password: str
) -> None:
    known = connection.execute(_SQL["select_role"], {"role": role}).fetchone()
    statement = "alter_role" if known else "create_role"
    connection.execute(
        sql.SQL(_SQL[statement]).format(role=sql.Identifier(role), password=sql.Literal(password))
    )
