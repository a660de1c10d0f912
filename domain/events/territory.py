"""What happens to blocks and their lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from domain.canvass import BuildingKind, RegistrationMode
from domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDelineated(Event):
    """A block is drawn. ``code`` has 15 digits, ``urban_rural`` is of that code list."""

    topic: ClassVar[str] = "BlockDelineated"
    on_roster: ClassVar[bool] = True
    code: str
    urban_rural: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBuilding:
    """A building of a block; ``units`` are its dwelling units, none where nobody can live."""

    number: str
    kind: BuildingKind
    storeys: int | None
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingsListed(Event):
    """Buildings are added to the block's list, each with its dwelling units."""

    topic: ClassVar[str] = "BuildingsListed"
    on_roster: ClassVar[bool] = True
    buildings: tuple[ListedBuilding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DwellingUnitsListed(Event):
    """Dwelling units are added to a building that is on the block's list."""

    topic: ClassVar[str] = "DwellingUnitsListed"
    on_roster: ClassVar[bool] = True
    building: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was told of a household when it was listed (C.4)."""

    persons: int | None
    """How many are expected to be registered."""
    absent: int | None
    """How many of them are away and have their hukou here."""
    foreigners: bool
    """Whether residents of Hong Kong, Macao or Taiwan, or foreigners, live there."""
    deaths: bool
    """Whether somebody died in the census's window."""
    mode: RegistrationMode


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedHousehold:
    """A line of a block's household list."""

    household_id: UUID
    number: str
    building: str
    unit: str
    expected: Expected | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockListExtended(Event):
    """Households are added to the block's list; numbers are given once and never reused.

    ``late`` tells that the listing was over: a supervisor confirms them before they are registered.
    It is of the second version: before, lines told nothing expected and were never late.
    """

    topic: ClassVar[str] = "BlockListExtended"
    on_roster: ClassVar[bool] = True
    class_version: ClassVar[int] = 2
    households: tuple[ListedHousehold, ...]
    late: bool

    @staticmethod
    def upcast_v1_v2(
        clear: Mapping[str, Any], sealed: Mapping[str, Any] | None
    ) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
        """The second version's shape of a stored event of the first."""
        return {**clear, "late": False}, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingConfirmed(Event):
    """The supervisor confirmed households that were listed late."""

    topic: ClassVar[str] = "ListingConfirmed"
    on_roster: ClassVar[bool] = True
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockClosed(Event):
    """The county closed the block: each of its households is accepted or withdrawn."""

    topic: ClassVar[str] = "BlockClosed"
    on_roster: ClassVar[bool] = True
    accepted: int
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockReopened(Event):
    """The county opened a closed block again; ``by`` says why, on which document."""

    topic: ClassVar[str] = "BlockReopened"
    on_roster: ClassVar[bool] = True


EVENTS: tuple[type[Event], ...] = (
    BlockDelineated,
    BuildingsListed,
    DwellingUnitsListed,
    BlockListExtended,
    ListingConfirmed,
    BlockClosed,
    BlockReopened,
)
