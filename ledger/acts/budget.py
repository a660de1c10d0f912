"""Acts on the budget."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from domain.budget import BudgetLine
from domain.commands import ChangeBudgetLine, OpenBudgetLine, SpendBudget
from domain.permissions import Act
from domain.refusal import CodeTaken
from ledger.acts.situation import Decision, Handler, Situation


def _open(situation: Situation[OpenBudgetLine]) -> Decision:
    command = situation.command
    situation.permit(Act.KEEP_BUDGET, situation.book)
    if command.code in situation.office.lines:
        raise CodeTaken
    line = BudgetLine(situation.ids.named("budget-line", command.code))
    line.open(
        situation.by(authority=command.authority),
        code=command.code,
        purpose=command.purpose,
        amount_fen=command.amount_fen,
    )
    return _decided(situation, line)


def _change(situation: Situation[ChangeBudgetLine]) -> Decision:
    command = situation.command
    situation.permit(Act.KEEP_BUDGET, situation.book)
    line = situation.office.line(command.code).twin()
    by = situation.by(reason=command.reason.value, authority=command.authority)
    line.change(by, command.amount_fen)
    return _decided(situation, line)


def _spend(situation: Situation[SpendBudget]) -> Decision:
    command = situation.command
    situation.permit(Act.KEEP_BUDGET, situation.book)
    line = situation.office.line(command.code).twin()
    line.spend(situation.by(authority=command.authority), command.amount_fen)
    return _decided(situation, line)


def _decided(situation: Situation[Any], line: BudgetLine) -> Decision:
    told = {"code": line.code, "left_fen": line.left_fen}
    return situation.decided(line.collect_events(), told)


def _line(command: OpenBudgetLine | ChangeBudgetLine | SpendBudget) -> Hashable:
    return "budget-line", command.code


HANDLERS: Sequence[Handler[Any]] = (
    Handler(OpenBudgetLine, "budget", _open, _line),
    Handler(ChangeBudgetLine, "budget", _change, _line),
    Handler(SpendBudget, "budget", _spend, _line),
)
