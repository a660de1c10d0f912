"""What the library's factory for a book takes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.utils import Environment

from api.database import open_database
from api.settings import Settings
from ledger.errors import BookNotNamed, DatabaseFunctionsRefused
from ledger.factory import BookFactory, refuse_database_functions

GIVEN = {
    "PERSISTENCE_MODULE": "ledger.factory",
    "BOOK": "500112",
    "POSTGRES_DBNAME": "census",
    "POSTGRES_HOST": "localhost",
    "POSTGRES_USER": "census_service",
    "POSTGRES_PASSWORD": "not needed to be made",
}
ON = ["y", "Y", "yes", "t", "True", "on", "ON", "1", "perhaps", " "]
OFF = ["n", "no", "f", "FALSE", "off", "0", "", None]


@pytest.mark.parametrize("setting", ON)
def test_insert_function_that_loses_entries_for_readers_is_refused(setting: str) -> None:
    with pytest.raises(DatabaseFunctionsRefused):
        BookFactory({**GIVEN, "POSTGRES_ENABLE_DB_FUNCTIONS": setting})


@pytest.mark.parametrize("setting", OFF)
def test_insert_function_may_be_switched_off_by_name(setting: str | None) -> None:
    refuse_database_functions(setting)


def test_insert_function_is_refused_under_the_name_of_the_application_too() -> None:
    given = {**GIVEN, "COUNTERS_POSTGRES_ENABLE_DB_FUNCTIONS": "y"}
    InfrastructureFactory.construct(Environment("other", given)).close()
    with pytest.raises(DatabaseFunctionsRefused):
        InfrastructureFactory.construct(Environment("Counters", given))


def test_service_does_not_start_where_the_surroundings_switch_the_insert_function_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "yes")
    with (
        pytest.raises(DatabaseFunctionsRefused),
        open_database(Settings(data_directory=tmp_path / "data")),
    ):
        pytest.fail("it started")
    assert not (tmp_path / "data").exists()


def test_factory_without_a_book_is_refused() -> None:
    with pytest.raises(BookNotNamed):
        BookFactory({**GIVEN, "BOOK": ""})


def test_book_is_taken_by_the_name_of_the_application() -> None:
    factory = BookFactory(Environment("Counters", {**GIVEN, "COUNTERS_BOOK": "500113"}))
    factory.close()
    assert factory.book == "500113"
