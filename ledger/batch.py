"""One transaction's worth of appends, checked and numbered under the head row's lock."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeAlias
from uuid import UUID

from ledger.append import Append, RecordedCommand
from ledger.draft import Draft
from ledger.entry import microseconds
from ledger.errors import CommandReused, LedgerError, VersionConflict
from ledger.merkle import Tree, leaf_hash
from ledger.receipt import Receipt, encoded_root

Taken: TypeAlias = range | Receipt | LedgerError
"""The positions an append got, the first answer to its command, or why it is refused."""
Row: TypeAlias = tuple[int, bytes, int, str, bytes, bytes, bytes]
"""What ``insert_entries`` takes of an entry: position to leaf hash; the aggregate by its bytes."""


class Batch:
    """Takes appends, then grows ``tree`` by them; belongs to the one thread that holds the lock.

    ``size`` is the book's with what was taken. ``recorded_at`` is the server's time of all its
    entries and never goes back.
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
        self.size = tree.size
        self._drafts: list[Draft] = []
        self._taken_commands: set[UUID] = set()

    def take(
        self,
        append: Append,
        drafts: Sequence[Draft],
        recorded: Mapping[UUID, tuple[bytes, Receipt]],
        versions: MutableMapping[bytes, int],
    ) -> Taken:
        """Number an append's events, or say why not.

        ``drafts`` are its events; ``recorded`` are commands on record; ``versions`` the latest
        version of every aggregate that the batch touches or rests on, kept up to date here.
        """
        command = append.command
        if command is not None:
            if command.command_id in recorded:
                return _first_answer(command, recorded)
            if command.command_id in self._taken_commands:
                return VersionConflict()
        if any(versions.get(i.bytes, 0) != version for i, version in append.rests_on.items()):
            return VersionConflict()
        after: dict[bytes, int] = {}
        for draft in drafts:
            key, version = draft.key, draft.originator_version
            if version <= after.get(key, versions.get(key, -1)):
                return VersionConflict()
            after[key] = version
        versions.update(after)
        if command is not None:
            self._taken_commands.add(command.command_id)
        first = self.size
        self._drafts += drafts
        self.size = first + len(drafts)
        return range(first, self.size)

    @property
    def taken(self) -> int:
        """How many entries the appends have that were taken."""
        return len(self._drafts)

    def rows(self) -> Iterator[Row]:
        """The rows of what was taken, each made when it is asked for; once, and to the end.

        Only then do tree and receipts hold them.
        """
        tree, moment = self.tree, b"%d" % microseconds(self.recorded_at)
        for position, draft in enumerate(self._drafts, tree.size):
            key, _, version, topic, state, before_time, after_time = draft
            entry = b"%b%b%b" % (before_time, moment, after_time)
            leaf = leaf_hash(entry)
            tree.append(leaf)
            yield position, key, version, topic, state, entry, leaf

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


def _first_answer(
    command: RecordedCommand, recorded: Mapping[UUID, tuple[bytes, Receipt]]
) -> Receipt | CommandReused:
    fingerprint, receipt = recorded[command.command_id]
    if hmac.compare_digest(fingerprint, command.fingerprint):
        return receipt
    return CommandReused()
