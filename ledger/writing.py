"""The connection that a process writes its books on: its own, and kept open.

It is not one of the pool's, so that no reader or subscription can starve the writer; and it keeps
its prepared statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Any

import psycopg
from eventsourcing import persistence
from psycopg.conninfo import conninfo_to_dict

from ledger.pipeline import Pipeline

VANISHED: Mapping[str, int] = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""By which a server that went away without a word is given up after 25 seconds.

Keepalives (in seconds) find it while an answer is waited for, ``tcp_user_timeout`` (milliseconds,
where the system has it) while something sent is not acknowledged; by itself the system would wait
for two hours, or a quarter of one. It is longer than an outage that TCP gets over by itself, and
shorter than the half minute after which the server, if it is we who vanished, lets go of the book.
"""
_TRUSTED_SECONDS = 1.0
"""How long after its last use a connection is taken to be alive without asking."""
_ERRORS: tuple[tuple[type[psycopg.Error], type[persistence.PersistenceError]], ...] = (
    (psycopg.InterfaceError, persistence.InterfaceError),
    (psycopg.OperationalError, persistence.OperationalError),
    (psycopg.DataError, persistence.DataError),
    (psycopg.IntegrityError, persistence.IntegrityError),
    (psycopg.InternalError, persistence.InternalError),
    (psycopg.ProgrammingError, persistence.ProgrammingError),
    (psycopg.NotSupportedError, persistence.NotSupportedError),
    (psycopg.Error, persistence.PersistenceError),
)


def session_keywords(url: str) -> dict[str, Any]:
    """What to connect with beside a connection string: :data:`VANISHED`, where it says nothing."""
    said = conninfo_to_dict(url)
    return {name: value for name, value in VANISHED.items() if name not in said}


class WritingConnection:
    """Connects at the first use, by libpq's ``keywords``.

    Safe for threads, which take turns: ``_lock`` guards the rest.
    """

    def __init__(self, keywords: Mapping[str, Any]) -> None:
        self._keywords = keywords
        self._lock = Lock()
        self._pipeline: Pipeline | None = None
        self._used = 0.0

    @contextmanager
    def pipeline(self) -> Iterator[Pipeline]:
        """The connection for one transaction; one that is not ended ends with the connection.

        Raises:
            persistence.PersistenceError: the library's error for the driver's.
        """
        with self._lock:
            try:
                yield self._living()
            except psycopg.Error as error:
                self._drop()
                raise _translated(error) from error
            except BaseException:
                self._drop()
                raise
            self._used = monotonic()

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._drop()

    def _living(self) -> Pipeline:
        if self._pipeline is not None and monotonic() - self._used > _TRUSTED_SECONDS:
            try:
                self._pipeline.connection.execute("")
            except psycopg.Error:
                # Ended while it was idle, with nothing under way: a new one takes its place.
                self._drop()
        if self._pipeline is None:
            self._pipeline = Pipeline(psycopg.connect(**self._keywords, autocommit=True))
        return self._pipeline

    def _drop(self) -> None:
        if self._pipeline is not None:
            self._pipeline.connection.close()
            self._pipeline = None


def _translated(error: psycopg.Error) -> persistence.PersistenceError:
    return next(ours for theirs, ours in _ERRORS if isinstance(error, theirs))(str(error))
