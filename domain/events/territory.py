"""What happens to blocks and their lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDelineated(Event):
    """A block is drawn. ``code`` has 15 digits, ``urban_rural`` is of that code list."""

    topic: ClassVar[str] = "BlockDelineated"
    on_roster: ClassVar[bool] = True
    code: str
    urban_rural: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedHousehold:
    """A line of a block's household list."""

    household_id: UUID
    number: str
    building: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockListExtended(Event):
    """Households are added to the block's list; numbers are given once and never reused."""

    topic: ClassVar[str] = "BlockListExtended"
    on_roster: ClassVar[bool] = True
    households: tuple[ListedHousehold, ...]


EVENTS: tuple[type[Event], ...] = (BlockDelineated, BlockListExtended)
