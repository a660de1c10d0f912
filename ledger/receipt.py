"""What a client keeps: proof that its command was recorded, and where."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Receipt:
    """The first answer to a command; the same is given whenever the command is sent again.

    Its events are entries ``first_position`` … ``first_position + entries - 1`` of the book, and
    the tree of ``tree_size`` leaves with this ``root`` (base64) holds them.
    """

    book: str
    command_id: UUID
    first_position: int
    entries: int
    tree_size: int
    root: str
    recorded_at: str
    """The server's time, RFC 3339."""
    result: Mapping[str, object]
    repeated: bool = False
    """This is the answer to an earlier sending."""

    def to_json(self) -> dict[str, object]:
        """As stored and as answered, ``repeated`` apart."""
        return {
            "book": self.book,
            "command_id": str(self.command_id),
            "first_position": self.first_position,
            "entries": self.entries,
            "tree_size": self.tree_size,
            "root": self.root,
            "recorded_at": self.recorded_at,
            "result": self.result,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Receipt:
        """A stored receipt, marked as repeated."""
        return cls(**{**value, "command_id": UUID(value["command_id"])}, repeated=True)


def encoded_root(root: bytes) -> str:
    """A root hash as checkpoints write it: standard base64 with padding."""
    return b64encode(root).decode()
