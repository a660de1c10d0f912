"""Pay: what is paid for, what was worked and what was paid, appointment by appointment.

All amounts are in fen, hundredths of a yuan, and integers. What follows from them for a month is
told by :mod:`domain.pay_statement`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import (
    Event,
    PaymentMade,
    PaySchemeSet,
    WorkdayCountersigned,
    WorkdayRecorded,
)
from domain.permissions import covers
from domain.post import Appointment
from domain.refusal import (
    NotSuperior,
    OutsideAppointment,
    OwnWork,
    RateTwice,
    WorkdayCountersignedAlready,
    WorkdayDiffers,
    WorkdayNotRecorded,
)
from domain.status import Role

_RANKS: dict[Role, int] = {
    Role.ENUMERATOR: 0,
    Role.SUPERVISOR: 1,
    Role.COMMUNITY_OFFICE: 2,
    Role.TOWNSHIP_OFFICE: 3,
    Role.COUNTY_OFFICE: 4,
}
"""The line of command; posts beside it stand below the county's office alone."""


def require_superior(signer: Appointment, worker: Appointment, place: str) -> None:
    """Let somebody vouch for another's work at a place, or refuse it.

    The county's office, which has nobody above it in the book, is vouched for by another holder of
    such a post.

    Raises:
        OwnWork: it is the signer's own work.
        NotSuperior: the signer's post is no higher, or answers for another area.
    """
    if signer.account == worker.account:
        raise OwnWork
    both_county = signer.role is worker.role is Role.COUNTY_OFFICE
    higher = _RANKS.get(signer.role, 0) > _RANKS.get(worker.role, _RANKS[Role.TOWNSHIP_OFFICE])
    if not (higher or both_county) or not place.startswith(signer.areas):
        raise NotSuperior


def worked_in(worker: Appointment, date: str) -> str:
    """The area that a day's work is vouched for in: the first of those answered for that day.

    It is empty where there was none: then it is the county's to vouch for.
    """
    return next(iter(worker.areas_in(date, date)), "")


class PayScheme(Aggregate):
    """What holders of posts of a role in an area are paid, as it was set from time to time."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.settings: list[PaySchemeSet] = []

    def set(self, by: Attribution, **terms: Any) -> None:
        """Set the terms from a month on; ``terms`` are the fields of the event.

        Raises:
            RateTwice: two rates are for the same thing.
        """
        bases = [rate.basis for rate in terms["rates"]]
        if len(set(bases)) < len(bases):
            raise RateTwice
        self.trigger(PaySchemeSet, by, **terms)

    def in_force(self, period: str) -> PaySchemeSet | None:
        """The terms of a month: of those that had begun by then, the last that was set."""
        begun = [terms for terms in self.settings if terms.since <= period]
        return max(begun, key=lambda terms: (terms.since, terms.originator_version), default=None)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case PaySchemeSet():
                self.settings.append(event)
            case _:
                super().apply(event)


def terms_for(
    schemes: Iterable[PayScheme], role: Role, areas: Sequence[str], period: str
) -> PaySchemeSet | None:
    """The terms that a holder of a post is paid by in a month, set most closely to its area.

    ``areas`` are those answered for in the month: the first that terms were set for counts. Who
    never had one (they are empty) is paid by those set most widely. None where none were set for
    the role there.
    """
    found = [t for s in schemes if (t := s.in_force(period)) is not None and t.role is role]
    if not areas:
        return min(found, key=lambda terms: len(terms.area), default=None)
    for area in areas:
        fitting = [terms for terms in found if covers(terms.area, area)]
        if fitting:
            return max(fitting, key=lambda terms: len(terms.area))
    return None


@dataclass(frozen=True, slots=True)
class Workday:
    """A day worked; it counts once somebody of a higher post countersigned it."""

    date: str
    minutes: int
    recorded_by: str
    countersigned_by: str | None


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid for a month's work; ``version`` is that of the event that says so."""

    period: str
    paid_on: str
    amount_fen: int
    budget_line: str
    document: str | None
    version: int


class PayAccount(Aggregate):
    """Days worked and payments of one appointment."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.appointment_id: UUID | None = None
        self.workdays: dict[str, Workday] = {}
        self.payments: list[Payment] = []

    def record_workday(
        self, by: Attribution, worker: Appointment, *, date: str, minutes: int
    ) -> None:
        """Put a day on record, or anew as long as nobody countersigned it.

        Raises:
            OutsideAppointment: the worker did not hold the post that day.
            WorkdayCountersignedAlready: somebody did.
        """
        if not worker.runs_in(date, date):
            raise OutsideAppointment
        known = self.workdays.get(date)
        if known is not None and known.countersigned_by is not None:
            raise WorkdayCountersignedAlready
        self.trigger(
            WorkdayRecorded,
            by,
            appointment_id=worker.appointment_id,
            account=worker.account,
            date=date,
            minutes=minutes,
        )

    def countersign_workday(self, by: Attribution, date: str, minutes: int) -> None:
        """Confirm a day of so many minutes; that the signer is a superior has been looked at.

        Raises:
            WorkdayNotRecorded: there is no such day.
            WorkdayDiffers: other minutes are on record, perhaps since the signer looked.
            WorkdayCountersignedAlready: it is confirmed.
            OwnWork: the signer put it on record.
        """
        known = self.workdays.get(date)
        if known is None:
            raise WorkdayNotRecorded
        if known.countersigned_by is not None:
            raise WorkdayCountersignedAlready
        if known.recorded_by == by.account:
            raise OwnWork
        if known.minutes != minutes:
            raise WorkdayDiffers
        self.trigger(WorkdayCountersigned, by, date=date)

    def pay(
        self,
        by: Attribution,
        worker: Appointment,
        *,
        period: str,
        paid_on: str,
        amount_fen: int,
        budget_line: str,
    ) -> None:
        """Put a payment on record, by the document in ``by``."""
        self.trigger(
            PaymentMade,
            by,
            appointment_id=worker.appointment_id,
            account=worker.account,
            period=period,
            paid_on=paid_on,
            amount_fen=amount_fen,
            budget_line=budget_line,
        )

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case WorkdayRecorded():
                self.appointment_id = event.appointment_id
                self.workdays[event.date] = Workday(
                    event.date, event.minutes, event.by.account, None
                )
            case WorkdayCountersigned():
                known = self.workdays[event.date]
                self.workdays[event.date] = replace(known, countersigned_by=event.by.account)
            case PaymentMade():
                self.appointment_id = event.appointment_id
                authority = event.by.authority
                self.payments.append(
                    Payment(
                        period=event.period,
                        paid_on=event.paid_on,
                        amount_fen=event.amount_fen,
                        budget_line=event.budget_line,
                        document=None if authority is None else authority.document,
                        version=event.originator_version,
                    )
                )
            case _:
                super().apply(event)
