"""Between domain events and the bytes that the book stores.

Stored bytes are canonical JSON: ``{"v": class version, "data": clear part}`` with either
``"sealed"`` and ``"subject"`` (the personal part under that subject's key) or ``"salt"`` (128
random bits), so that the digest in the public log can never be found by trying out answers.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any, Protocol, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from domain.event_codec import decode, encode
from domain.events import Event
from ledger.canonical import dumps, loads
from ledger.entry import key_commitment_in
from ledger.errors import KeyMissing
from ledger.seal import key_commitment, place, seal, unseal
from ledger.vault import Vault

_SALT_BYTES = 16


@dataclass(frozen=True)
class SealedEvent(StoredEvent):
    """A stored event with the commitment to the key that seals it (None: nothing is sealed)."""

    key_commitment: bytes | None = None


class KeysDestroyed(Protocol):
    """What the book says of destroyed keys."""

    def __call__(self, subject: UUID, *, look_again: bool = False) -> bool:
        """Whether the subject's key was destroyed, as this process knows or as of this moment."""


class SealingMapper(Mapper[UUID]):
    """The library's mapper, sealing the personal part of an event under its subject's key.

    ``key_destroyed`` tells whether the book says that a subject's key was destroyed. The events of
    such a subject decode without their personal part, also where the vault still holds the key:
    what the book says decides, not what a backup brought back.
    """

    def __init__(
        self,
        book: str,
        vault: Vault,
        key_destroyed: KeysDestroyed | None = None,
    ) -> None:
        super().__init__(JSONTranscoder())
        self.book = book
        self.vault = vault
        self._key_destroyed = key_destroyed

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> SealedEvent:
        """Encode and seal.

        Raises:
            KeyMissing: the subject has no key.
        """
        event = cast(Event, domain_event)
        clear, personal = encode(event)
        state: dict[str, Any] = {"v": event.class_version, "data": clear}
        commitment = None
        if personal is None:
            state["salt"] = b64encode(secrets.token_bytes(_SALT_BYTES)).decode()
        elif event.subject_id is None:
            raise TypeError(f"{event.topic} holds something personal and names no subject")
        else:
            at = place(self.book, event.originator_id, event.originator_version, event.topic)
            key = self.vault.key(event.subject_id)
            state["subject"] = event.subject_id.hex
            suite = self.vault.suite
            state["sealed"] = b64encode(seal(key, dumps(personal), at, suite)).decode()
            commitment = key_commitment(key, at, suite)
        return SealedEvent(
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=event.topic,
            state=dumps(state),
            key_commitment=commitment,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """Decode with the personal part, unless its key was destroyed.

        Raises:
            KeyMissing: the subject's key is not there.
            KeyNotCommitted: the vault's key is not the one that the entry is bound to.
            SealBroken: the sealed part does not open.
        """
        return self._event(stored_event)

    def to_clear_event(self, stored_event: StoredEvent) -> Event:
        """Decode without the personal part; no key is touched."""
        originator_id = cast(UUID, stored_event.originator_id)
        version = stored_event.originator_version
        return clear_event(stored_event.topic, originator_id, version, stored_event.state)

    def _event(self, stored: StoredEvent) -> Event:
        state = loads(stored.state)
        originator_id = cast(UUID, stored.originator_id)
        personal = None
        key = self._key(UUID(hex=state["subject"])) if "sealed" in state else None
        if key is not None:
            at = place(self.book, originator_id, stored.originator_version, stored.topic)
            personal = loads(unseal(key, b64decode(state["sealed"]), at, _commitment(stored)))
        return decode(
            stored.topic,
            originator_id,
            stored.originator_version,
            state["data"],
            personal,
            state["v"],
        )

    def _key(self, subject: UUID) -> bytes | None:
        """The key that opens what was sealed for a subject; None where it was destroyed."""
        destroyed = self._key_destroyed
        if destroyed is not None and destroyed(subject):
            return None
        try:
            return self.vault.key(subject)
        except KeyMissing:
            # Another process may have destroyed it a moment ago.
            if destroyed is not None and destroyed(subject, look_again=True):
                return None
            raise


def _commitment(stored: StoredEvent) -> bytes | None:
    """What the entry says of the key; None where a read of the library's brought no entry."""
    entry: bytes | None = getattr(stored, "entry", None)
    return None if entry is None else key_commitment_in(entry)


def clear_event(topic: str, originator_id: UUID, originator_version: int, state: bytes) -> Event:
    """A stored event without its personal part; no key is needed."""
    stored = loads(state)
    return decode(topic, originator_id, originator_version, stored["data"], None, stored["v"])


def subject_of(stored_event: StoredEvent) -> UUID | None:
    """Whose key seals a stored event."""
    subject = loads(stored_event.state).get("subject")
    return None if subject is None else UUID(hex=subject)
