"""What happens to the pay of those who work for the census."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.attribution import Authority
from domain.events.event import Event
from domain.status import Level, Role
from domain.worded_code import WordedCode


class PayBasis(WordedCode):
    """What a rate is paid for."""

    DAY = "day", "每工作日", "per day worked"
    HOUSEHOLD = "household", "每户（审核通过）", "per household accepted"
    PERSON = "person", "每人（审核通过）", "per person accepted"
    MONTH = "month", "每月", "per month"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRate:
    """``fen`` (hundredths of a yuan) for each unit of ``basis``."""

    basis: PayBasis
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumWage:
    """The minimum wage of the place, in fen a month and in fen an hour, and the paper it is by."""

    month_fen: int
    hour_fen: int
    authority: Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class PaySchemeSet(Event):
    """What holders of posts of a role in an area are paid, from a month (``YYYY-MM``) on.

    Pieces are paid once a record reached ``accepted_at``; what a month brought is due on the
    ``due_day`` of the month after it, or on that month's last day where it has no such day.
    """

    topic: ClassVar[str] = "PaySchemeSet"
    on_office: ClassVar[bool] = True
    role: Role
    area: str
    since: str
    rates: tuple[PayRate, ...]
    accepted_at: Level
    minimum: MinimumWage
    due_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkdayRecorded(Event):
    """A day worked under an appointment; recorded anew, it takes the place of what was said of it.

    ``date`` is ISO text.
    """

    topic: ClassVar[str] = "WorkdayRecorded"
    on_office: ClassVar[bool] = True
    appointment_id: UUID
    account: str
    date: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkdayCountersigned(Event):
    """Somebody of a higher post confirms a day worked; from then on it counts, and stays."""

    topic: ClassVar[str] = "WorkdayCountersigned"
    on_office: ClassVar[bool] = True
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMade(Event):
    """Pay for a month's work was paid out, by the document in ``by``, from a budget line.

    ``paid_on`` is ISO text, ``period`` the month of the work (``YYYY-MM``).
    """

    topic: ClassVar[str] = "PaymentMade"
    on_office: ClassVar[bool] = True
    appointment_id: UUID
    account: str
    period: str
    paid_on: str
    amount_fen: int
    budget_line: str


EVENTS: tuple[type[Event], ...] = (
    PaySchemeSet,
    WorkdayRecorded,
    WorkdayCountersigned,
    PaymentMade,
)
