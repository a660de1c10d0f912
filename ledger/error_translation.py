"""What the database, the library and stored entries raise, told as errors of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from eventsourcing import persistence

from ledger.errors import (
    BookInconsistent,
    DiskFull,
    GrantMissing,
    LedgerBusy,
    LedgerError,
    LedgerUnavailable,
    SchemaMissing,
)

_NO_TIME = "timestamp too "
"""How the driver begins to say that a time which it read lies outside the calendar."""


def _translated(error: BaseException) -> LedgerError | None:
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(cause, psycopg.DataError) and str(cause).startswith(_NO_TIME):
        return BookInconsistent()  # no clock of the server's gave it
    if isinstance(
        cause,
        psycopg.errors.UndefinedTable
        | psycopg.errors.InvalidSchemaName
        | psycopg.errors.InvalidCatalogName,
    ):
        return SchemaMissing()
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return GrantMissing()
    if isinstance(cause, psycopg.errors.LockNotAvailable):
        return LedgerBusy()
    if isinstance(cause, psycopg.errors.DiskFull):
        return DiskFull()
    if isinstance(
        error,
        persistence.OperationalError
        | persistence.InterfaceError
        | psycopg.OperationalError
        | psycopg.InterfaceError,
    ):
        return LedgerUnavailable()
    return None


@contextmanager
def edited_entries() -> Iterator[None]:
    """Turn what decoding or folding stored entries raises into :class:`BookInconsistent`.

    An edited topic, version or state does neither. The cause stays: a fault of ours looks the same.
    """
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise BookInconsistent from error


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn what the driver or the library raises into a :class:`LedgerError`.

    Anything else passes as it is: a fault of ours must not look like a passing one.
    """
    try:
        yield
    except (persistence.PersistenceError, psycopg.Error) as error:
        translated = _translated(error)
        if translated is None:
            raise
        raise translated from error
