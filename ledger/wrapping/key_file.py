"""Wrapping keys in a file that only its owner can read: ``wrapping-keys.json``.

A key is wrapped with AES-256 (RFC 3394). Whoever holds this file and the database can open what is
sealed: back it up apart from the database. The file also lists the vaults that use it.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from ledger.durable_file import (
    create_durably,
    locked,
    replace_durably,
    sweep_drafts,
    sync_directory,
)
from ledger.private_file import SecretsDamaged, is_there, read_private
from ledger.wrapping import CannotUnwrap, Wrapped
from ledger.wrapping.errors import WrappingKeyMissing

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class _Content:
    keys: Mapping[int, bytes]
    vaults: frozenset[UUID] = frozenset()


def lock_file(path: Path) -> Path:
    """The file beside the wrapping keys at a path that is locked while they are changed."""
    return path.with_name(f".{path.name}.lock")


def lock_of(path: Path) -> AbstractContextManager[None]:
    """Holds back the other processes that would change the file of wrapping keys at a path."""
    return locked(lock_file(path))


class KeyFile:
    """The generations in a file. ``_lock`` guards ``_keys``; readers see it or its successor.

    A rotation and a vault that is remembered may come at once, from two databases: whoever changes
    the file holds its lock.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            SecretsOpenToOthers: others can read the file.
            SecretsDamaged: it is not what was written, or not there.
        """
        sweep_drafts(path)
        self._path = path
        self._lock = Lock()
        self._keys = _read(path).keys

    @classmethod
    def load_or_create(cls, path: Path, *, first: bytes | None = None) -> KeyFile:
        """Read the file; where there is none, make it with one generation, ``first`` or random.

        Of several processes that start at once, one makes it and the others read it.
        """
        if not is_there(path):
            create_durably(path, _text(_Content({1: first or secrets.token_bytes(KEY_BYTES)})))
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
            self._keys = _read(self._path).keys

    def begin(self) -> int:
        """Add a generation."""

        def begun(before: _Content) -> _Content:
            new = {max(before.keys) + 1: secrets.token_bytes(KEY_BYTES)}
            return replace(before, keys={**before.keys, **new})

        return max(self._change(begun).keys)

    def retire(self, generation: int) -> None:
        """Take a generation out of the file; the file goes with the last."""

        def retired(before: _Content) -> _Content:
            left = {g: key for g, key in before.keys.items() if g != generation}
            return replace(before, keys=left)

        self._change(retired)

    def vaults(self) -> frozenset[UUID]:
        """The vaults on the file's list."""
        return _read(self._path).vaults

    def remember(self, vault: UUID) -> None:
        """Put a vault on the list; the file is written only where it is not there yet."""
        if vault not in self.vaults():
            self._change(lambda before: replace(before, vaults=before.vaults | {vault}))

    def forget(self, vault: UUID) -> None:
        """Take a vault off the list."""
        if vault in self.vaults():
            self._change(lambda before: replace(before, vaults=before.vaults - {vault}))

    def _change(self, change: Callable[[_Content], _Content]) -> _Content:
        with self._lock, lock_of(self._path):
            content = change(_read(self._path))
            if content.keys:
                replace_durably(self._path, _text(content))
            else:
                sweep_drafts(self._path)
                self._path.unlink()
                sync_directory(self._path.parent)
            self._keys = MappingProxyType(dict(content.keys))
        return content


def _text(content: _Content) -> str:
    keys = {str(g): b64encode(key).decode() for g, key in sorted(content.keys.items())}
    stored = {"v": 1, "keys": keys, "vaults": sorted(map(str, content.vaults))}
    return orjson.dumps(stored, option=orjson.OPT_INDENT_2).decode()


def _read(path: Path) -> _Content:
    try:
        stored = orjson.loads(read_private(path))
        keys = {int(g): b64decode(key, validate=True) for g, key in stored["keys"].items()}
        # A file of before there was a list has none.
        vaults = frozenset(map(UUID, stored.get("vaults", ())))
    except (AttributeError, KeyError, TypeError, ValueError):
        # orjson's and base64's errors are ValueErrors, and quote what they could not read.
        raise SecretsDamaged(path.name) from None
    if not keys or min(keys) < 1 or any(len(key) != KEY_BYTES for key in keys.values()):
        raise SecretsDamaged(path.name)
    return _Content(MappingProxyType(keys), vaults)
