"""Which vault a database holds, and which others use the same wrapping keys.

Whoever changes the wrapping key sees one vault. Any other that uses it would lose its keys, so each
is remembered beside the wrapping keys when it is made or opened.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

import psycopg

from ledger.errors import SchemaMissing
from ledger.sql import queries
from ledger.wrapping import WrappingKeys
from ledger.wrapping.errors import NotAnotherVault, WrappingKeyShared

_SQL = queries("ledger", "vault.sql")


def identity_of(connection: psycopg.Connection[Any]) -> UUID:
    """The vault's id, made at random by the migration.

    Raises:
        SchemaMissing: there is none.
    """
    row = connection.execute(_SQL["select_identity"]).fetchone()
    if row is None:
        raise SchemaMissing
    return cast(UUID, row[0])


def require_alone(keys: WrappingKeys, vault: UUID, gone: Collection[UUID] = ()) -> None:
    """No vault but this one may use the wrapping keys; those that are ``gone`` are forgotten.

    Raises:
        NotAnotherVault: one that is said to be gone is not among the others; none was forgotten.
        WrappingKeyShared: others do; none was forgotten.
    """
    others = keys.vaults() - {vault}
    unknown = set(gone) - others
    if unknown:
        raise NotAnotherVault(unknown)
    left = others.difference(gone)
    if left:
        raise WrappingKeyShared(left)
    for other in others:
        keys.forget(other)
