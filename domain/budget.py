"""Budget lines: what is allotted, what is spent, and that no line is overspent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import BudgetLineChanged, BudgetLineOpened, BudgetPurpose, BudgetSpent, Event
from domain.reasons import BudgetReason
from domain.refusal import (
    AllottedBelowSpent,
    BudgetExceeded,
    CodeTaken,
    NothingChanged,
    UnfitBudgetReason,
    WrongBudgetPurpose,
)


@dataclass(frozen=True, slots=True)
class Spending:
    """Money spent from a line; ``version`` is that of the event that says so.

    ``appointment_id`` and ``period`` are there for pay.
    """

    amount_fen: int
    document: str | None
    appointment_id: UUID | None
    period: str | None
    version: int


class BudgetLine(Aggregate):
    """A line of the budget. Amounts are in fen; what is spent never exceeds what is allotted."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.code = ""
        self.purpose = BudgetPurpose.OTHER
        self.allotted_fen = 0
        self.spendings: list[Spending] = []

    @property
    def spent_fen(self) -> int:
        """All that was spent."""
        return sum(spending.amount_fen for spending in self.spendings)

    @property
    def left_fen(self) -> int:
        """What may still be spent."""
        return self.allotted_fen - self.spent_fen

    def open(self, by: Attribution, *, code: str, purpose: BudgetPurpose, amount_fen: int) -> None:
        """Allot money to a purpose.

        Raises:
            CodeTaken: the line is there.
        """
        if self.version:
            raise CodeTaken
        self.trigger(BudgetLineOpened, by, code=code, purpose=purpose, amount_fen=amount_fen)

    def change(self, by: Attribution, amount_fen: int) -> None:
        """Allot another amount.

        Raises:
            NothingChanged: it is the same.
            AllottedBelowSpent: more than that is spent.
            UnfitBudgetReason: the reason in ``by`` says that it is raised or cut, and it is not.
        """
        if amount_fen == self.allotted_fen:
            raise NothingChanged
        unfit = BudgetReason.CUT if amount_fen > self.allotted_fen else BudgetReason.INCREASED
        if by.reason == unfit.value:
            raise UnfitBudgetReason
        if amount_fen < self.spent_fen:
            raise AllottedBelowSpent(spent_fen=self.spent_fen, asked_fen=amount_fen)
        self.trigger(BudgetLineChanged, by, amount_fen=amount_fen)

    def spend(
        self,
        by: Attribution,
        amount_fen: int,
        *,
        appointment_id: UUID | None = None,
        period: str | None = None,
    ) -> None:
        """Spend money; for pay, say whose and for which month.

        Raises:
            WrongBudgetPurpose: it is pay and the line is for something else, or the other way.
            BudgetExceeded: there is less left.
        """
        if (self.purpose is BudgetPurpose.STAFF_PAY) is not (appointment_id is not None):
            raise WrongBudgetPurpose
        if amount_fen > self.left_fen:
            raise BudgetExceeded(left_fen=self.left_fen, asked_fen=amount_fen)
        self.trigger(
            BudgetSpent, by, amount_fen=amount_fen, appointment_id=appointment_id, period=period
        )

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case BudgetLineOpened():
                self.code, self.purpose = event.code, event.purpose
                self.allotted_fen = event.amount_fen
            case BudgetLineChanged():
                self.allotted_fen = event.amount_fen
            case BudgetSpent():
                authority = event.by.authority
                self.spendings.append(
                    Spending(
                        amount_fen=event.amount_fen,
                        document=None if authority is None else authority.document,
                        appointment_id=event.appointment_id,
                        period=event.period,
                        version=event.originator_version,
                    )
                )
            case _:
                super().apply(event)
