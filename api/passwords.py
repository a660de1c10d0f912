"""Password hashes: argon2id with the least parameters that OWASP recommends (19 MiB, 2 passes)."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)

SHORTEST = 12
LONGEST = 128


def hash_password(password: str) -> str:
    """A salted hash to keep."""
    return _HASHER.hash(password)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())


def password_matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one; takes as long for an account that does not exist (None)."""
    try:
        _HASHER.verify(kept or _nobodys_hash(), password)
    except VerifyMismatchError:
        return False
    return kept is not None
