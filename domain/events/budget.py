"""What happens to the lines of a census office's budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event
from domain.worded_code import WordedCode


class BudgetPurpose(WordedCode):
    """What a line's money is for."""

    STAFF_PAY = "staff-pay", "人员劳动报酬", "staff pay"
    TRAINING = "training", "业务培训", "training"
    PUBLICITY = "publicity", "宣传动员", "publicity"
    EQUIPMENT = "equipment", "设备购置", "equipment"
    PRINTING = "printing", "资料印制", "printing"
    TRANSPORT = "transport", "交通物流", "transport"
    OTHER = "other", "其他", "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLineOpened(Event):
    """Money is allotted to a purpose, by the document in ``by``."""

    topic: ClassVar[str] = "BudgetLineOpened"
    on_office: ClassVar[bool] = True
    code: str
    purpose: BudgetPurpose
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLineChanged(Event):
    """``amount_fen`` is allotted from now on; reason and document are in ``by``."""

    topic: ClassVar[str] = "BudgetLineChanged"
    on_office: ClassVar[bool] = True
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSpent(Event):
    """Money of the line is spent, by the document in ``by``.

    For pay, ``appointment_id`` and ``period`` say whose and for which month: the payment itself is
    in the same command.
    """

    topic: ClassVar[str] = "BudgetSpent"
    on_office: ClassVar[bool] = True
    amount_fen: int
    appointment_id: UUID | None
    period: str | None


EVENTS: tuple[type[Event], ...] = (BudgetLineOpened, BudgetLineChanged, BudgetSpent)
