"""Between domain events and the bytes that the book stores.

Stored bytes are canonical JSON: ``{"v": class version, "data": clear part}`` with either
``"sealed"`` and ``"subject"`` (the personal part under that subject's key) or ``"salt"`` (128
random bits), so that the digest in the public log can never be found by trying out answers.
"""

from __future__ import annotations

import secrets
from base64 import b64decode
from binascii import b2a_base64
from collections.abc import Sequence
from typing import Protocol, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from domain.event_codec import decode, encode
from domain.events import Event
from ledger.canonical import dumps, loads
from ledger.draft import Draft, SealedEvent
from ledger.entry import entry_parts, id_text, key_commitment_in
from ledger.errors import KeyMissing
from ledger.seal import Sealer, place, unseal
from ledger.suite import NONCE_BYTES
from ledger.vault import Vault

_SALT_BYTES = 16


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
        given = str(event.originator_id), secrets.token_bytes(_SALT_BYTES)
        state, commitment = self._sealed(event, *given, {})
        return SealedEvent(
            event.originator_id, event.originator_version, event.topic, state, commitment
        )

    def drafts(self, events: Sequence[Event]) -> list[Draft]:
        """Encode and seal the events of a command, ready to be added; what they share, once.

        Raises:
            KeyMissing: a subject has no key.
        """
        book, sealers = self.book, dict[UUID, Sealer]()
        random = secrets.token_bytes(_SALT_BYTES * len(events))
        made: list[Draft] = []
        for start, event in zip(range(0, len(random), _SALT_BYTES), events, strict=True):
            originator_id, version, topic = (
                event.originator_id,
                event.originator_version,
                event.topic,
            )
            key = originator_id.bytes
            written_id = id_text(key)
            salt = random[start : start + _SALT_BYTES]
            state, commitment = self._sealed(event, written_id, salt, sealers)
            parts = entry_parts(book, written_id, version, topic, state, commitment)
            made.append(Draft(key, originator_id, version, topic, state, *parts))
        return made

    def _sealed(
        self, event: Event, originator_id: str, salt: bytes, sealers: dict[UUID, Sealer]
    ) -> tuple[bytes, bytes | None]:
        """State and commitment to the key, with random bytes of its own as salt or nonce.

        The canonical JSON is written out around the parts.
        """
        clear, personal = encode(event)
        if personal is None:
            state = b'{"data":%b,"salt":"%b","v":%d}'
            return state % (dumps(clear), _base64(salt), event.class_version), None
        subject = event.subject_id
        if subject is None:
            raise TypeError(f"{event.topic} holds something personal and names no subject")
        sealer = sealers.get(subject)
        if sealer is None:
            sealer = sealers[subject] = Sealer(self.vault.key(subject), self.vault.suite)
        at = place(self.book, originator_id, event.originator_version, event.topic)
        sealed = _base64(sealer.seal(dumps(personal), at, salt[:NONCE_BYTES]))
        state = b'{"data":%b,"sealed":"%b","subject":"%b","v":%d}'
        subject_id = subject.hex.encode()
        state %= dumps(clear), sealed, subject_id, event.class_version
        return state, sealer.commitment(at)

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


def _base64(data: bytes) -> bytes:
    return b2a_base64(data, newline=False)


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
