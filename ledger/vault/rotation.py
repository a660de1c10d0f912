"""Changing the wrapping key while the service runs; the book is not touched.

A new generation is made, every key in the vault is wrapped under it, and then the old generation is
destroyed. With it die all copies of wrapped keys that lie in write-ahead logs, dead rows and
backups of the vault: a key that was destroyed before the rotation cannot be brought back after it.

A rotation that was cut off, at whatever point, is carried on by the next one, which then makes its
own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, LiteralString, TypeAlias
from uuid import UUID

import psycopg

from ledger.database import SESSION_OPTIONS, Database
from ledger.error_translation import database_errors
from ledger.sql import queries
from ledger.vault.identity import identity_of, require_alone
from ledger.vault.key_check import announce, require_fitting
from ledger.wrapping import CannotUnwrap, Wrapped, WrappingKeys
from ledger.wrapping.errors import RotationUnderWay, WrappedKeysDamaged
from ledger.writing import session_keywords

_SQL = queries("ledger", "vault.sql")
BATCH_KEYS = 1000


@dataclass(frozen=True, slots=True)
class _Table:
    """Holds wrapped keys by book and name; ``first`` is a name that stands before all others."""

    select_old: LiteralString
    update: LiteralString
    first: object


_TABLES = (
    _Table(_SQL["select_old_data_keys"], _SQL["update_data_key"], UUID(int=0)),
    _Table(_SQL["select_old_book_keys"], _SQL["update_book_key"], ""),
)
Progress: TypeAlias = Callable[[int, int], None]
"""Is told how many keys were moved, and of how many."""
_Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did: the generation that wraps now, those that are gone, keys moved.

    A key counts each time that it was wrapped anew, twice where an earlier rotation was cut off.
    """

    generation: int
    retired: tuple[int, ...]
    keys: int


def rotate(
    database: Database,
    on_progress: Progress = lambda _done, _total: None,
    *,
    gone: Collection[UUID] = (),
) -> Rotation:
    """Put every key of the vault under a new wrapping key and destroy the old one.

    One that was cut off is carried on first, and then a new one is made: what was destroyed before
    this call may have been wrapped under the generation of the one that was cut off. Of the vaults
    that use the same wrapping keys, those that are ``gone`` are forgotten, by their ids.

    Raises:
        WrappingKeyShared: other vaults use the wrapping keys; nothing is changed, or, where one
            came while the keys were moved, nothing is destroyed.
        NotAnotherVault: one that is said to be gone is not on the list, or is this vault.
        RotationUnderWay: another process is at it.
        WrappedKeysDamaged: some keys do not unwrap; the rest is moved, nothing is destroyed.
        SecretsDoNotFit: the wrapping keys are not this vault's; nothing is changed.
    """
    keys, url = database.wrapping_keys, database.vault_url
    with (
        database_errors(),
        psycopg.connect(url, options=SESSION_OPTIONS, **session_keywords(url)) as connection,
    ):
        if not _value(connection.execute(_SQL["try_lock_rotation"])):
            raise RotationUnderWay
        keys.refresh()
        require_fitting(connection, keys)
        vault = identity_of(connection)
        require_alone(keys, vault, gone)
        before = list(keys.generations())
        moved = 0
        if len(before) > 1:
            moved += _complete(connection, keys, vault, on_progress)
        keys.begin()
        moved += _complete(connection, keys, vault, on_progress)
    return Rotation(keys.generation, tuple(range(before[0], keys.generation)), moved)


def _complete(
    connection: _Connection, keys: WrappingKeys, vault: UUID, on_progress: Progress
) -> int:
    """Move every key to the newest generation and destroy the others; gives the number moved."""
    announce(connection, keys)
    connection.commit()
    moved, total = 0, _old_keys(connection, keys)
    for table in _TABLES:
        for count in _move(connection, keys, table):
            connection.commit()
            moved += count
            on_progress(moved, total)
    moved += _finish(connection, keys)
    # A vault that comes later than this finds the newest generation, and wraps under that.
    require_alone(keys, vault)
    for generation in keys.generations():
        if generation != keys.generation:
            keys.retire(generation)
    return moved


def _finish(connection: _Connection, keys: WrappingKeys) -> int:
    """Move what was wrapped meanwhile and take the old generations from the vault, at once.

    Whoever wraps under an old generation waits for that, and is then refused it.
    """
    connection.execute(queries("ledger", "migration.sql")["lock_migration"])
    connection.execute(_SQL["lock_key_checks"])
    moved = sum(count for table in _TABLES for count in _move(connection, keys, table))
    left = _old_keys(connection, keys)
    if left == 0:
        connection.execute(_SQL["delete_key_checks"], {"newest": keys.generation})
    connection.commit()
    if left:
        raise WrappedKeysDamaged(left)
    return moved


def _move(connection: _Connection, keys: WrappingKeys, table: _Table) -> Iterator[int]:
    """Wrap a table's keys anew, batch by batch; what does not unwrap stays. Gives the numbers."""
    newest = keys.generation
    after: dict[str, object] = {"book": "", "name": table.first}
    while True:
        rows = connection.execute(
            table.select_old, {"newest": newest, "limit": BATCH_KEYS, **after}
        ).fetchall()
        if not rows:
            return
        anew = []
        for book, name, generation, wrapped in rows:
            after = {"book": book, "name": name}
            try:
                key = keys.unwrap(Wrapped(generation, wrapped))
            except CannotUnwrap:
                continue
            anew.append({**after, "generation": generation, **_wrapped(keys, key)})
        with connection.cursor() as cursor:
            cursor.executemany(table.update, anew)
        yield len(anew)


def _wrapped(keys: WrappingKeys, key: bytes) -> dict[str, object]:
    newest, wrapped = keys.wrap(key)
    return {"newest": newest, "wrapped": wrapped}


def _old_keys(connection: _Connection, keys: WrappingKeys) -> int:
    return int(_value(connection.execute(_SQL["count_old_keys"], {"newest": keys.generation})))


def _value(cursor: psycopg.Cursor[Any]) -> Any:
    row = cursor.fetchone()
    return None if row is None else row[0]
