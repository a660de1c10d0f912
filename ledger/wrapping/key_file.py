"""Wrapping keys in a file that only its owner can read: ``wrapping-keys.json``.

A key is wrapped with AES-256 (RFC 3394). Whoever holds this file and the database can open what is
sealed: back it up apart from the database.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from types import MappingProxyType

import orjson
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from ledger.log.durable_file import create_durably, replace_durably, sync_directory
from ledger.private_file import SecretsDamaged, is_there, read_private
from ledger.wrapping import CannotUnwrap, Wrapped
from ledger.wrapping.errors import WrappingKeyMissing

KEY_BYTES = 32


class KeyFile:
    """The generations in a file. ``_lock`` guards writing; readers see a mapping or its successor.

    One rotation at a time writes the file: whoever rotates holds the vault's lock for it.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            SecretsOpenToOthers: others can read the file.
            SecretsDamaged: it is not what was written, or not there.
        """
        self._path = path
        self._lock = Lock()
        self._keys = _read(path)

    @classmethod
    def load_or_create(cls, path: Path, *, first: bytes | None = None) -> KeyFile:
        """Read the file; where there is none, make it with one generation, ``first`` or random.

        Of several processes that start at once, one makes it and the others read it.
        """
        if not is_there(path):
            create_durably(path, _content({1: first or secrets.token_bytes(KEY_BYTES)}))
        return cls(path)

    @property
    def generation(self) -> int:
        """The generation that wraps what is new."""
        return max(self._keys)

    def generations(self) -> Sequence[int]:
        """Every generation in the file."""
        return sorted(self._keys)

    def wrap(self, key: bytes) -> Wrapped:
        """Wrap under the newest generation."""
        keys = self._keys
        generation = max(keys)
        return Wrapped(generation, aes_key_wrap(keys[generation], key))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The key again; a generation that is unknown is looked for in the file."""
        if wrapped.generation not in self._keys:
            self.refresh()
        key = self._keys.get(wrapped.generation)
        if key is None:
            raise WrappingKeyMissing(wrapped.generation)
        try:
            return aes_key_unwrap(key, wrapped.text)
        except (InvalidUnwrap, ValueError):
            # A ValueError is about its length.
            raise CannotUnwrap from None

    def refresh(self) -> None:
        """Read the file again."""
        with self._lock:
            self._keys = _read(self._path)

    def begin(self) -> int:
        """Add a generation."""
        with self._lock:
            keys = _read(self._path)
            generation = max(keys) + 1
            self._write({**keys, generation: secrets.token_bytes(KEY_BYTES)})
        return generation

    def retire(self, generation: int) -> None:
        """Take a generation out of the file; the file goes with the last."""
        with self._lock:
            left = {g: key for g, key in _read(self._path).items() if g != generation}
            if left:
                self._write(left)
            else:
                self._path.unlink()
                sync_directory(self._path.parent)
                self._keys = MappingProxyType({})

    def _write(self, keys: Mapping[int, bytes]) -> None:
        replace_durably(self._path, _content(keys))
        self._keys = MappingProxyType(dict(keys))


def _content(keys: Mapping[int, bytes]) -> str:
    stored = {str(g): b64encode(key).decode() for g, key in sorted(keys.items())}
    return orjson.dumps({"v": 1, "keys": stored}, option=orjson.OPT_INDENT_2).decode()


def _read(path: Path) -> Mapping[int, bytes]:
    try:
        stored = orjson.loads(read_private(path))
        keys = {int(g): b64decode(key, validate=True) for g, key in stored["keys"].items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        # orjson's and base64's errors are ValueErrors, and quote what they could not read.
        raise SecretsDamaged(path.name) from None
    if not keys or min(keys) < 1 or any(len(key) != KEY_BYTES for key in keys.values()):
        raise SecretsDamaged(path.name)
    return MappingProxyType(keys)
