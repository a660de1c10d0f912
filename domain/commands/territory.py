"""What is asked for of blocks and their lists."""

from __future__ import annotations

from dataclasses import dataclass

from domain.canvass import BuildingKind
from domain.commands.command import Command
from domain.events import Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLine:
    """A household to put on the list. Without ``number`` it gets the next free one."""

    number: str | None
    building: str
    unit: str
    expected: Expected | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingLine:
    """A building to put on the list with its dwelling units."""

    number: str
    kind: BuildingKind
    storeys: int | None
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBuildings(Command):
    """Put buildings and their dwelling units on a block's list (摸底)."""

    block: str
    buildings: tuple[BuildingLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDwellingUnits(Command):
    """Put further dwelling units of a listed building on the block's list."""

    block: str
    building: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmListing(Command):
    """Confirm households that were listed after the listing was over, by their numbers."""

    block: str
    numbers: tuple[str, ...]


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
