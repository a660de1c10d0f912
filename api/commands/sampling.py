"""The acts on the long-form sample, and the coding of its texts."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.commands.sender import CountersignedItem, Item, Strict, Version
from domain.commands import CodePerson, DrawLongForm, FixSampleSeed
from domain.events import CodingMethod


class FixSeedItem(CountersignedItem):
    """``fix-seed``: fix the seed of the county's draw; a second person signs."""

    act: Literal["fix-seed"]
    seed: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="64 位十六进制数 / 64 hex digits"
    )

    def asked_with(self, second_account: str | None) -> FixSampleSeed:
        """As the domain has it."""
        return FixSampleSeed(seed=self.seed, second_account=second_account)


class DrawItem(Item):
    """``draw``: draw a district's households for the long form."""

    act: Literal["draw"]
    district: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] = Field(
        description="普查区代码，12 位"
    )

    def asked(self) -> DrawLongForm:
        """As the domain has it."""
        return DrawLongForm(district=self.district)


class IndustryCode(Strict):
    """An industry of GB/T 4754-2017."""

    section: Annotated[str, StringConstraints(pattern=r"^[A-T]$")]
    division: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]


class CodeItem(Item):
    """``code``: give the texts of a person's industry and occupation their codes."""

    act: Literal["code"]
    household_id: UUID
    person_id: UUID
    person_version: Version
    industry: IndustryCode | None = None
    occupation: Annotated[str, StringConstraints(pattern=r"^[1-8]$")] | None = Field(
        default=None, description="GB/T 6565-2015 大类 / major group"
    )
    method: CodingMethod

    def asked(self) -> CodePerson:
        """As the domain has it."""
        industry = self.industry
        return CodePerson(
            household_id=self.household_id,
            person_id=self.person_id,
            person_version=self.person_version,
            industry=None if industry is None else (industry.section, industry.division),
            occupation=self.occupation,
            method=self.method,
        )


ITEMS = (FixSeedItem, DrawItem, CodeItem)
