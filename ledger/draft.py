"""An event made ready to be added: all of its row that does not depend on where and when.

What is made here is not made under the book's lock, for which everybody waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from ledger.entry import entry_parts, id_text


@dataclass(frozen=True)
class SealedEvent(StoredEvent):
    """A stored event with the commitment to the key that seals it (None: nothing is sealed)."""

    key_commitment: bytes | None = None


class Draft(NamedTuple):
    """A stored event with what stands in its entry before the time, and behind it.

    ``key`` are the bytes of its aggregate's id: to look up a UUID takes several times as long.
    """

    key: bytes
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    before_time: bytes
    after_time: bytes


def drafted(book: str, event: StoredEvent | Draft) -> Draft:
    """The draft of an event of a book; of a draft, itself."""
    if isinstance(event, Draft):
        return event
    originator_id = cast(UUID, event.originator_id)
    key = originator_id.bytes
    version, topic, state = event.originator_version, event.topic, event.state
    commitment = event.key_commitment if isinstance(event, SealedEvent) else None
    parts = entry_parts(book, id_text(key), version, topic, state, commitment)
    return Draft(key, originator_id, version, topic, state, *parts)
