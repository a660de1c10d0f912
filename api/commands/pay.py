"""The acts on pay."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.commands.office_fields import AreaCode, Day, Fen, Minutes, Month, OfficeCode
from api.commands.sender import CitedAuthority, Item, Strict
from domain.commands import CountersignWorkday, PayWages, RecordWorkday, SetPayScheme
from domain.events import MinimumWage, PayBasis, PayRate
from domain.status import Level, Role


class RateGiven(Strict):
    """What is paid for each day, month, household or person."""

    basis: PayBasis
    fen: Fen


class MinimumGiven(Strict):
    """The minimum wage of the place, and the paper that sets it."""

    month_fen: Fen
    hour_fen: Fen
    authority: CitedAuthority


class SetPaySchemeItem(Item):
    """``set-pay-scheme``: what holders of posts of a role in an area are paid."""

    act: Literal["set-pay-scheme"]
    role: Role
    area: AreaCode
    since: Month
    rates: Annotated[list[RateGiven], Field(min_length=1, max_length=4)]
    accepted_at: Literal[Level.SUPERVISOR, Level.COUNTY] = Field(
        default=Level.SUPERVISOR, description="the approval from which a piece is paid for"
    )
    minimum: MinimumGiven
    due_day: Annotated[
        int, Field(ge=1, le=31, strict=True, description="of the month after the work")
    ]
    authority: CitedAuthority

    def asked(self) -> SetPayScheme:
        """As the domain has it."""
        return SetPayScheme(
            role=self.role,
            area=self.area,
            since=self.since,
            rates=tuple(PayRate(basis=r.basis, fen=r.fen) for r in self.rates),
            accepted_at=self.accepted_at,
            minimum=MinimumWage(
                month_fen=self.minimum.month_fen,
                hour_fen=self.minimum.hour_fen,
                authority=self.minimum.authority.given(),
            ),
            due_day=self.due_day,
            authority=self.authority.given(),
        )


class RecordWorkdayItem(Item):
    """``record-workday``: a day worked, one's own or that of a lower post."""

    act: Literal["record-workday"]
    appointment_id: UUID | None = Field(default=None, description="default: one's own")
    date: Day
    minutes: Minutes

    def asked(self) -> RecordWorkday:
        """As the domain has it."""
        return RecordWorkday(
            appointment_id=self.appointment_id, date=self.date.isoformat(), minutes=self.minutes
        )


class CountersignWorkdayItem(Item):
    """``countersign-workday``: confirm a day worked, as the holder of a higher post."""

    act: Literal["countersign-workday"]
    appointment_id: UUID
    date: Day
    minutes: Minutes

    def asked(self) -> CountersignWorkday:
        """As the domain has it."""
        return CountersignWorkday(
            appointment_id=self.appointment_id, date=self.date.isoformat(), minutes=self.minutes
        )


class PayWagesItem(Item):
    """``pay-wages``: pay for a month's work, from a budget line."""

    act: Literal["pay-wages"]
    appointment_id: UUID
    period: Month
    paid_on: Day
    amount_fen: Fen
    budget_line: OfficeCode
    authority: CitedAuthority

    def asked(self) -> PayWages:
        """As the domain has it."""
        return PayWages(
            appointment_id=self.appointment_id,
            period=self.period,
            paid_on=self.paid_on.isoformat(),
            amount_fen=self.amount_fen,
            budget_line=self.budget_line,
            authority=self.authority.given(),
        )


ITEMS = (SetPaySchemeItem, RecordWorkdayItem, CountersignWorkdayItem, PayWagesItem)
