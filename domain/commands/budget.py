"""What is asked for of the budget."""

from __future__ import annotations

from dataclasses import dataclass

from domain.attribution import Authority
from domain.commands.command import Command
from domain.events.budget import BudgetPurpose
from domain.reasons import BudgetReason


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBudgetLine(Command):
    """Allot money to a purpose."""

    code: str
    purpose: BudgetPurpose
    amount_fen: int
    authority: Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBudgetLine(Command):
    """Allot another amount to a line; ``amount_fen`` is the whole of it."""

    code: str
    amount_fen: int
    reason: BudgetReason
    authority: Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendBudget(Command):
    """Spend money of a line on anything but pay."""

    code: str
    amount_fen: int
    authority: Authority
