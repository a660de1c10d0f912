"""A small open book for the tests that need one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.application import BookApplication
from ledger.database import Database
from tests.ledger.books import (
    opened,
)


@pytest.fixture
def book(database: Database) -> Iterator[BookApplication]:
    application = opened(database)
    yield application
    application.close()
