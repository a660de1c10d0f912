"""The acts on inspections and their findings."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.commands.office_fields import AreaCode, Day, InspectionCode
from api.commands.sender import AccountName, CitedText, Item, ItemCode, Text
from domain.commands import CarryOutInspection, PlanInspection, RecordFinding, VerifyFinding
from domain.events import FindingKind, FindingSeverity


class PlanInspectionItem(Item):
    """``plan-inspection``: an area, or a sample of its households, is to be inspected."""

    act: Literal["plan-inspection"]
    code: InspectionCode
    area: AreaCode
    planned_for: Day
    household_ids: Annotated[list[UUID], Field(max_length=500)] = Field(default_factory=list)

    def asked(self) -> PlanInspection:
        """As the domain has it."""
        return PlanInspection(
            code=self.code,
            area=self.area,
            planned_for=self.planned_for.isoformat(),
            household_ids=tuple(self.household_ids),
        )


class CarryOutInspectionItem(Item):
    """``carry-out-inspection``: the inspection took place."""

    act: Literal["carry-out-inspection"]
    code: InspectionCode
    carried_out_on: Day

    def asked(self) -> CarryOutInspection:
        """As the domain has it."""
        return CarryOutInspection(code=self.code, carried_out_on=self.carried_out_on.isoformat())


class RecordFindingItem(Item):
    """``record-finding``: what was found wanting, and who mends it by when.

    About a household it has a ``remark``, which is sealed; else a ``note`` that names no person.
    """

    act: Literal["record-finding"]
    inspection: InspectionCode
    kind: FindingKind
    severity: FindingSeverity
    household_id: UUID | None = None
    item: ItemCode | None = None
    remark: Text | None = Field(default=None, description="on a household; sealed under its key")
    note: CitedText | None = Field(default=None, description="on no household; stands in clear")
    account: AccountName = Field(description="who holds the post that is to mend it")
    due: Day

    @model_validator(mode="after")
    def _said_where_it_belongs(self) -> Self:
        about_household = self.household_id is not None
        wanted = self.remark if about_household else self.note
        other = self.note if about_household else self.remark
        if wanted is None:
            raise PydanticCustomError("missing", "a remark on a household, a note on none")
        if other is not None or (self.item is not None and not about_household):
            raise PydanticCustomError("extra_forbidden", "a remark on a household, a note on none")
        return self

    def asked(self) -> RecordFinding:
        """As the domain has it."""
        return RecordFinding(
            inspection=self.inspection,
            kind=self.kind,
            severity=self.severity,
            text=self.remark or self.note or "",
            account=self.account,
            due=self.due.isoformat(),
            household_id=self.household_id,
            item=self.item,
        )


class VerifyFindingItem(Item):
    """``verify-finding``: a finding is mended; it is closed, and its task accepted."""

    act: Literal["verify-finding"]
    inspection: InspectionCode
    number: Annotated[int, Field(ge=1, le=100_000, strict=True)]

    def asked(self) -> VerifyFinding:
        """As the domain has it."""
        return VerifyFinding(inspection=self.inspection, number=self.number)


ITEMS = (PlanInspectionItem, CarryOutInspectionItem, RecordFindingItem, VerifyFindingItem)
