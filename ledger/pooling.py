"""Pools of connections that come back at once when the database does."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

RECONNECT_SECONDS = 1.0
"""After so long a pool stops trying by itself, and the next caller's need is a fresh try.

The pool's own way, waiting twice as long after each failure for minutes, would keep callers out
long after the database is back.
"""
_APART_SECONDS = 0.5
"""Connections made since so short a time ago are not taken for dead with the others."""


def alive(pool: Callable[[], ConnectionPool[Any]]) -> Callable[[Connection[Any]], None]:
    """The check of a pool before it lends a connection.

    Where one is dead the server was most likely gone, and all are: they are dropped together. The
    pool's own check finds them one by one, a second, two, four apart.
    """
    dropped = 0.0

    def check(connection: Connection[Any]) -> None:
        nonlocal dropped
        try:
            ConnectionPool.check_connection(connection)
        except psycopg.Error:
            if monotonic() - dropped > _APART_SECONDS:
                dropped = monotonic()
                pool().drain()
            raise

    return check
