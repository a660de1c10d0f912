"""What must hold of a book after any fault, read from the tables by other means than the ledger's.

Every position is there once; every leaf is the hash of its entry; the head's tree is the tree of
these leaves, and so was the tree of every receipt at its size; every command that was acknowledged
is on record once, with the very positions that its receipt names and no others.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

import psycopg


class Acknowledged(NamedTuple):
    """What a client was told: a command, its entries, and the tree that holds them."""

    command_id: str
    first_position: int
    entries: int
    tree_size: int
    root: str


def require_whole(url: str, book: str, receipts: Iterable[Acknowledged]) -> int:
    """Assert all of the above; gives the book's size."""
    told = {r.command_id: r for r in receipts}
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        head = connection.execute(
            "SELECT size, frontier FROM ledger.head WHERE book_id = %s", [book]
        ).fetchone()
        rows = connection.execute(
            "SELECT position, entry, leaf_hash, state, originator_id, originator_version"
            " FROM ledger.entry WHERE book_id = %s ORDER BY position",
            [book],
        ).fetchall()
        commands = connection.execute(
            "SELECT command_id, outcome FROM ledger.command WHERE book_id = %s", [book]
        ).fetchall()
    assert head is not None
    size, frontier = head
    assert [row[0] for row in rows] == list(range(size))
    roots = _roots([sha256(b"\x00" + row[1]).digest() for row in rows])
    assert all(row[2] == sha256(b"\x00" + row[1]).digest() for row in rows)
    assert all(json.loads(row[1])["state_sha256"] == sha256(row[3]).hexdigest() for row in rows)
    assert _fold(list(frontier)) == roots[size]
    versions = Counter(row[4] for row in rows)
    assert all(0 < row[5] <= versions[row[4]] for row in rows)

    by_command: dict[str, list[int]] = {}
    for position, *_, state, _, _ in ((r[0], r[1], r[2], r[3], r[4], r[5]) for r in rows):
        by_command.setdefault(_command_of(state), []).append(position)
    kept = {str(command_id): json.loads(outcome) for command_id, outcome in commands}
    for command_id, receipt in told.items():
        assert receipt.root == b64encode(roots[receipt.tree_size]).decode()
        first = receipt.first_position
        assert by_command[_hex(command_id)] == list(range(first, first + receipt.entries))
        outcome = kept[command_id]
        assert (outcome["first_position"], outcome["entries"]) == (first, receipt.entries)
    for command_id, outcome in kept.items():
        first, count = outcome["first_position"], outcome["entries"]
        assert by_command[_hex(command_id)] == list(range(first, first + count))
    return int(size)


def _command_of(state: bytes) -> str:
    return str(json.loads(state)["data"]["by"]["command_id"])


def _hex(command_id: str) -> str:
    return command_id.replace("-", "")


def acknowledged(receipt: dict[str, Any]) -> Acknowledged:
    """Of a receipt as the service answers it."""
    return Acknowledged(
        command_id=str(receipt["command_id"]),
        first_position=receipt["first_position"],
        entries=receipt["entries"],
        tree_size=receipt["tree_size"],
        root=receipt["root"],
    )


def _roots(leaves: list[bytes]) -> list[bytes]:
    """The root of the first 0, 1, 2 … leaves."""
    roots, stack = [sha256(b"").digest()], list[tuple[int, bytes]]()
    for leaf in leaves:
        count, node = 1, leaf
        while stack and stack[-1][0] == count:
            node = sha256(b"\x01" + stack.pop()[1] + node).digest()
            count *= 2
        stack.append((count, node))
        roots.append(_fold([hashed for _, hashed in stack]))
    return roots


def _fold(subtrees: list[bytes]) -> bytes:
    if not subtrees:
        return sha256(b"").digest()
    root = subtrees[-1]
    for left in subtrees[-2::-1]:
        root = sha256(b"\x01" + left + root).digest()
    return root
