"""Between domain events and the bytes that the book stores.

Stored bytes are canonical JSON: ``{"v": class version, "data": clear part}`` with either
``"sealed"`` and ``"subject"`` (the personal part under that subject's key) or ``"salt"`` (128
random bits), so that the digest in the public log can never be found by trying out answers.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from domain.event_codec import decode, encode
from domain.events import Event
from ledger.canonical import dumps, loads
from ledger.seal import key_commitment, place, seal, unseal
from ledger.vault import Vault

_SALT_BYTES = 16


@dataclass(frozen=True)
class SealedEvent(StoredEvent):
    """A stored event with the commitment to the key that seals it (None: nothing is sealed)."""

    key_commitment: bytes | None = None


class SealingMapper(Mapper[UUID]):
    """The library's mapper, sealing the personal part of an event under its subject's key."""

    def __init__(self, book: str, vault: Vault) -> None:
        super().__init__(JSONTranscoder())
        self.book = book
        self.vault = vault

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
            state["sealed"] = b64encode(seal(key, dumps(personal), at)).decode()
            commitment = key_commitment(key, at)
        return SealedEvent(
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=event.topic,
            state=dumps(state),
            key_commitment=commitment,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """Decode with the personal part.

        Raises:
            KeyMissing: the subject's key is not there.
            SealBroken: the sealed part does not open.
        """
        return self._event(stored_event, with_personal=True)

    def to_clear_event(self, stored_event: StoredEvent) -> Event:
        """Decode without the personal part; no key is touched."""
        return self._event(stored_event, with_personal=False)

    def _event(self, stored: StoredEvent, *, with_personal: bool) -> Event:
        state = loads(stored.state)
        originator_id = cast(UUID, stored.originator_id)
        personal = None
        if with_personal and "sealed" in state:
            at = place(self.book, originator_id, stored.originator_version, stored.topic)
            key = self.vault.key(UUID(hex=state["subject"]))
            personal = loads(unseal(key, b64decode(state["sealed"]), at))
        return decode(
            stored.topic,
            originator_id,
            stored.originator_version,
            state["data"],
            personal,
            state["v"],
        )


def subject_of(stored_event: StoredEvent) -> UUID | None:
    """Whose key seals a stored event."""
    subject = loads(stored_event.state).get("subject")
    return None if subject is None else UUID(hex=subject)
