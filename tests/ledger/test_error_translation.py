"""What the database says becomes an error of the ledger, and a fault of ours does not."""

from __future__ import annotations

import psycopg
import pytest
from eventsourcing import persistence
from psycopg import errors

from ledger.error_translation import database_errors, edited_entries
from ledger.errors import (
    BookInconsistent,
    DiskFull,
    GrantMissing,
    LedgerBusy,
    LedgerError,
    LedgerUnavailable,
    SchemaMissing,
)


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (errors.UndefinedTable(), SchemaMissing),
        (errors.InvalidSchemaName(), SchemaMissing),
        (errors.InvalidCatalogName(), SchemaMissing),
        (errors.InsufficientPrivilege(), GrantMissing),
        (errors.LockNotAvailable(), LedgerBusy),
        (errors.DiskFull(), DiskFull),
        (psycopg.DataError("timestamp too large (after year 10K)"), BookInconsistent),
        (psycopg.OperationalError(), LedgerUnavailable),
        (psycopg.InterfaceError(), LedgerUnavailable),
        (persistence.OperationalError(), LedgerUnavailable),
        (persistence.InterfaceError(), LedgerUnavailable),
    ],
    ids=lambda given: type(given).__name__,
)
def test_what_the_database_says_is_told_as_the_ledgers(
    raised: Exception, told: type[LedgerError]
) -> None:
    with pytest.raises(told) as error, database_errors():
        raise raised
    assert error.value.__cause__ is raised


def test_the_driver_is_heard_through_the_librarys_error() -> None:
    with pytest.raises(DiskFull), database_errors():
        raise persistence.OperationalError from errors.DiskFull()


@pytest.mark.parametrize(
    "raised", [psycopg.ProgrammingError(), persistence.IntegrityError(), ValueError()]
)
def test_what_may_be_a_fault_of_ours_stays_as_it_is(raised: Exception) -> None:
    with pytest.raises(type(raised)) as error, database_errors():
        raise raised
    assert error.value is raised


@pytest.mark.parametrize("raised", [TypeError(), ValueError(), KeyError(), AttributeError()])
def test_an_entry_that_cannot_be_decoded_is_told_with_its_cause(raised: Exception) -> None:
    with pytest.raises(BookInconsistent) as error, edited_entries():
        raise raised
    assert error.value.__cause__ is raised
