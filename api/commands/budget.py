"""The acts on the budget."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.commands.office_fields import Fen, OfficeCode
from api.commands.sender import CitedAuthority, Item
from domain.commands import ChangeBudgetLine, OpenBudgetLine, SpendBudget
from domain.events import BudgetPurpose
from domain.reasons import BudgetReason


class OpenBudgetLineItem(Item):
    """``open-budget-line``: allot money to a purpose."""

    act: Literal["open-budget-line"]
    code: OfficeCode
    purpose: BudgetPurpose
    amount_fen: Fen
    authority: CitedAuthority

    def asked(self) -> OpenBudgetLine:
        """As the domain has it."""
        return OpenBudgetLine(
            code=self.code,
            purpose=self.purpose,
            amount_fen=self.amount_fen,
            authority=self.authority.given(),
        )


class ChangeBudgetLineItem(Item):
    """``change-budget-line``: allot another amount to a line."""

    act: Literal["change-budget-line"]
    code: OfficeCode
    amount_fen: Annotated[
        int, Field(ge=0, le=10**13, strict=True, description="the whole amount, in fen")
    ]
    reason: BudgetReason
    authority: CitedAuthority

    def asked(self) -> ChangeBudgetLine:
        """As the domain has it."""
        return ChangeBudgetLine(
            code=self.code,
            amount_fen=self.amount_fen,
            reason=self.reason,
            authority=self.authority.given(),
        )


class SpendItem(Item):
    """``spend``: spend money of a line on anything but pay."""

    act: Literal["spend"]
    code: OfficeCode
    amount_fen: Fen
    authority: CitedAuthority

    def asked(self) -> SpendBudget:
        """As the domain has it."""
        return SpendBudget(
            code=self.code, amount_fen=self.amount_fen, authority=self.authority.given()
        )


ITEMS = (OpenBudgetLineItem, ChangeBudgetLineItem, SpendItem)
