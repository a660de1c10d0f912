"""The vault: one data key for each subject (a household, a post), wrapped before it is stored.

A data key has 256 random bits; it is wrapped with AES (RFC 3394) under the installation's wrapping
key, which never enters the database. The vault has its own schema and role: who can read the book
cannot read the keys.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from ledger.database import Database, Datastore
from ledger.errors import KeyMissing, SealBroken
from ledger.sql import queries

_SQL = queries("ledger", "vault.sql")
KEY_BYTES = 32
KEPT_KEYS = 100_000
"""Unwrapped keys held in memory, the latest used."""


class Vault:
    """The data keys of one book. Safe for threads: ``_lock`` guards ``_kept`` and ``_broken``."""

    def __init__(self, book: str, database: Database) -> None:
        self.book = book
        self._wrapping_key = database.secrets.wrapping_key
        self._datastore = Datastore(database.vault_url, schema="vault")
        self._kept: OrderedDict[UUID, bytes] = OrderedDict()
        self._broken: set[UUID] = set()
        self._lock = Lock()

    def create(self, subjects: Iterable[UUID]) -> None:
        """Make a key for each subject; durable when this returns.

        Runs before the events are recorded: a key without an event is harmless, an event without
        its key is lost.
        """
        made = {subject: secrets.token_bytes(KEY_BYTES) for subject in subjects}
        if not made:
            return
        with self._datastore.transaction(commit=True) as cursor:
            cursor.executemany(
                _SQL["insert_keys"],
                [
                    {
                        "book": self.book,
                        "subject": subject,
                        "wrapped": aes_key_wrap(self._wrapping_key, key),
                    }
                    for subject, key in made.items()
                ],
            )

    def load(self, subjects: Iterable[UUID]) -> None:
        """Fetch the keys of these subjects in one query, so that :meth:`key` needs none.

        A key that is missing or does not unwrap is told by :meth:`key`, of that subject alone.
        """
        with self._lock:
            wanted = [s for s in set(subjects) if s not in self._kept]
        if not wanted:
            return
        with self._datastore.cursor() as cursor:
            cursor.execute(_SQL["select_keys"], {"book": self.book, "subjects": wanted})
            rows = cursor.fetchall()
        found: dict[UUID, bytes] = {}
        broken: set[UUID] = set()
        for row in rows:
            try:
                wrapped = bytes(row["wrapped"])
                found[row["subject_id"]] = aes_key_unwrap(self._wrapping_key, wrapped)
            except InvalidUnwrap:
                broken.add(row["subject_id"])
        with self._lock:
            self._broken |= broken
            self._kept.update(found)
            while len(self._kept) > KEPT_KEYS:
                self._kept.popitem(last=False)

    def key(self, subject: UUID) -> bytes:
        """The subject's data key.

        Raises:
            KeyMissing: the vault holds none.
            SealBroken: the stored key does not unwrap.
        """
        found = self._of_memory(subject)
        if found is None:
            self.load([subject])
            found = self._of_memory(subject)
        if found is None:
            raise SealBroken if subject in self._broken else KeyMissing
        return found

    def close(self) -> None:
        """Give the connections back."""
        self._datastore.close()

    def _of_memory(self, subject: UUID) -> bytes | None:
        with self._lock:
            found = self._kept.get(subject)
            if found is not None:
                self._kept.move_to_end(subject)
            return found
