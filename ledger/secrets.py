"""The secrets of one installation, in a file that only its owner can read.

Whoever holds this file can open what is sealed: back it up apart from the database.
"""

from __future__ import annotations

import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from ledger.errors import SecretsDamaged, SecretsOpenToOthers

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Made once, at random, for an installation; every key has 32 bytes."""

    service_password: str
    """Password of the database role that the service uses."""
    vault_password: str
    """Password of the database role that reads and adds wrapped keys."""
    wrapping_key: bytes
    """Wraps the data keys in the vault (AES-256, RFC 3394)."""
    fingerprint_key: bytes
    """Keys the fingerprint of a command's content."""
    token_key: bytes
    """Signs access tokens."""

    @classmethod
    def new(cls) -> Secrets:
        """Fresh random secrets."""
        return cls(
            service_password=secrets.token_urlsafe(24),
            vault_password=secrets.token_urlsafe(24),
            wrapping_key=secrets.token_bytes(KEY_BYTES),
            fingerprint_key=secrets.token_bytes(KEY_BYTES),
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
        if not (path.exists() or path.is_symlink()):
            cls._create(path)
        if not path.is_file():
            raise SecretsDamaged
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise SecretsOpenToOthers
        try:
            stored = orjson.loads(path.read_bytes())
            found = cls(
                service_password=stored["service_password"],
                vault_password=stored["vault_password"],
                wrapping_key=b64decode(stored["wrapping_key"]),
                fingerprint_key=b64decode(stored["fingerprint_key"]),
                token_key=b64decode(stored["token_key"]),
            )
        except (KeyError, TypeError, ValueError):
            # orjson's and base64's errors are ValueErrors, and quote what they could not read.
            raise SecretsDamaged from None
        keys = found.wrapping_key, found.fingerprint_key, found.token_key
        if any(len(key) != KEY_BYTES for key in keys):
            raise SecretsDamaged
        return found

    @classmethod
    def _create(cls, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            name: b64encode(value).decode() if isinstance(value, bytes) else value
            for name, value in asdict(cls.new()).items()
        }
        # Written whole beside it, then linked into place: no reader ever sees half a file, and
        # of two writers only the first succeeds.
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                return
        finally:
            draft.unlink()
