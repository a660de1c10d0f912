"""A book to be tampered with, somebody who tampers, and what the verifier then finds."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import UUID

import psycopg

from ledger.database import Database
from ledger.verifier.kept import Kept
from ledger.verifier.signing import trust_of
from tests.ledger.books import BOOK, envelope, listed, opened, received, registration
from tests.ledger.written_log import HASHES_OF_TILE, LOG, Signer, leaf, root, signed

Found: TypeAlias = list[tuple[str, int | None, str | None]]
TRUST = trust_of([LOG.vkey], None)


@dataclass(frozen=True)
class Row:
    """A stored entry."""

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    entry: bytes
    recorded_at: Any

    def with_state(self, state: bytes) -> Row:
        """The event written over, and its entry made to fit."""
        told = {**json.loads(self.entry), "state_sha256": sha256(state).hexdigest()}
        entry = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
        return replace(self, state=state, entry=entry)


class Forger:
    """Somebody with all rights in the database, who knows how the tables hang together."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.rows = self._read()

    def _read(self) -> list[Row]:
        with psycopg.connect(self.url) as owner:
            found = owner.execute(
                "SELECT originator_id, originator_version, topic, state, entry, recorded_at "
                "FROM ledger.entry ORDER BY position"
            ).fetchall()
        return [Row(*row) for row in found]

    @property
    def entries(self) -> list[bytes]:
        return [row.entry for row in self.rows]

    def execute(self, statement: str, *parameters: object) -> None:
        with psycopg.connect(self.url) as owner:
            owner.execute(statement, parameters or None)

    def rewrite(self, rows: Sequence[Row], *, head: bool = False, tiles: bool = False) -> None:
        """Put other rows in place, each with its leaf hash; the tree too where asked for."""
        leaves = [leaf(row.entry) for row in rows]
        with psycopg.connect(self.url) as owner:
            owner.execute("DELETE FROM ledger.entry")
            with owner.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO ledger.entry VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    [
                        (
                            BOOK,
                            at,
                            r.originator_id,
                            r.originator_version,
                            r.topic,
                            r.state,
                            r.entry,
                            leaves[at],
                            r.recorded_at,
                        )
                        for at, r in enumerate(rows)
                    ],
                )
            if head:
                owner.execute(
                    "UPDATE ledger.head SET size = %s, frontier = %s, recorded_at = %s",
                    (len(rows), frontier(leaves), rows[-1].recorded_at),
                )
            if tiles:
                owner.execute("DELETE FROM ledger.tile_hash")
                for index in range(len(rows) // HASHES_OF_TILE):
                    group = leaves[index * HASHES_OF_TILE : (index + 1) * HASHES_OF_TILE]
                    owner.execute(
                        "INSERT INTO ledger.tile_hash VALUES (%s, 1, %s, %s)",
                        (BOOK, index, root(group)),
                    )

    def publish(self, size: int, *signers: Signer, epoch: int = 1, row_size: int = -1) -> None:
        """A checkpoint as if it had been published when the book had so many entries."""
        note = signed(self.entries[:size], *signers).decode()
        self.execute(
            "INSERT INTO ledger.checkpoint (book_id, epoch, size, note) VALUES (%s, %s, %s, %s)",
            BOOK,
            epoch,
            size if row_size < 0 else row_size,
            note,
        )

    def kept(self, size: int) -> Kept:
        told = b64encode(root([leaf(e) for e in self.entries[:size]])).decode()
        return Kept(size, told, "notebook")


def write(database: Database) -> None:
    """A book of some 600 entries: two full tiles and a part."""
    application = opened(database)
    for _ in range(6):
        listed(application, 90)
    for number in ("001", "002", "003"):
        received(application.execute([envelope("enumerator", registration(number))])[0])
    application.close()


def frontier(leaves: Sequence[bytes]) -> list[bytes]:
    """The roots of the perfect subtrees, largest first."""
    found, at = [], 0
    for bit in reversed(range(len(leaves).bit_length())):
        if len(leaves) >> bit & 1:
            found.append(root(leaves[at : at + (1 << bit)]))
            at += 1 << bit
    return found


Verify: TypeAlias = Callable[..., Found]
AT = 300
"""A household put on a list, in the second tile."""


def removed(rows: list[Row]) -> list[Row]:
    """The rows without the one at ``AT``."""
    return rows[:AT] + rows[AT + 1 :]
