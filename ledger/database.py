"""Where the book lives, and under which roles it is reached.

The owner migrates; the service role can read and add entries, never change or remove one; the vault
role reaches the wrapped keys, which the service role cannot.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.pooling import RECONNECT_SECONDS, alive
from ledger.secrets import Secrets
from ledger.suite import AES_256_GCM, Suite
from ledger.wake import Waker
from ledger.wrapping import WrappingKeys
from ledger.writing import VANISHED, WritingConnection

POOL_SIZE = 4
POOL_OVERFLOW = 12
SUBSCRIPTION_POOL = (1, 3)
"""Connections that the subscriptions of a datastore share: kept, and made at need."""
CONNECT_TIMEOUT = 5.0
"""Seconds that a caller waits for a connection before it is told to come back later."""
SESSION_OPTIONS = "-c lock_timeout=5s -c statement_timeout=120s -c synchronous_commit=on"
"""Of every session: bounded waits, and a commit that is durable before it is acknowledged."""
IDLE_SECONDS = 30
"""How long a transaction may lie idle before the server ends it."""
WRITING_OPTIONS = (
    f"{SESSION_OPTIONS} -c idle_in_transaction_session_timeout={IDLE_SECONDS}s"
    " -c enable_seqscan=off"
)
"""Of the session that writes: a plan made when the book was short still holds when it is long."""


@dataclass(frozen=True, slots=True, repr=False)
class Database:
    """A PostgreSQL database by its owner's connection string, and the roles made in it.

    ``suite`` seals what is new; what is sealed already says itself which suite opens it.
    """

    url: str
    secrets: Secrets
    wrapping_keys: WrappingKeys
    suite: Suite = AES_256_GCM

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
    own creation races when several processes start. ``waker`` is told when a book has grown: the
    process's, or one of its own; ``size`` says how many connections it keeps and how many more it
    makes at need.
    """

    def __init__(
        self,
        url: str,
        *,
        schema: str,
        waker: Waker | None = None,
        size: tuple[int, int] = (POOL_SIZE, POOL_OVERFLOW),
    ) -> None:
        self.waker = waker or Waker(url)
        self._owns_waker = waker is None
        self._url = url
        self._for_subscriptions: Datastore | None = None
        self._lock = Lock()
        to_write: dict[str, Any] = {"connect_timeout": int(CONNECT_TIMEOUT)}
        self.writing = WritingConnection(to_write)
        parameters: dict[str, Any] = conninfo_to_dict(url)
        super().__init__(
            dbname=parameters.pop("dbname"),
            host=parameters.pop("host", ""),
            port=parameters.pop("port", "5432"),
            user=parameters.pop("user"),
            password=parameters.pop("password", ""),
            connect_timeout=CONNECT_TIMEOUT,
            idle_in_transaction_session_timeout=IDLE_SECONDS,
            pool_size=size[0],
            max_overflow=size[1],
            pre_ping=True,
            schema=schema,
        )
        # Whatever else the string says (TLS, keepalives) reaches the driver too.
        keywords = cast(dict[str, Any], self.pool.kwargs)
        keywords.update({**VANISHED, **parameters, "options": SESSION_OPTIONS})
        to_write.update(keywords, options=WRITING_OPTIONS)
        self.pool.reconnect_timeout = RECONNECT_SECONDS
        # The library's datastore has no parameter for the check, only whether there is one.
        self.pool._check = alive(lambda: self.pool)

    def for_subscriptions(self) -> Datastore:
        """The same tables over a few connections that no writer waits for."""
        with self._lock:
            if self._for_subscriptions is None:
                self._for_subscriptions = Datastore(
                    self._url, schema=self.schema, waker=self.waker, size=SUBSCRIPTION_POOL
                )
            return self._for_subscriptions

    def close(self) -> None:
        """Give all connections back."""
        self.writing.close()
        if self._for_subscriptions is not None:
            self._for_subscriptions.close()
        if self._owns_waker:
            self.waker.close()
        super().close()
