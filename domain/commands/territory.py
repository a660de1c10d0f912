"""What is asked for of blocks and their lists."""

from __future__ import annotations

from dataclasses import dataclass

from domain.commands.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLine:
    """A household to put on the list. Without ``number`` it gets the next free one."""

    number: str | None
    building: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHouseholds(Command):
    """Put households on a block's list (摸底)."""

    block: str
    households: tuple[ListingLine, ...]

    @property
    def needs_key(self) -> bool:
        """A household gets its key with its line."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class DelineateBlock(Command):
    """Draw an enumeration block; ``code`` has 15 digits."""

    code: str
    urban_rural: str
