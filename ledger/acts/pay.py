"""Acts on pay: its terms, days worked, and payments."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any
from uuid import UUID

from domain.commands import CountersignWorkday, PayWages, RecordWorkday, SetPayScheme
from domain.pay import PayAccount, PayScheme, require_superior, worked_in
from domain.permissions import Act
from domain.post import Appointment
from domain.refusal import FutureDate, OwnWork, UnknownAppointment
from ledger.acts.situation import Decision, Handler, Situation


def _worker(situation: Situation[Any], appointment_id: UUID) -> Appointment:
    """Whose work it is; also somebody who has left, since pay may be outstanding.

    Raises:
        UnknownAppointment: nobody was ever appointed so.
    """
    try:
        return situation.roster.appointments[appointment_id]
    except KeyError:
        raise UnknownAppointment from None


def _account(situation: Situation[Any], worker: Appointment) -> PayAccount:
    known = situation.office.accounts.get(worker.appointment_id)
    if known is not None:
        return known.twin()
    return PayAccount(situation.ids.named("pay", worker.appointment_id.hex))


def _place(situation: Situation[Any], worker: Appointment, date: str) -> str:
    """The area that a day was worked in; the county where there was none."""
    return worked_in(worker, date) or situation.book


def _require_past(situation: Situation[Any], date: str) -> None:
    if date > situation.today:
        raise FutureDate


def _set_scheme(situation: Situation[SetPayScheme]) -> Decision:
    command = situation.command
    situation.require_in_book(command.area)
    situation.permit(Act.SET_PAY, command.area)
    situation.require_area(command.area)
    scheme_id = situation.ids.named("pay-scheme", f"{command.role.value}/{command.area}")
    known = situation.office.schemes.get(scheme_id)
    scheme = PayScheme(scheme_id) if known is None else known.twin()
    scheme.set(
        situation.by(authority=command.authority),
        role=command.role,
        area=command.area,
        since=command.since,
        rates=command.rates,
        accepted_at=command.accepted_at,
        minimum=command.minimum,
        due_day=command.due_day,
    )
    told = {"role": command.role.value, "area": command.area, "since": command.since}
    return situation.decided(scheme.collect_events(), told)


def _record_workday(situation: Situation[RecordWorkday]) -> Decision:
    command = situation.command
    own = situation.appointment.appointment_id
    worker = _worker(situation, command.appointment_id or own)
    if worker.appointment_id == own:
        situation.permit_own(Act.RECORD_WORK)
    else:
        place = _place(situation, worker, command.date)
        situation.permit(Act.RECORD_WORK, place)
        require_superior(situation.appointment, worker, place)
    _require_past(situation, command.date)
    account = _account(situation, worker)
    account.record_workday(situation.by(), worker, date=command.date, minutes=command.minutes)
    return situation.decided(account.collect_events(), _told(worker, date=command.date))


def _countersign(situation: Situation[CountersignWorkday]) -> Decision:
    command = situation.command
    worker = _worker(situation, command.appointment_id)
    place = _place(situation, worker, command.date)
    situation.permit(Act.COUNTERSIGN_WORK, place)
    require_superior(situation.appointment, worker, place)
    account = _account(situation, worker)
    account.countersign_workday(situation.by(), command.date, command.minutes)
    return situation.decided(account.collect_events(), _told(worker, date=command.date))


def _pay(situation: Situation[PayWages]) -> Decision:
    command = situation.command
    worker = _worker(situation, command.appointment_id)
    situation.permit(Act.KEEP_BUDGET, situation.book)
    if situation.appointment.appointment_id == worker.appointment_id:
        raise OwnWork
    _require_past(situation, command.paid_on)
    by = situation.by(authority=command.authority)
    line = situation.office.line(command.budget_line).twin()
    line.spend(
        by,
        command.amount_fen,
        appointment_id=worker.appointment_id,
        period=command.period,
    )
    account = _account(situation, worker)
    account.pay(
        by,
        worker,
        period=command.period,
        paid_on=command.paid_on,
        amount_fen=command.amount_fen,
        budget_line=line.code,
    )
    events = [*account.collect_events(), *line.collect_events()]
    told = _told(worker, period=command.period, left_fen=line.left_fen)
    return situation.decided(events, told)


def _told(worker: Appointment, **also: str | int) -> dict[str, object]:
    return {"appointment_id": str(worker.appointment_id), "account": worker.account, **also}


def _line(command: PayWages) -> Hashable:
    return "budget-line", command.budget_line


def _appointment(command: RecordWorkday | CountersignWorkday) -> Hashable:
    return "pay", command.appointment_id


def _scheme(command: SetPayScheme) -> Hashable:
    return "pay-scheme", command.role, command.area


HANDLERS: Sequence[Handler[Any]] = (
    Handler(SetPayScheme, "pay", _set_scheme, _scheme),
    Handler(RecordWorkday, "pay", _record_workday, _appointment),
    Handler(CountersignWorkday, "pay", _countersign, _appointment),
    Handler(PayWages, "budget", _pay, _line),
)
