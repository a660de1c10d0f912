"""One data key for each subject (a household, a post), and the book's own keys by purpose.

A key has 256 random bits; it is wrapped under the installation's wrapping key, which never enters
the database, before it is stored. Removing its row destroys it, finally so once the wrapping key
has been rotated (:mod:`ledger.vault.rotation`).
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import IntegrityError

from ledger.database import Database, Datastore
from ledger.errors import KeyMissing, SealBroken
from ledger.sql import queries
from ledger.suite import SUITES
from ledger.vault.id_index import digest_of
from ledger.wrapping import CannotUnwrap, Wrapped
from ledger.wrapping.errors import WrappingKeyMissing

_SQL = queries("ledger", "vault.sql")
KEY_BYTES = 32
KEPT_KEYS = 100_000
"""Unwrapped keys held in memory, the latest used."""
ID_INDEX = "id-index"
"""Purpose of the key under which persons are found by ID number."""
FINGERPRINT = "fingerprint"
"""Purpose of the key of the commands' fingerprints."""


class Vault:
    """The keys of one book. Safe for threads: ``_lock`` guards what is held in memory."""

    def __init__(self, book: str, database: Database) -> None:
        self.book = book
        self.suite = database.suite
        self._wrapping_keys = database.wrapping_keys
        self._datastore = Datastore(database.vault_url, schema="vault")
        self._kept: OrderedDict[UUID, bytes] = OrderedDict()
        self._broken: set[UUID] = set()
        self._destroyed: set[UUID] = set()
        self._book_keys: dict[str, bytes] = {}
        self._destructions = 0
        self._lock = Lock()

    def create(self, subjects: Iterable[UUID]) -> None:
        """Make a key for each subject; durable when this returns.

        Runs before the events are recorded: a key without an event is harmless, an event without
        its key is lost.
        """
        made = {subject: secrets.token_bytes(KEY_BYTES) for subject in subjects}
        if made:
            self._insert("insert_keys", "subject", made)

    def load(self, subjects: Iterable[UUID]) -> None:
        """Fetch the keys of these subjects in one query, so that :meth:`key` needs none.

        A key that is missing or does not unwrap is told by :meth:`key`, of that subject alone.

        Raises:
            WrappingKeyMissing, WrappingKeysAway: the wrapping keys are out of reach.
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
                found[row["subject_id"]] = self._unwrap(row)
            except CannotUnwrap:
                broken.add(row["subject_id"])
        with self._lock:
            # What was destroyed while this was read stays so.
            self._broken |= broken - self._destroyed
            self._kept.update((s, key) for s, key in found.items() if s not in self._destroyed)
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

    def subjects(self) -> list[UUID]:
        """Whose data keys the vault holds."""
        with self._datastore.cursor() as cursor:
            cursor.execute(_SQL["select_subjects"], {"book": self.book})
            return [row["subject_id"] for row in cursor.fetchall()]

    def destroy(self, subjects: Iterable[UUID]) -> int:
        """Remove the keys of these subjects, and where their persons stand; durable.

        Gives the number of keys that were there. Doing it again is harmless, and every process has
        to do it: from then on it gives none of these keys, not even one that a backup brought back.
        """
        destroyed = list(set(subjects))
        with self._lock:
            for subject in destroyed:
                self._destroyed.add(subject)
                self._kept.pop(subject, None)
                self._broken.discard(subject)
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_SQL["delete_keys"], {"book": self.book, "subjects": destroyed})
            removed = cursor.rowcount
            cursor.execute(_SQL["delete_persons_of"], {"book": self.book, "households": destroyed})
        return removed

    def book_key(self, purpose: str) -> bytes:
        """The book's key for a purpose (32 bytes), made when it is first asked for.

        Raises:
            SealBroken: the stored key does not unwrap.
            WrappingKeyMissing, WrappingKeysAway: the wrapping keys are out of reach.
        """
        found = self._stored_book_key(purpose)
        if found is None:
            made = {purpose: secrets.token_bytes(KEY_BYTES)}
            self._insert("insert_book_key", "purpose", made)
            # Another process may have been faster: what is stored counts.
            found = self._stored_book_key(purpose)
        if found is None:
            raise KeyMissing
        return found

    def destroy_book_keys(self, purposes: Iterable[str]) -> int:
        """Remove the book's keys for these purposes; durable. Gives the number that were there.

        With the key of the index goes the index.
        """
        destroyed = list(set(purposes))
        try:
            with self._datastore.transaction(commit=True) as cursor:
                cursor.execute(_SQL["delete_book_keys"], {"book": self.book, "purposes": destroyed})
                removed = cursor.rowcount
                if ID_INDEX in destroyed:
                    cursor.execute(_SQL["delete_persons"], {"book": self.book})
        finally:
            # Also after a failure: nobody knows then whether the keys are gone.
            with self._lock:
                self._destructions += 1
                for purpose in destroyed:
                    self._book_keys.pop(purpose, None)
        return removed

    def index_persons(self, rows: Iterable[tuple[str, UUID, UUID]]) -> None:
        """Note where persons stand: ``(ID number, person, household)``; durable.

        A row is a hint that opening the record confirms: a number that was corrected leaves its
        old row. Of a household without a key nothing is noted, as nothing could confirm it.
        """
        noted = list(rows)
        if not noted:
            return
        key = self.book_key(ID_INDEX)
        with self._datastore.transaction(commit=True) as cursor:
            cursor.executemany(
                _SQL["insert_person"],
                [
                    {
                        "book": self.book,
                        "digest": digest_of(number, key, self.suite),
                        "person": person,
                        "household": household,
                    }
                    for number, person, household in noted
                ],
            )

    def indexed_persons(self, near: Sequence[UUID] | None = None) -> list[tuple[bytes, UUID, UUID]]:
        """Where persons of ID numbers may stand: ``(digest, person, household)``.

        The digests are equal where the numbers are; they tell nothing else without the key. Of all
        households of the book, or of those ``near`` and whichever share a number with one of them.
        """
        query = _SQL["select_index" if near is None else "select_index_near"]
        with self._datastore.cursor() as cursor:
            cursor.execute(query, {"book": self.book, "households": list(near or ())})
            return [
                (bytes(row["digest"]), row["person_id"], row["household_id"])
                for row in cursor.fetchall()
            ]

    def digests(self, id_numbers: Iterable[str]) -> list[bytes]:
        """The digests under which the index notes ID numbers."""
        key = self.book_key(ID_INDEX)
        return [digest_of(number, key, self.suite) for number in id_numbers]

    def find_person(self, id_number: str) -> list[tuple[UUID, UUID]]:
        """Persons who may bear an ID number, each with the household: ``(person, household)``.

        Full-width digits, a small x and the 15 digits of before 1999 find the same person.
        """
        key = self._stored_book_key(ID_INDEX)
        if key is None:
            return []
        digests = [digest_of(id_number, key, suite) for suite in SUITES.values()]
        with self._datastore.cursor() as cursor:
            cursor.execute(_SQL["select_persons"], {"book": self.book, "digests": digests})
            return [(row["person_id"], row["household_id"]) for row in cursor.fetchall()]

    def close(self) -> None:
        """Give the connections back."""
        self._datastore.close()

    def _of_memory(self, subject: UUID) -> bytes | None:
        with self._lock:
            found = self._kept.get(subject)
            if found is not None:
                self._kept.move_to_end(subject)
            return found

    def _stored_book_key(self, purpose: str) -> bytes | None:
        with self._lock:
            kept = self._book_keys.get(purpose)
            destructions = self._destructions
        if kept is not None:
            return kept
        with self._datastore.cursor() as cursor:
            cursor.execute(_SQL["select_book_key"], {"book": self.book, "purpose": purpose})
            row = cursor.fetchone()
        if row is None:
            return None
        try:
            key = self._unwrap(row)
        except CannotUnwrap:
            raise SealBroken from None
        with self._lock:
            # What was destroyed while this was read is not kept.
            if self._destructions != destructions:
                return key
            return self._book_keys.setdefault(purpose, key)

    def _unwrap(self, row: Mapping[str, Any]) -> bytes:
        return self._wrapping_keys.unwrap(Wrapped(row["generation"], bytes(row["wrapped"])))

    def _insert(self, query: str, name: str, keys: Mapping[Any, bytes]) -> None:
        """Add keys, wrapped; once more with the newest wrapping key if that one was retired."""
        try:
            self._insert_wrapped(query, name, keys)
        except IntegrityError as error:
            if not isinstance(error.__cause__, psycopg.errors.ForeignKeyViolation):
                raise
            self._wrapping_keys.refresh()
            try:
                self._insert_wrapped(query, name, keys)
            except IntegrityError as again:
                raise WrappingKeyMissing(self._wrapping_keys.generation) from again

    def _insert_wrapped(self, query: str, name: str, keys: Mapping[Any, bytes]) -> None:
        rows = []
        for named, key in keys.items():
            generation, wrapped = self._wrapping_keys.wrap(key)
            rows.append(
                {"book": self.book, name: named, "generation": generation, "wrapped": wrapped}
            )
        with self._datastore.transaction(commit=True) as cursor:
            cursor.executemany(_SQL[query], rows)
