"""The acts as items of a batch, where each also names itself and what it touches."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from pydantic import Field, StringConstraints, TypeAdapter

from api.command_models import (
    AccountName,
    AmendBody,
    ApproveBody,
    BlockCode,
    CorrectBody,
    ListBody,
    RegisterBody,
    ReturnBody,
    Sender,
    ShortText,
    SubmitBody,
    WithdrawBody,
)
from domain.commands import DelineateBlock, EstablishPost, VacatePost
from domain.status import Role


class ListItem(ListBody):
    """``list`` in a batch."""

    act: Literal["list"]
    block: BlockCode


class RegisterItem(RegisterBody):
    """``register`` in a batch."""

    act: Literal["register"]


class SubmitItem(SubmitBody):
    """``submit`` in a batch."""

    act: Literal["submit"]
    household_id: UUID


class ReturnItem(ReturnBody):
    """``return`` in a batch."""

    act: Literal["return"]
    household_id: UUID


class ApproveItem(ApproveBody):
    """``approve`` in a batch."""

    act: Literal["approve"]
    household_id: UUID


class AmendItem(AmendBody):
    """``amend`` in a batch."""

    act: Literal["amend"]
    household_id: UUID


class CorrectItem(CorrectBody):
    """``correct`` in a batch."""

    act: Literal["correct"]
    household_id: UUID


class WithdrawItem(WithdrawBody):
    """``withdraw`` in a batch."""

    act: Literal["withdraw"]
    household_id: UUID


class DelineateItem(Sender):
    """``delineate``: draw an enumeration block."""

    act: Literal["delineate"]
    block: BlockCode
    urban_rural: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")] = Field(
        description="城乡分类代码 / urban-rural class, 3 digits"
    )

    def command(self) -> DelineateBlock:
        """As the domain has it."""
        return DelineateBlock(code=self.block, urban_rural=self.urban_rural)


class EstablishItem(Sender):
    """``establish``: found a post and appoint its first holder."""

    act: Literal["establish"]
    role: Role
    area: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15})$")]
    title_zh: ShortText
    title_en: ShortText
    account: AccountName
    credential: ShortText = Field(description="number of the census credential (证件)")
    holder: ShortText = Field(description="the holder's name; sealed")

    def command(self) -> EstablishPost:
        """As the domain has it."""
        return EstablishPost(
            role=self.role,
            area=self.area,
            title_zh=self.title_zh,
            title_en=self.title_en,
            account=self.account,
            credential=self.credential,
            holder=self.holder,
        )


class VacateItem(Sender):
    """``vacate``: end the appointment that an account acts under."""

    act: Literal["vacate"]
    account: AccountName

    def command(self) -> VacatePost:
        """As the domain has it."""
        return VacatePost(account=self.account)


BatchItem: TypeAlias = Annotated[
    ListItem
    | RegisterItem
    | SubmitItem
    | ReturnItem
    | ApproveItem
    | AmendItem
    | CorrectItem
    | WithdrawItem
    | DelineateItem
    | EstablishItem
    | VacateItem,
    Field(discriminator="act"),
]
BATCH_ITEM: TypeAdapter[Any] = TypeAdapter(BatchItem)
"""Reads one item of a batch, so that each is answered on its own."""

ACT_TAGS = frozenset(
    {
        "list",
        "register",
        "submit",
        "return",
        "approve",
        "amend",
        "correct",
        "withdraw",
        "delineate",
        "establish",
        "vacate",
    }
)
