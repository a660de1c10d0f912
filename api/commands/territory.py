"""The acts on blocks and their lists."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints

from api.commands.sender import BlockCode, Item, Sender, Strict
from domain.canvass import BuildingKind, RegistrationMode
from domain.commands import (
    BuildingLine,
    ConfirmListing,
    DelineateBlock,
    ListBuildings,
    ListDwellingUnits,
    ListHouseholds,
    ListingLine,
)
from domain.events import Expected

FourDigits: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
HouseholdNumber: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]


class ExpectedBody(Strict):
    """What was told of a household when it was listed."""

    persons: Annotated[int, Field(ge=0, le=999)] | None = None
    absent: Annotated[int, Field(ge=0, le=999)] | None = Field(
        default=None, description="who is away and has the hukou here"
    )
    foreigners: bool = Field(
        default=False, description="residents of Hong Kong, Macao or Taiwan, or foreigners"
    )
    deaths: bool = False
    mode: RegistrationMode = RegistrationMode.VISIT

    @classmethod
    def of(cls, expected: Expected) -> Self:
        """As it is shown."""
        return cls(
            persons=expected.persons,
            absent=expected.absent,
            foreigners=expected.foreigners,
            deaths=expected.deaths,
            mode=expected.mode,
        )

    def given(self) -> Expected:
        """As the domain has it."""
        return Expected(
            persons=self.persons,
            absent=self.absent,
            foreigners=self.foreigners,
            deaths=self.deaths,
            mode=self.mode,
        )


class ListedLine(Strict):
    """A household to put on the block's list; without ``number`` it gets the next free one."""

    number: HouseholdNumber | None = None
    building: FourDigits
    unit: FourDigits
    expected: ExpectedBody | None = None


class ListBody(Sender):
    """Put households on a block's list (摸底)."""

    households: Annotated[list[ListedLine], Field(min_length=1, max_length=200)]

    def command(self, block: str) -> ListHouseholds:
        """As the domain has it."""
        lines = (
            ListingLine(
                number=line.number,
                building=line.building,
                unit=line.unit,
                expected=None if line.expected is None else line.expected.given(),
            )
            for line in self.households
        )
        return ListHouseholds(block=block, households=tuple(lines))


class ListItem(ListBody, Item):
    """``list`` in a batch."""

    creates: ClassVar[bool] = True
    act: Literal["list"]
    block: BlockCode

    def asked(self) -> ListHouseholds:
        """As the domain has it."""
        return self.command(self.block)


class BuildingBody(Strict):
    """A building with its dwelling units, none where nobody can live."""

    number: FourDigits
    kind: BuildingKind
    storeys: Annotated[int, Field(ge=1, le=200)] | None = None
    units: Annotated[list[FourDigits], Field(max_length=2000)] = Field(default_factory=list)

    def given(self) -> BuildingLine:
        """As the domain has it."""
        return BuildingLine(
            number=self.number, kind=self.kind, storeys=self.storeys, units=tuple(self.units)
        )


class ListBuildingsItem(Item):
    """``list-buildings``: put buildings and their dwelling units on a block's list."""

    creates: ClassVar[bool] = True
    act: Literal["list-buildings"]
    block: BlockCode
    buildings: Annotated[list[BuildingBody], Field(min_length=1, max_length=200)]

    def asked(self) -> ListBuildings:
        """As the domain has it."""
        return ListBuildings(
            block=self.block, buildings=tuple(building.given() for building in self.buildings)
        )


class ListUnitsItem(Item):
    """``list-units``: put further dwelling units of a listed building on the list."""

    creates: ClassVar[bool] = True
    act: Literal["list-units"]
    block: BlockCode
    building: FourDigits
    units: Annotated[list[FourDigits], Field(min_length=1, max_length=2000)]

    def asked(self) -> ListDwellingUnits:
        """As the domain has it."""
        return ListDwellingUnits(block=self.block, building=self.building, units=tuple(self.units))


class ConfirmListingItem(Item):
    """``confirm-listing``: confirm households that were listed after the listing was over."""

    act: Literal["confirm-listing"]
    block: BlockCode
    numbers: Annotated[list[HouseholdNumber], Field(min_length=1, max_length=200)]

    def asked(self) -> ConfirmListing:
        """As the domain has it."""
        return ConfirmListing(block=self.block, numbers=tuple(self.numbers))


class DelineateItem(Item):
    """``delineate``: draw an enumeration block."""

    act: Literal["delineate"]
    block: BlockCode
    urban_rural: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")] = Field(
        description="城乡分类代码 / urban-rural class, 3 digits"
    )

    def asked(self) -> DelineateBlock:
        """As the domain has it."""
        return DelineateBlock(code=self.block, urban_rural=self.urban_rural)


ITEMS = (ListBuildingsItem, ListUnitsItem, ListItem, ConfirmListingItem, DelineateItem)
