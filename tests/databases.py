"""Databases of the shared server: made and dropped, or lent to one test after another."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import psycopg
from psycopg import sql

from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.wrapping.key_file import KeyFile

Made = TypeVar("Made")
LARGE = 1 << 20
"""Bytes of a table from which on it is truncated; new files take longer than a few rows."""
Rows: TypeAlias = dict[str, bytes]
"""What each table holds, as COPY writes it."""

_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Which row of a catalog is in force changes with every statement that alters what it describes.
_SHAPE = """
SELECT md5(string_agg(row, ' ' ORDER BY row)) FROM (
    SELECT 'class' || oid || ':' || xmin FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT 'column' || attrelid || ':' || attnum || ':' || xmin FROM pg_attribute
        WHERE attrelid >= 16384
    UNION ALL SELECT 'constraint' || oid || ':' || xmin FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT 'index' || indexrelid || ':' || xmin FROM pg_index WHERE indexrelid >= 16384
    UNION ALL SELECT 'function' || oid || ':' || xmin FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT 'rule' || oid || ':' || xmin FROM pg_rewrite WHERE oid >= 16384
    UNION ALL SELECT 'trigger' || oid || ':' || xmin FROM pg_trigger
    UNION ALL SELECT 'policy' || oid || ':' || xmin FROM pg_policy
    UNION ALL SELECT 'rights' || oid || ':' || xmin FROM pg_default_acl
    UNION ALL SELECT 'extension' || oid || ':' || xmin FROM pg_extension
    UNION ALL SELECT 'event' || oid || ':' || xmin FROM pg_event_trigger
    UNION ALL SELECT 'schema' || oid || ':' || xmin FROM pg_namespace
        WHERE nspname !~ '^pg_(toast_)?temp_'
    UNION ALL SELECT 'database' || oid || ':' || xmin FROM pg_database
        WHERE datname = current_database()
    UNION ALL SELECT 'role' || oid || ':' || xmin FROM pg_authid
        WHERE starts_with(rolname, current_database() || '_')
    UNION ALL SELECT 'member' || m.oid || ':' || m.xmin FROM pg_auth_members m JOIN pg_roles r
        ON r.oid IN (m.roleid, m.member) AND starts_with(rolname, current_database() || '_')
    UNION ALL SELECT 'setting' || setdatabase || ':' || setrole || ':' || xmin
        FROM pg_db_role_setting
) AS rows (row)
"""


def create(server: EmbeddedPostgres, name: str) -> str:
    """Make an empty database; its owner's URL.

    Its files are copied: on a server that waits for no disk that is faster than through the log.
    """
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {} STRATEGY FILE_COPY").format(sql.Identifier(name)))
    return server.url(name)


def drop(server: EmbeddedPostgres, name: str) -> None:
    """Drop a database, whoever uses it, and the roles that are named after it."""
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        roles = owner.execute(
            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [f"{name}_"]
        ).fetchall()
        for (role,) in roles:
            owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@contextmanager
def new_database(server: EmbeddedPostgres, name: str) -> Iterator[str]:
    """A database by its owner's URL, dropped afterwards with its roles."""
    url = create(server, name)
    try:
        yield url
    finally:
        drop(server, name)


class KeptDatabase(Generic[Made]):
    """A database whose rows can be put back to what they were; ``made`` is what made them gave."""

    def __init__(self, server: EmbeddedPostgres, name: str, make: Callable[[str], Made]) -> None:
        self.name = name
        self.url = create(server, name)
        self.made = make(self.url)
        with self._owner() as owner:
            self._tables = [table for (table,) in owner.execute(_TABLES).fetchall()]
            self._shape = _shape(owner)
        self._known = {"as made": self._rows()}

    def put_back(self) -> None:
        """Put the rows back that were there when it was made."""
        self._put(self._known["as made"])

    def prepare(self, name: str, write: Callable[[], object]) -> None:
        """Put in the rows of a larger set-up, which ``write`` writes the first time."""
        if name in self._known:
            self._put(self._known[name])
        else:
            write()
            self._known[name] = self._rows()

    def is_whole(self) -> bool:
        """Whether its tables, rights, roles and settings are still as they were made."""
        with self._owner() as owner:
            owner.execute(_END_OTHERS)
            return _shape(owner) == self._shape

    def _owner(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.url)

    def _rows(self) -> Rows:
        rows = {}
        with self._owner() as owner, owner.cursor() as cursor:
            for table in self._tables:
                with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                    rows[table] = b"".join(bytes(part) for part in copy)
        return {table: told for table, told in rows.items() if told}

    def _put(self, rows: Rows) -> None:
        with self._owner() as owner, owner.cursor() as cursor:
            # Rows that were there together need no check of one against the other.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in self._tables:
                [(size,)] = cursor.execute("SELECT pg_table_size(%s)", [table]).fetchall()
                if size > LARGE:
                    cursor.execute(f"TRUNCATE {table} CASCADE")
                elif size:
                    cursor.execute(f"DELETE FROM {table}")
            for table, told in rows.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(told)
            self._shape = _shape(owner)


def _shape(owner: psycopg.Connection[tuple[Any, ...]]) -> object:
    [(shape,)] = owner.execute(_SHAPE).fetchall()
    return shape


class Lender(Generic[Made]):
    """Lends a database to one test after another: to make one outlasts most tests.

    Who changes more than rows (a table, a right, a role) has a new one made for the next test.
    """

    def __init__(self, server: EmbeddedPostgres, prefix: str, make: Callable[[str], Made]) -> None:
        self._server = server
        self._make = make
        self._names = (f"{prefix}_{number}" for number in itertools.count(1))
        self._kept: KeptDatabase[Made] | None = None

    @contextmanager
    def lent(self) -> Iterator[KeptDatabase[Made]]:
        """The database as it was made."""
        one, self._kept = self._kept, None
        if one is None:
            one = KeptDatabase(self._server, next(self._names), self._make)
        else:
            one.put_back()
        yield one
        if one.is_whole():
            self._kept = one
        else:
            drop(self._server, one.name)


@dataclass(frozen=True)
class Installed:
    """A migrated database, and the file of its wrapping keys."""

    database: Database
    keys: Path


def installed(url: str, keys: Path) -> Installed:
    """The ledger's tables and roles in an empty database, with secrets of its own."""
    database = Database(url, Secrets.new(), KeyFile.load_or_create(keys))
    migrate(database)
    return Installed(database, keys)
