"""One transaction's worth of appends, checked and numbered under the head row's lock."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeAlias, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from ledger.append import Append, RecordedCommand
from ledger.entry import entry_bytes
from ledger.errors import CommandReused, LedgerError, VersionConflict
from ledger.mapper import SealedEvent
from ledger.merkle import Tree, leaf_hash
from ledger.receipt import Receipt, encoded_root

Taken: TypeAlias = range | Receipt | LedgerError
"""The positions an append got, the first answer to its command, or why it is refused."""
Row: TypeAlias = tuple[int, UUID, int, str, bytes, bytes, bytes]

"""What ``insert_entries`` takes of an entry: position to leaf hash."""


class Batch:
    """Grows ``tree`` and collects ``rows``; belongs to the one thread that holds the lock.

    ``recorded_at`` is the server's time of all its entries and never goes back.
    """

    def __init__(
        self,
        book: str,
        tree: Tree,
        recorded_at: datetime,
    ) -> None:
        self.book = book
        self.tree = tree
        self.recorded_at = recorded_at.astimezone(UTC)
        self.rows: list[Row] = []
        self._taken_commands: set[UUID] = set()

    def take(
        self,
        append: Append,
        recorded: Mapping[UUID, tuple[bytes, Receipt]],
        versions: MutableMapping[UUID, int],
    ) -> Taken:
        """Number an append's events, or say why not.

        ``recorded`` are commands on record; ``versions`` the latest version of every aggregate that
        the batch touches or rests on, kept up to date here.
        """
        command = append.command
        if command is not None:
            if command.command_id in recorded:
                return _first_answer(command, recorded)
            if command.command_id in self._taken_commands:
                return VersionConflict()
        if any(versions.get(i, 0) != version for i, version in append.rests_on.items()):
            return VersionConflict()
        after: dict[UUID, int] = {}
        for event in append.events:
            originator_id = cast(UUID, event.originator_id)
            latest = after.get(originator_id, versions.get(originator_id, -1))
            if event.originator_version <= latest:
                return VersionConflict()
            after[originator_id] = event.originator_version
        versions.update(after)
        if command is not None:
            self._taken_commands.add(command.command_id)
        first = self.tree.size
        for event in append.events:
            self._add(event)
        return range(first, self.tree.size)

    def receipt(self, command: RecordedCommand, positions: range) -> Receipt:
        """The answer to a command, over the tree as the whole batch leaves it."""
        root, moment = self._sealed
        return Receipt(
            book=self.book,
            command_id=command.command_id,
            first_position=positions.start,
            entries=len(positions),
            tree_size=self.tree.size,
            root=root,
            recorded_at=moment,
            result=command.result,
        )

    @cached_property
    def _sealed(self) -> tuple[str, str]:
        """Root and time as receipts write them, once all appends are taken."""
        return encoded_root(self.tree.root()), self.recorded_at.isoformat()

    def _add(self, event: StoredEvent) -> None:
        commitment = event.key_commitment if isinstance(event, SealedEvent) else None
        originator_id = cast(UUID, event.originator_id)
        entry = entry_bytes(
            book=self.book,
            originator_id=originator_id,
            originator_version=event.originator_version,
            topic=event.topic,
            recorded_at=self.recorded_at,
            state=event.state,
            key_commitment=commitment,
        )
        leaf = leaf_hash(entry)
        self.rows.append(
            (
                self.tree.size,
                originator_id,
                event.originator_version,
                event.topic,
                event.state,
                entry,
                leaf,
            )
        )
        self.tree.append(leaf)


def _first_answer(
    command: RecordedCommand, recorded: Mapping[UUID, tuple[bytes, Receipt]]
) -> Receipt | CommandReused:
    fingerprint, receipt = recorded[command.command_id]
    if hmac.compare_digest(fingerprint, command.fingerprint):
        return receipt
    return CommandReused()
