"""Blocks of a county, their buildings and their household lists (普查小区, 户主姓名底册)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.canvass import BuildingKind, is_virtual
from domain.events import (
    BlockClosed,
    BlockDelineated,
    BlockListExtended,
    BlockReopened,
    BuildingsListed,
    DwellingUnitsListed,
    Event,
    ListedBuilding,
    ListedHousehold,
    ListingConfirmed,
)
from domain.refusal import (
    AuthorityNeeded,
    BlockIsClosed,
    BlockNotReady,
    BuildingTaken,
    ListingUnconfirmed,
    NothingChanged,
    NothingToConfirm,
    NumberOutOfRange,
    NumberTaken,
    OwnWork,
    UnitNotListed,
    UnknownBuilding,
    VirtualBlock,
)
from domain.status import Status

ALL_DEAD = "999"
"""The household number under which only deaths are entered (rule H27)."""
_NUMBER = re.compile(r"[0-9]{3}")


class Block(Aggregate):
    """An enumeration block: ``code`` of 15 digits, and its list by household number.

    ``buildings`` and their ``units`` (building, unit) are empty where the block's buildings are not
    listed; ``unconfirmed`` has, by number, who listed a household that awaits the supervisor.
    """

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.code = ""
        self.urban_rural = ""
        self.closed = False
        self.households: dict[str, ListedHousehold] = {}
        self.buildings: dict[str, tuple[BuildingKind, int | None]] = {}
        self.units: frozenset[tuple[str, str]] = frozenset()
        self.unconfirmed: dict[str, str] = {}

    def delineate(self, by: Attribution, *, code: str, urban_rural: str) -> None:
        """Draw the block."""
        self.trigger(BlockDelineated, by, code=code, urban_rural=urban_rural)

    def list_buildings(self, by: Attribution, buildings: tuple[ListedBuilding, ...]) -> None:
        """Add buildings with their dwelling units.

        Raises:
            BlockIsClosed: the block is closed.
            VirtualBlock: it has no buildings.
            BuildingTaken: a number stands on the list already, or twice among the new ones.
        """
        self.require_open()
        if is_virtual(self.code):
            raise VirtualBlock
        numbers = [building.number for building in buildings]
        twice = any(len(set(b.units)) < len(b.units) for b in buildings)
        if (
            twice
            or len(set(numbers)) < len(numbers)
            or not self.buildings.keys().isdisjoint(numbers)
        ):
            raise BuildingTaken
        self.trigger(BuildingsListed, by, buildings=buildings)

    def list_units(self, by: Attribution, building: str, units: tuple[str, ...]) -> None:
        """Add dwelling units to a listed building.

        Raises:
            BlockIsClosed: the block is closed.
            UnknownBuilding: the building is not on the list.
            BuildingTaken: a unit stands on the list already, or twice among the new ones.
        """
        self.require_open()
        if building not in self.buildings:
            raise UnknownBuilding
        new = {(building, unit) for unit in units}
        if len(new) < len(units) or not self.units.isdisjoint(new):
            raise BuildingTaken
        self.trigger(DwellingUnitsListed, by, building=building, units=units)

    def extend_list(
        self, by: Attribution, households: tuple[ListedHousehold, ...], *, late: bool = False
    ) -> None:
        """Add lines to the list; ``late`` ones await the supervisor.

        Raises:
            BlockIsClosed: the block is closed.
            NumberOutOfRange: a number is neither 001-998 nor 999 (H38).
            NumberTaken: a number stands on the list already, or twice in the lines.
            UnitNotListed: a dwelling is not on the block's list of buildings (H39).
        """
        self.require_open()
        numbers = [line.number for line in households]
        if not all(_NUMBER.fullmatch(n) and n != "000" for n in numbers):
            raise NumberOutOfRange
        if len(set(numbers)) < len(numbers) or any(n in self.households for n in numbers):
            raise NumberTaken
        for line in households:
            self._require_unit(line)
        self.trigger(BlockListExtended, by, households=households, late=late)

    def confirm(self, by: Attribution, numbers: tuple[str, ...]) -> None:
        """Confirm households that were listed late.

        Raises:
            NothingToConfirm: one of the numbers awaits no confirmation.
            OwnWork: who confirms listed one of them.
        """
        if not numbers or not self.unconfirmed.keys() >= set(numbers):
            raise NothingToConfirm
        if any(self.unconfirmed[number] == by.account for number in numbers):
            raise OwnWork
        self.trigger(ListingConfirmed, by, numbers=numbers)

    def require_registrable(self, number: str) -> None:
        """Let a listed household be registered.

        Raises:
            BlockIsClosed: the block is closed.
            ListingUnconfirmed: it was listed late and awaits the supervisor.
            UnitNotListed: its dwelling is not on the block's list of buildings (H39).
        """
        self.require_open()
        if number in self.unconfirmed:
            raise ListingUnconfirmed
        self._require_unit(self.households[number])

    def require_open(self) -> None:
        """Let something change in the block.

        Raises:
            BlockIsClosed: the block is closed.
        """
        if self.closed:
            raise BlockIsClosed

    def close(
        self, by: Attribution, steps: Mapping[UUID, Status], doubts: Mapping[str, int]
    ) -> None:
        """Close the block; ``steps`` are where its households stand.

        ``doubts`` counts what else stands in the way, by reason.

        Raises:
            BlockIsClosed: it is closed.
            BlockNotReady: with what stands in the way.
        """
        self.require_open()
        counts = {"unconfirmed": len(self.unconfirmed), **doubts}
        for status in steps.values():
            reason = _IN_THE_WAY.get(status)
            if reason is not None:
                counts[reason] = counts.get(reason, 0) + 1
        standing = {reason: count for reason, count in counts.items() if count}
        if standing:
            raise BlockNotReady(standing)
        found = list(steps.values())
        self.trigger(
            BlockClosed,
            by,
            accepted=found.count(Status.COUNTY_ACCEPTED),
            withdrawn=found.count(Status.WITHDRAWN),
        )

    def reopen(self, by: Attribution) -> None:
        """Open the closed block again.

        Raises:
            NothingChanged: it is open.
            AuthorityNeeded: ``by`` names no document.
        """
        if by.authority is None:
            raise AuthorityNeeded
        if not self.closed:
            raise NothingChanged
        self.trigger(BlockReopened, by)

    def free_numbers(self) -> Iterator[str]:
        """Numbers for lines that bring none, from one above the highest given so far.

        999 is never among them: it is the all-dead household's and is asked for by name.

        Raises:
            NumberOutOfRange: when a number is asked for after 998.
        """
        highest = max((int(n) for n in self.households if n != ALL_DEAD), default=0)
        yield from (f"{number:03d}" for number in range(highest + 1, int(ALL_DEAD)))
        raise NumberOutOfRange

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case BlockDelineated():
                self.code, self.urban_rural = event.code, event.urban_rural
            case BuildingsListed():
                self.buildings |= {b.number: (b.kind, b.storeys) for b in event.buildings}
                self.units |= {(b.number, unit) for b in event.buildings for unit in b.units}
            case DwellingUnitsListed():
                self.units |= {(event.building, unit) for unit in event.units}
            case BlockListExtended():
                self.households.update((line.number, line) for line in event.households)
                if event.late:
                    late = {line.number: event.by.account for line in event.households}
                    self.unconfirmed |= late
            case ListingConfirmed():
                for number in event.numbers:
                    del self.unconfirmed[number]
            case BlockClosed():
                self.closed = True
            case BlockReopened():
                self.closed = False
            case _:
                super().apply(event)

    def _require_unit(self, line: ListedHousehold) -> None:
        if self.units and (line.building, line.unit) not in self.units:
            raise UnitNotListed


_IN_THE_WAY: Mapping[Status, str] = {
    Status.LISTED: "not_registered",
    Status.REGISTERED: "not_submitted",
    Status.RETURNED: "not_submitted",
    Status.SUBMITTED: "in_review",
    Status.SUPERVISOR_APPROVED: "in_review",
    Status.COMMUNITY_ACCEPTED: "in_review",
    Status.TOWNSHIP_ACCEPTED: "in_review",
}
"""Why a household keeps its block open, by where its record stands."""
