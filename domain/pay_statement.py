"""What a month's work is worth, what of it is paid, and what is alarming about it.

Pay is to be in full and on time, and not below the minimum wage of the place (不得拖欠,
不低于最低工资). A statement follows from what is on record at a position of the book and from a
date, and from nothing else. Amounts are integers, in fen.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from domain.events.pay import PayBasis, PaySchemeSet
from domain.pay import PayAccount, Payment, PayScheme, terms_for
from domain.permissions import covers
from domain.post import Appointment
from domain.status import Level, Role
from domain.worded_code import WordedCode


class PayAlarm(WordedCode):
    """What is wrong with a month's pay."""

    ARREARS = "arrears", "拖欠报酬", "pay is in arrears"
    BELOW_MINIMUM = "below-minimum", "低于最低工资标准", "below the minimum wage"
    NO_SCHEME = "no-scheme", "未定报酬标准", "work on record that no pay scheme covers"
    OVERPAID = "overpaid", "超额支付", "more was paid than is due"
    OUTSIDE_APPOINTMENT = (
        "outside-appointment",
        "任职期外支付",
        "paid for a month in which the post was not held and nothing is due",
    )
    PAID_TWICE = "paid-twice", "疑似重复支付", "the same amount by the same document, twice"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Households, and persons on their forms, that came to be accepted."""

    households: int = 0
    persons: int = 0


PiecesByMonth: TypeAlias = Mapping[tuple[UUID, str, Level], Pieces]
"""Pieces by the appointment that registered them, the month (``YYYY-MM``) and the level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayStatement:
    """A month of an appointment; ``area`` is the one that it was paid by.

    ``due_fen`` is what the work is worth, ``paid_fen`` what was paid by the date. What is missing
    is ``arrears_fen`` after the due date and ``not_yet_due_fen`` until then, and what was paid
    beyond it ``overpaid_fen``: due + overpaid = paid + arrears + not yet due.
    """

    appointment_id: UUID
    account: str
    role: Role
    area: str
    period: str
    days: int
    minutes: int
    pieces: Pieces
    due_fen: int
    paid_fen: int
    arrears_fen: int
    not_yet_due_fen: int
    overpaid_fen: int
    due_on: str | None
    alarms: tuple[PayAlarm, ...]


def statements(
    appointments: Iterable[Appointment],
    accounts: Mapping[UUID, PayAccount],
    schemes: Iterable[PayScheme],
    pieces: PiecesByMonth,
    on: date,
) -> list[PayStatement]:
    """The statements of all months with work or payments on record, as of a date.

    ``accounts`` are by appointment. In the order of account and month.
    """
    known = list(schemes)
    of_work: dict[UUID, set[str]] = {}
    for appointment_id, period, _ in pieces:
        of_work.setdefault(appointment_id, set()).add(period)
    found: list[PayStatement] = []
    for appointment in appointments:
        key = appointment.appointment_id
        account = accounts.get(key) or PayAccount(key)
        periods = {day[:7] for day in account.workdays} | {p.period for p in account.payments}
        found += [
            _statement(appointment, account, known, pieces, period, on)
            for period in periods | of_work.get(key, set())
        ]
    return sorted(found, key=lambda s: (s.account, s.period, str(s.appointment_id)))


def _statement(
    appointment: Appointment,
    account: PayAccount,
    schemes: Iterable[PayScheme],
    pieces: PiecesByMonth,
    period: str,
    on: date,
) -> PayStatement:
    areas = areas_of(appointment, period)
    terms = terms_for(schemes, appointment.role, areas, period)
    days = [
        day
        for day in account.workdays.values()
        if day.date.startswith(period) and day.countersigned_by is not None
    ]
    minutes = sum(day.minutes for day in days)
    level = Level.SUPERVISOR if terms is None else terms.accepted_at
    done = pieces.get((appointment.appointment_id, period, level), Pieces())
    due = 0 if terms is None else _due(terms, len(days), done)
    payments = [
        payment
        for payment in account.payments
        if payment.period == period and payment.paid_on <= on.isoformat()
    ]
    paid = sum(payment.amount_fen for payment in payments)
    due_on = None if terms is None else _due_on(period, terms.due_day)
    missing = max(0, due - paid)
    late = due_on is not None and due_on < on
    arrears = missing if late else 0
    alarms = [
        *((PayAlarm.ARREARS,) if arrears else ()),
        *_alarms_of_work(terms, due, minutes, done),
        *_alarms_of_payments(payments, due, held=appointment.runs_in(*_days_of(period))),
    ]
    return PayStatement(
        appointment_id=appointment.appointment_id,
        account=appointment.account,
        role=appointment.role,
        area=_paid_by(terms, areas),
        period=period,
        days=len(days),
        minutes=minutes,
        pieces=done,
        due_fen=due,
        paid_fen=paid,
        arrears_fen=arrears,
        not_yet_due_fen=0 if late else missing,
        overpaid_fen=max(0, paid - due),
        due_on=None if due_on is None else due_on.isoformat(),
        alarms=tuple(alarms),
    )


def areas_of(appointment: Appointment, period: str) -> tuple[str, ...]:
    """The areas that an appointment is paid by in a month (``YYYY-MM``), the first counting most.

    They are those that it answered for in the month, whatever it answers for now. A month without
    any is paid by the area before it: work may be accepted once somebody is off the ground.
    """
    first, last = _days_of(period)
    return appointment.areas_in(first, last) or appointment.areas_next_to(first)


def _days_of(period: str) -> tuple[str, str]:
    """The first day of a month and its last."""
    last = monthrange(int(period[:4]), int(period[5:]))[1]
    return f"{period}-01", f"{period}-{last:02}"


def _paid_by(terms: PaySchemeSet | None, areas: tuple[str, ...]) -> str:
    fitting = [area for area in areas if terms is not None and covers(terms.area, area)]
    return next(iter((*fitting, *areas)), "")


def _due(terms: PaySchemeSet, days: int, done: Pieces) -> int:
    """A month's pay is due for a month with a day worked in it."""
    units = {
        PayBasis.DAY: days,
        PayBasis.HOUSEHOLD: done.households,
        PayBasis.PERSON: done.persons,
        PayBasis.MONTH: 1 if days else 0,
    }
    return sum(rate.fen * units[rate.basis] for rate in terms.rates)


def _due_on(period: str, due_day: int) -> date:
    year, month = int(period[:4]), int(period[5:])
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(due_day, monthrange(year, month)[1]))


def _alarms_of_work(
    terms: PaySchemeSet | None, due: int, minutes: int, done: Pieces
) -> Iterable[PayAlarm]:
    if terms is None:
        if minutes or done.households or done.persons:
            yield PayAlarm.NO_SCHEME
    elif minutes and _below_minimum(terms, due, minutes):
        yield PayAlarm.BELOW_MINIMUM


def _alarms_of_payments(payments: Sequence[Payment], due: int, *, held: bool) -> Iterable[PayAlarm]:
    """What is alarming about a month's payments; ``held`` says whether the post was, in it.

    Pieces may come to be accepted, and due, after somebody has left.
    """
    if sum(payment.amount_fen for payment in payments) > due:
        yield PayAlarm.OVERPAID
    if payments and not held and not due:
        yield PayAlarm.OUTSIDE_APPOINTMENT
    by_document = [(p.document, p.amount_fen) for p in payments if p.document is not None]
    if len(set(by_document)) < len(by_document):
        yield PayAlarm.PAID_TWICE


def _below_minimum(terms: PaySchemeSet, due: int, minutes: int) -> bool:
    """Pay by the month against the month's minimum; any other by the hours countersigned."""
    if any(rate.basis is PayBasis.MONTH for rate in terms.rates):
        return due < terms.minimum.month_fen
    return due * 60 < terms.minimum.hour_fen * minutes
