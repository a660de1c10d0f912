"""Whether these wrapping keys are the vault's: a constant that each wrapped must unwrap.

Without it another installation's keys would be found out only after they had wrapped something.
"""

from __future__ import annotations

from typing import Any, cast

import psycopg

from ledger.errors import SecretsDoNotFit
from ledger.sql import queries
from ledger.wrapping import CannotUnwrap, Wrapped, WrappingKeys
from ledger.wrapping.errors import WrappingKeyMissing

_SQL = queries("ledger", "vault.sql")
_CONSTANT = b"census-ledger wrapping key check"


def require_fitting(connection: psycopg.Connection[Any], keys: WrappingKeys) -> None:
    """Every generation that the vault was told of must be here.

    Raises:
        SecretsDoNotFit: one is missing, or is another installation's.
    """
    if connection.execute(_SQL["has_key_check"]).fetchone() is None:
        return
    for generation, wrapped in connection.execute(_SQL["select_key_checks"]).fetchall():
        try:
            found = keys.unwrap(Wrapped(generation, cast(bytes, wrapped)))
        except (CannotUnwrap, WrappingKeyMissing):
            raise SecretsDoNotFit from None
        if found != _CONSTANT:
            raise SecretsDoNotFit


def announce(connection: psycopg.Connection[Any], keys: WrappingKeys) -> None:
    """Tell the vault of the newest generation, so that keys may be wrapped under it."""
    generation, wrapped = keys.wrap(_CONSTANT)
    connection.execute(_SQL["insert_key_check"], {"generation": generation, "wrapped": wrapped})


def take_over_fingerprint_key(
    connection: psycopg.Connection[Any], keys: WrappingKeys, key: bytes
) -> None:
    """Give each book that has no fingerprint key yet the one that version 0.1 had for all.

    A command that was recorded then is known again when it is sent once more.
    """
    generation, wrapped = keys.wrap(key)
    connection.execute(
        _SQL["insert_fingerprint_keys"], {"generation": generation, "wrapped": wrapped}
    )
