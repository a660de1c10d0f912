"""Carrying out in the vault what the book says was destroyed.

The book comes first: an order to destroy is an event, and the keys go once it is committed. What a
crash left over, or a backup of the vault brought back, goes when the book is next looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from threading import Lock
from uuid import UUID

from ledger.vault import FINGERPRINT, ID_INDEX, Vault

KEYS_OF_HOUSEHOLDS = (ID_INDEX, FINGERPRINT)
"""Keys of the whole book that go with those of its households: what they digested is personal."""


class KeyDestroyer:
    """Deletes keys of one book; ``_lock`` guards ``_done`` and lets one thread at a time delete."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._done = -1
        self._lock = Lock()

    def carry_out(
        self, last: int, households: Callable[[], Collection[UUID]], *, whole_book: bool
    ) -> None:
        """Delete what is destroyed as of the entry at ``last``; durable when this returns.

        ``households`` gives those whose keys go. Nothing is done again that this process did
        already.

        Raises:
            LedgerUnavailable: nothing was deleted; it is tried again the next time.
        """
        if last <= self._done:
            return
        with self._lock:
            if last <= self._done:
                return
            self._vault.destroy(households())
            if whole_book:
                self._vault.destroy_book_keys(KEYS_OF_HOUSEHOLDS)
            self._done = last
