"""Orders keys to be destroyed and dies when the order is on record and no key is gone yet.

Run as ``python -m tests.ledger.order_and_die URL FOLDER HOUSEHOLD`` (``book`` for all of them).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from ledger.application import BookApplication
from ledger.database import Database
from ledger.secrets import Secrets
from ledger.vault import Vault
from ledger.wrapping.key_file import KeyFile
from tests.ledger.books import BOOK, act, book_destruction, key_destruction

DIED = 7
"""How the process ends."""


def database_at(url: str, folder: Path) -> Database:
    """The database with the secrets that lie in a folder, or are made there."""
    keys = KeyFile.load_or_create(folder / "wrapping-keys.json")
    return Database(url, Secrets.load_or_create(folder / "secrets.json"), keys)


class DyingVault(Vault):
    """The power fails where it would delete."""

    def destroy(self, subjects: Iterable[UUID]) -> int:
        """Do not."""
        if list(subjects):
            os._exit(DIED)
        return 0


def main(url: str, folder: str, household: str) -> None:
    """Order, and die."""
    # The application makes its own vault; this one takes its place before anything is destroyed.
    application = BookApplication(BOOK, database_at(url, Path(folder)))
    vars(application._destroyer)["_vault"] = DyingVault(BOOK, database_at(url, Path(folder)))
    command = (
        book_destruction() if household == "book" else key_destruction(application, UUID(household))
    )
    act(application, "county-1", command)


if __name__ == "__main__":
    main(*sys.argv[1:])
