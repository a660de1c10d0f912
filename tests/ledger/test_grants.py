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
        "ledger.tile_hash": {"SELECT", "INSERT"},
        "ledger.checkpoint": {"SELECT", "INSERT"},
        "ledger.head": {"SELECT", "INSERT", "UPDATE"},
        "ledger.tracking": {"SELECT", "INSERT", "UPDATE"},
    }


def test_vault_role_keeps_keys_and_nothing_else(database: Database) -> None:
    kept = {"SELECT", "INSERT", "DELETE"}
    assert granted(database, database.vault_role) == {
        "vault.data_key": kept,
        "vault.book_key": kept,
        "vault.person_index": kept,
        "vault.key_check": kept,
        "vault.identity": {"SELECT"},
    }


def columns_changed_by(database: Database, role: str) -> set[str]:
    with psycopg.connect(database.url) as owner:
        rows = owner.execute(
            "SELECT format('%%I.%%I.%%I', table_schema, table_name, column_name) "
            "FROM information_schema.columns WHERE table_schema IN ('ledger', 'vault') "
            "AND has_column_privilege(%s, format('%%I.%%I', table_schema, table_name), "
            "column_name, 'UPDATE')",
            [role],
        ).fetchall()
    return {column for (column,) in rows}


def test_vault_role_changes_how_a_key_is_wrapped_and_not_whose_it_is(database: Database) -> None:
    assert columns_changed_by(database, database.vault_role) == {
        "vault.data_key.generation",
        "vault.data_key.wrapped",
        "vault.book_key.generation",
        "vault.book_key.wrapped",
    }


def test_service_role_changes_heads_tracking_and_cosignatures_alone(database: Database) -> None:
    tables = {c.rpartition(".")[0] for c in columns_changed_by(database, database.service_role)}
    assert tables == {"ledger.head", "ledger.tracking", "ledger.checkpoint"}
    with psycopg.connect(database.service_url) as service:
        for column in ("book_id", "epoch", "size", "signed_at"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), service.transaction():
                service.execute(f"UPDATE ledger.checkpoint SET {column} = {column}")


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
        "SELECT * FROM vault.book_key",
        "SELECT * FROM vault.person_index",
        "SELECT * FROM vault.key_check",
        "SET ROLE {vault_role}",
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
        service.execute(statement.format(vault_role=database.vault_role))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM ledger.entry",
        "SELECT * FROM ledger.head",
        "SELECT * FROM ledger.command",
        "SELECT * FROM ledger.checkpoint",
        "TRUNCATE vault.data_key",
        "UPDATE vault.data_key SET subject_id = gen_random_uuid()",
        "SET ROLE {service_role}",
    ],
)
def test_vault_role_is_refused_to(database: Database, statement: str) -> None:
    with (
        psycopg.connect(database.vault_url) as vault,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        vault.execute(statement.format(service_role=database.service_role))


def test_roster_is_selected_by_the_topics_of_the_roster() -> None:
    wanted = {f"'{topic}'" for topic in ROSTER_TOPICS}
    index = script("ledger", "schema.sql").partition("entry_on_roster")[2].partition(";")[0]
    for text in (index, queries("ledger", "book.sql")["select_roster"]):
        (listed_topics,) = re.findall(r"topic IN \(([^)]*)\)", text)
        assert set(re.findall(r"'\w+'", listed_topics)) == wanted
