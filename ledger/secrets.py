"""The passwords and keys of one installation, in a file that only its owner can read.

Back it up apart from the database. The keys that the vault's are wrapped under have a file of their
own (:mod:`ledger.wrapping`), because they change.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from ledger.durable_file import create_durably, replace_durably, sweep_drafts
from ledger.private_file import SecretsDamaged, is_there, read_private

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Made once, at random, for an installation; every key has 32 bytes."""

    service_password: str
    """Password of the database role that the service uses."""
    vault_password: str
    """Password of the database role that reads, adds and removes wrapped keys."""
    token_key: bytes
    """Signs access tokens."""
    wrapping_key: bytes | None = None
    """Of version 0.1, which had one: becomes generation 1 of the wrapping keys."""
    fingerprint_key: bytes | None = None
    """Of version 0.1, which had one for all books: becomes each book's in the vault."""
    path: Path | None = field(default=None, compare=False)
    """The file."""

    @classmethod
    def new(cls) -> Secrets:
        """Fresh random secrets."""
        return cls(
            service_password=secrets.token_urlsafe(24),
            vault_password=secrets.token_urlsafe(24),
            token_key=secrets.token_bytes(KEY_BYTES),
        )

    @classmethod
    def load_or_create(cls, path: Path) -> Secrets:
        """Read the file; where there is none, make it, readable by its owner alone (0600).

        Of several processes that start at once, one makes it and the others read it.

        Raises:
            SecretsOpenToOthers: others can read the file.
            SecretsDamaged: it is not what was written.
        """
        if not is_there(path):
            create_durably(path, cls.new()._content())
        sweep_drafts(path)
        try:
            stored = orjson.loads(read_private(path))
            found = cls(
                service_password=stored["service_password"],
                vault_password=stored["vault_password"],
                token_key=b64decode(stored["token_key"]),
                wrapping_key=_moved(stored.get("wrapping_key")),
                fingerprint_key=_moved(stored.get("fingerprint_key")),
                path=path,
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            # orjson's and base64's errors are ValueErrors, and quote what they could not read.
            raise SecretsDamaged(path.name) from None
        keys = found.token_key, found.wrapping_key, found.fingerprint_key
        if any(key is not None and len(key) != KEY_BYTES for key in keys):
            raise SecretsDamaged(path.name)
        return found

    def forget(self, name: str) -> None:
        """Take a key out of the file that is kept elsewhere now: a destroyed key leaves no copy."""
        if self.path is None or getattr(self, name) is None:
            return
        stored = orjson.loads(read_private(self.path))
        if stored.pop(name, None) is not None:
            replace_durably(self.path, orjson.dumps(stored, option=orjson.OPT_INDENT_2).decode())

    def _content(self) -> str:
        content = {
            "service_password": self.service_password,
            "vault_password": self.vault_password,
            "token_key": b64encode(self.token_key).decode(),
        }
        return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode()


def _moved(stored: str | None) -> bytes | None:
    return None if stored is None else b64decode(stored)
