"""Accounts and the record of readings, in the database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.rows import TupleRow, class_row

from api.passwords import hash_password
from domain.permissions import Act
from domain.post import Appointment
from ledger.sql import queries

Connections: TypeAlias = Callable[[], AbstractContextManager[Connection[TupleRow]]]
"""Lends a connection for a transaction; commits unless it is left by an error."""

_SQL = queries("api", "queries.sql")


class Purpose(StrEnum):
    """What personal data may be read for; the purpose of each reading is on record."""

    REGISTRATION = "registration"
    """登记: to fill in or amend the form."""
    REVIEW = "review"
    """审核: to approve or return the record."""
    CORRECTION = "correction"
    """更正: to correct an approved record."""
    RESPONDENT_REQUEST = "respondent-request"
    """申报人查询: the household asks what is on record of it."""
    QUALITY_CHECK = "quality-check"
    """质量检查: a check of the quality of registration."""
    INVESTIGATION = "investigation"
    """追责核查: who made a record so, and on what ground."""
    CODING = "coding"
    """行业职业编码: to give the texts of industries and occupations their codes."""
    STATISTICS = "statistics"
    """统计分析: microdata without identifiers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Somebody read personal data; ``identifiers`` tells whether names and ID numbers too."""

    read_at: datetime
    reading_id: UUID
    account: str
    appointment_id: UUID
    act: str
    purpose: str
    area: str
    household_id: UUID | None
    person_id: UUID | None
    identifiers: bool


class Accounts:
    """Passwords by book and account; an account may act only while it holds a post."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def password_hash(self, book: str, account: str) -> str | None:
        """The hash to check a password against; None where there is no such account."""
        with self._connections() as connection:
            row = connection.execute(
                _SQL["password_hash"], {"book": book, "account": account}
            ).fetchone()
        return None if row is None else str(row[0])

    def add_password(self, book: str, account: str, password: str, *, set_by: str) -> bool:
        """Give an account its first password; False where it has one already."""
        given = {
            "book": book,
            "account": account,
            "password_hash": hash_password(password),
            "set_by": set_by,
        }
        with self._connections() as connection:
            return connection.execute(_SQL["add_password"], given).fetchone() is not None

    def change_password(self, book: str, account: str, password: str) -> None:
        """Give an account another password, as its holder."""
        given = {
            "book": book,
            "account": account,
            "password_hash": hash_password(password),
            "set_by": account,
        }
        with self._connections() as connection:
            connection.execute(_SQL["change_password"], given)


class Readings:
    """The record of who read whose personal data."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def record(
        self,
        book: str,
        reader: Appointment,
        act: Act,
        purpose: Purpose,
        *,
        area: str,
        household_id: UUID | None = None,
        person_id: UUID | None = None,
        identifiers: bool = False,
    ) -> None:
        """Put a reading on record; it is durable when this returns, before the answer goes out."""
        given: dict[str, Any] = {
            "book": book,
            "reading_id": uuid4(),
            "account": reader.account,
            "appointment_id": reader.appointment_id,
            "act": act.value,
            "purpose": purpose.value,
            "area": area,
            "household_id": household_id,
            "person_id": person_id,
            "identifiers": identifiers,
        }
        with self._connections() as connection:
            connection.execute(_SQL["record_reading"], given)

    def latest(
        self,
        book: str,
        area: str,
        *,
        limit: int,
        household_id: UUID | None = None,
        before: tuple[datetime, UUID] | None = None,
    ) -> list[Reading]:
        """Readings of places under ``area``, newest first; ``before`` is where a page goes on."""
        before_at, before_id = before or (None, None)
        given: dict[str, Any] = {
            "book": book,
            "area": area,
            "household_id": household_id,
            "before_at": before_at,
            "before_id": before_id,
            "limit": limit,
        }
        with (
            self._connections() as connection,
            connection.cursor(row_factory=class_row(Reading)) as cursor,
        ):
            return cursor.execute(_SQL["readings"], given).fetchall()
