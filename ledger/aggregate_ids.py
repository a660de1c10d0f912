"""The ids of aggregates that a public name stands for: the book, its blocks, its posts.

The same name gives the same id, so that no block is drawn twice and no account gets two posts. Ids
stand in the public log, so those of blocks and posts are keyed: with an id that anybody could work
out from a block's code, the households listed after it would be told by block and number.
"""

from __future__ import annotations

import hmac
from uuid import NAMESPACE_URL, UUID, uuid5

from ledger.vault import Vault

PURPOSE = "aggregate-ids"
"""Of the book's key that makes ids; it stays when the keys of households are destroyed."""
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:census-ledger")


class AggregateIds:
    """Of one book."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def book(self) -> UUID:
        """The aggregate that the book begins with; its code is in every entry anyhow."""
        return uuid5(_NAMESPACE, f"{self._vault.book}/book")

    def block(self, code: str) -> UUID:
        """The block of a 15-digit code."""
        return self._keyed(f"block/{code}")

    def post(self, account: str) -> UUID:
        """The post that an account was first made for."""
        return self._keyed(f"post/{account}")

    def attempt(self, command_id: UUID, account: str, asked: str) -> UUID:
        """The attempt that a refused command was: of somebody, at something."""
        return self._keyed(f"attempt/{command_id}/{account}/{asked}")

    def named(self, kind: str, name: str) -> UUID:
        """What an office gave a name of its own to: a task, a device, a budget line."""
        return self._keyed(f"{kind}/{name}")

    def _keyed(self, name: str) -> UUID:
        key = self._vault.book_key(PURPOSE)
        # Marked as a random one, which it cannot be told from.
        return UUID(bytes=hmac.digest(key, name.encode(), "sha256")[:16], version=4)
