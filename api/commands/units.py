"""The acts on units."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from api.commands.posts import AreaCode, UnitCode
from api.commands.sender import CitedText, Item
from domain.commands import ChangeDuties, DissolveUnit, EstablishUnit
from domain.duties import Duty, UnitKind

OfficeName: TypeAlias = Annotated[CitedText, Field(description="of an office, not of a person")]
Duties: TypeAlias = Annotated[list[Duty], Field(max_length=len(Duty))]


def _each_once(duties: list[Duty]) -> tuple[Duty, ...]:
    return tuple(dict.fromkeys(duties))


class EstablishUnitItem(Item):
    """``establish-unit``: let a unit take part in the census of an area."""

    act: Literal["establish-unit"]
    code: UnitCode
    kind: UnitKind
    area: AreaCode
    name_zh: OfficeName
    name_en: OfficeName
    duties: Duties

    def asked(self) -> EstablishUnit:
        """As the domain has it."""
        return EstablishUnit(
            code=self.code,
            kind=self.kind,
            area=self.area,
            name_zh=self.name_zh,
            name_en=self.name_en,
            duties=_each_once(self.duties),
        )


class ChangeDutiesItem(Item):
    """``change-duties``: give a unit these duties in the place of those it has."""

    act: Literal["change-duties"]
    code: UnitCode
    duties: Duties

    def asked(self) -> ChangeDuties:
        """As the domain has it."""
        return ChangeDuties(code=self.code, duties=_each_once(self.duties))


class DissolveUnitItem(Item):
    """``dissolve-unit``: let a unit take part no more."""

    act: Literal["dissolve-unit"]
    code: UnitCode

    def asked(self) -> DissolveUnit:
        """As the domain has it."""
        return DissolveUnit(code=self.code)


ITEMS = (EstablishUnitItem, ChangeDutiesItem, DissolveUnitItem)
