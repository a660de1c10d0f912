"""The keyed fingerprint of a command's content: it tells a repeat from another content.

Keyed, because a plain digest of answers could be found by trial. The key goes when the keys of the
book's households are destroyed. Commands from then on, and the one that orders it, hold nothing
personal of a household; they have a key of their own that stays, so that their repeats are known.
"""

from __future__ import annotations

import hmac

import orjson

from domain.commands import DestroyBookKeys, Envelope
from ledger.errors import CommandNotComparable, CommandReused
from ledger.vault import FINGERPRINT, Vault

KEPT_FINGERPRINT = "kept-fingerprint"
"""Purpose of the key that stays."""


class Fingerprints:
    """Of the commands of one book; ``destroyed`` tells each time whether the first key is gone."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of(self, envelope: Envelope, *, destroyed: bool) -> bytes:
        """What is kept of a command, 32 bytes."""
        kept = destroyed or isinstance(envelope.command, DestroyBookKeys)
        return self._made(envelope, KEPT_FINGERPRINT if kept else FINGERPRINT)

    def compare(self, envelope: Envelope, recorded: bytes, *, destroyed: bool) -> None:
        """Let a command pass that is the one on record under its id.

        Raises:
            CommandReused: it is another.
            CommandNotComparable: it is another, or the key to tell was destroyed.
        """
        purposes = (KEPT_FINGERPRINT,) if destroyed else (FINGERPRINT, KEPT_FINGERPRINT)
        if not any(hmac.compare_digest(recorded, self._made(envelope, p)) for p in purposes):
            raise CommandNotComparable if destroyed else CommandReused

    def _made(self, envelope: Envelope, purpose: str) -> bytes:
        content = orjson.dumps(
            [
                type(envelope.command).__name__,
                envelope.account,
                envelope.device,
                envelope.channel,
                envelope.command.asked,
            ],
            default=sorted,
            option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS,
        )
        return hmac.digest(self._vault.book_key(purpose), content, "sha256")
