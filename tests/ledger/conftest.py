"""Books for the tests that need one: a small open one, and a larger one to be tampered with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.application import BookApplication
from ledger.database import Database
from ledger.vault import Vault
from ledger.verifier.book import verify_book
from ledger.verifier.kept import Kept
from ledger.verifier.signing import NO_TRUST, Trust
from tests.databases import Installed, KeptDatabase
from tests.ledger.books import BOOK, opened
from tests.ledger.forger import Forger, Found, Verify, write


@pytest.fixture
def book(kept_database: KeptDatabase[Installed], database: Database) -> Iterator[BookApplication]:
    kept_database.prepare("small open book", lambda: opened(database).close())
    application = BookApplication(BOOK, database)
    application.head()  # It knows how long the book is, like the process that wrote it.
    yield application
    application.close()


@pytest.fixture
def vault(database: Database) -> Iterator[Vault]:
    """The vault as another process sees it."""
    other = Vault(BOOK, database)
    yield other
    other.close()


@pytest.fixture
def forger(kept_database: KeptDatabase[Installed], database: Database) -> Forger:
    """Somebody at the tables of a larger book."""
    kept_database.prepare("book of two tiles and a part", lambda: write(database))
    return Forger(database.url)


@pytest.fixture
def found(forger: Forger) -> Verify:
    """What the verifier finds in the book of the forger."""

    def verify(*kept: Kept, trust: Trust = NO_TRUST) -> Found:
        report = verify_book(forger.url, BOOK, kept=kept, trust=trust)
        return [(f.kind, f.position, f.place) for f in report.findings]

    return verify
