"""Brings a database to the shape that this version needs."""

from __future__ import annotations

from ledger.database import Database
from ledger.schema import migrate
from ledger.sql import script


def migrate_all(database: Database) -> None:
    """Make the ledger, the projections and the accounts, in one transaction; harmless to repeat."""
    migrate(database, [script("projections", "schema.sql"), script("api", "schema.sql")])
