"""Append-only is a privilege: what the roles may do in the database, asserted as granted."""

from __future__ import annotations

import re

import psycopg
import pytest

from domain.events import ROSTER_TOPICS
from ledger.database import Database
from ledger.sql import queries, script
from tests.ledger.books import listed, opened

_PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def granted(database: Database, role: str) -> dict[str, set[str]]:
    with psycopg.connect(database.url) as owner:
        rows = owner.execute(
            "SELECT format('%%I.%%I', schemaname, tablename), p FROM pg_tables, "
            "unnest(%s::text[]) p WHERE schemaname IN ('ledger', 'vault') "
            "AND has_table_privilege(%s, format('%%I.%%I', schemaname, tablename), p)",
            [list(_PRIVILEGES), role],
        ).fetchall()
    found: dict[str, set[str]] = {}
    for table, privilege in rows:
        found.setdefault(table, set()).add(privilege)
    return found


def test_service_role_reads_and_adds_entries_and_nothing_else(database: Database) -> None:
    assert granted(database, database.service_role) == {
        "ledger.entry": {"SELECT", "INSERT"},
        "ledger.command": {"SELECT", "INSERT"},
        "ledger.head": {"SELECT", "INSERT", "UPDATE"},
        "ledger.tracking": {"SELECT", "INSERT", "UPDATE"},
    }


def test_vault_role_reads_and_adds_keys_and_nothing_else(database: Database) -> None:
    assert granted(database, database.vault_role) == {"vault.data_key": {"SELECT", "INSERT"}}


def test_roles_own_nothing_and_are_no_superusers(database: Database) -> None:
    with psycopg.connect(database.url) as owner:
        rows = owner.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles "
            "WHERE rolname IN (%s, %s)",
            [database.service_role, database.vault_role],
        ).fetchall()
    assert rows == [(False, False, False, False)] * 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger.entry SET state = ''",
        "DELETE FROM ledger.entry",
        "TRUNCATE ledger.entry",
        "UPDATE ledger.command SET outcome = ''",
        "DELETE FROM ledger.command",
        "DROP TABLE ledger.entry",
        "ALTER TABLE ledger.entry DISABLE TRIGGER ALL",
        "SELECT * FROM vault.data_key",
    ],
)
def test_service_role_is_refused_to(database: Database, statement: str) -> None:
    application = opened(database)
    listed(application)
    application.close()
    with (
        psycopg.connect(database.service_url) as service,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        service.execute(statement)


def test_roster_is_selected_by_the_topics_of_the_roster() -> None:
    wanted = {f"'{topic}'" for topic in ROSTER_TOPICS}
    for text in (script("ledger", "schema.sql"), queries("ledger", "book.sql")["select_roster"]):
        (listed_topics,) = re.findall(r"topic IN \(([^)]*)\)", text)
        assert set(re.findall(r"'\w+'", listed_topics)) == wanted
