"""The acts on blocks and their lists."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from api.commands.sender import BlockCode, Item, Sender, Strict
from domain.commands import DelineateBlock, ListHouseholds, ListingLine


class ListedLine(Strict):
    """A household to put on the block's list; without ``number`` it gets the next free one."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")] | None = None
    building: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    unit: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]


class ListBody(Sender):
    """Put households on a block's list (摸底)."""

    households: Annotated[list[ListedLine], Field(min_length=1, max_length=200)]

    def command(self, block: str) -> ListHouseholds:
        """As the domain has it."""
        lines = (
            ListingLine(number=line.number, building=line.building, unit=line.unit)
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


ITEMS = (ListItem, DelineateItem)
