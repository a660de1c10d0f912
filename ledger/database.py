"""Where the book lives, and under which roles it is reached.

The owner migrates; the service role can read and add entries, never change or remove one; the vault
role reaches the wrapped keys, which the service role cannot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.secrets import Secrets

POOL_SIZE = 4
POOL_OVERFLOW = 12
CONNECT_TIMEOUT = 5.0
"""Seconds that a caller waits for a connection before it is told to come back later."""
SESSION_OPTIONS = "-c lock_timeout=5s -c statement_timeout=120s -c synchronous_commit=on"
"""Of every session: bounded waits, and a commit that is durable before it is acknowledged."""


@dataclass(frozen=True, slots=True, repr=False)
class Database:
    """A PostgreSQL database by its owner's connection string, and the roles made in it."""

    url: str
    secrets: Secrets

    @property
    def name(self) -> str:
        """The database's name, which its roles are named after."""
        return str(conninfo_to_dict(self.url)["dbname"])

    @property
    def service_role(self) -> str:
        """The role of the service."""
        return f"{self.name}_service"

    @property
    def vault_role(self) -> str:
        """The role of the vault."""
        return f"{self.name}_vault"

    @property
    def service_url(self) -> str:
        """Connection string of the service role."""
        return make_conninfo(
            self.url, user=self.service_role, password=self.secrets.service_password
        )

    @property
    def vault_url(self) -> str:
        """Connection string of the vault role."""
        return make_conninfo(self.url, user=self.vault_role, password=self.secrets.vault_password)


class Datastore(PostgresDatastore):
    """The library's datastore for any libpq connection string.

    ``schema`` is where its tables are. Tables are made by the migration, not by the library, whose
    own creation races when several processes start.
    """

    def __init__(self, url: str, *, schema: str) -> None:
        parameters: dict[str, Any] = conninfo_to_dict(url)
        super().__init__(
            dbname=parameters.pop("dbname"),
            host=parameters.pop("host", ""),
            port=parameters.pop("port", "5432"),
            user=parameters.pop("user"),
            password=parameters.pop("password", ""),
            connect_timeout=CONNECT_TIMEOUT,
            idle_in_transaction_session_timeout=30,
            pool_size=POOL_SIZE,
            max_overflow=POOL_OVERFLOW,
            pre_ping=True,
            schema=schema,
        )
        # Whatever else the string says (TLS, keepalives) reaches the driver too.
        keywords = cast(dict[str, Any], self.pool.kwargs)
        keywords.update(parameters, options=SESSION_OPTIONS)
