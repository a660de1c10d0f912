"""What is handed to a book to be added, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from eventsourcing.persistence import StoredEvent, Tracking

from ledger.draft import Draft, drafted
from ledger.errors import LedgerError
from ledger.receipt import Receipt


@dataclass(frozen=True, slots=True)
class RecordedCommand:
    """What is kept of a command: its id, the keyed fingerprint of its content, its result."""

    command_id: UUID
    fingerprint: bytes
    result: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Append:
    """Events to be added together or not at all.

    ``rests_on`` are versions of other aggregates that the decision was taken on: it holds only
    while they are the latest.
    """

    events: Sequence[StoredEvent | Draft]
    command: RecordedCommand | None = None
    rests_on: Mapping[UUID, int] = field(default_factory=dict)
    tracking: Tracking | None = None

    def drafts(self, book: str) -> list[Draft]:
        """Its events, ready to be added to a book."""
        return [drafted(book, event) for event in self.events]

    def ready(self, book: str) -> Append:
        """The same with its events ready: what takes time is done, and not under the lock."""
        return Append(self.drafts(book), self.command, self.rests_on, self.tracking)


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an append's events stand; ``receipt`` where it was a command."""

    positions: range
    receipt: Receipt | None

    @property
    def repeated(self) -> bool:
        """The command was on record already; nothing was added."""
        return self.receipt is not None and self.receipt.repeated


Outcome: TypeAlias = Appended | LedgerError
