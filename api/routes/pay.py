"""Pay: what is due, what is paid, arrears and alarms."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from api.office_past import OfficePast, OnDay, office_asked
from api.past import AsOf
from api.position import Position
from domain.pay_statement import PayStatement
from domain.permissions import Act, permit
from projections.pay import pay_statements

router = APIRouter(prefix="/books/{book}/pay", tags=["pay"])


class PayTotals(BaseModel):
    """Over all statements that were asked for, whatever page is shown; amounts in fen."""

    statements: int
    due_fen: int
    paid_fen: int
    arrears_fen: int
    not_yet_due_fen: int
    overpaid_fen: int
    alarmed: int = Field(description="statements with an alarm")


class Pay(OfficePast):
    """Statements in the order of account and month; ``next`` goes on, null at the end."""

    area: str
    totals: PayTotals
    statements: list[PayStatement]
    next: int | None


@router.get("", summary="劳动报酬 / Pay", responses=problems(*READS))
def pay(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    as_of: AsOf,
    on: OnDay = None,
    area: Area = None,
    period: Annotated[str | None, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")] = None,
    mine: Annotated[bool, Query(description="one's own statements alone")] = False,
    alarmed: Annotated[bool, Query(description="those with an alarm alone")] = False,
    cursor: Annotated[Position, Query(ge=0, lt=2**31, description="from next")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Pay:
    """The months that somebody worked or was paid for; one's own without any other permission."""
    actor = service.actor(signed_in, book)
    place = book if mine and area is None else service.place(book, actor, area)
    if not mine:
        permit(actor, Act.READ_ACCOUNTS, place)
    asked = office_asked(service, book, as_of, on, rows=True)
    with service.connection() as connection:
        every = pay_statements(connection, asked.then, place, asked.past.on)
    found = [
        statement
        for statement in every
        if (period is None or statement.period == period)
        and (not mine or statement.account == actor.account)
        and (not alarmed or statement.alarms)
    ]
    end = cursor + limit
    return Pay(
        **asked.past.model_dump(),
        area=place,
        totals=_totals(found),
        statements=found[cursor:end],
        next=end if end < len(found) else None,
    )


def _totals(found: list[PayStatement]) -> PayTotals:
    return PayTotals(
        statements=len(found),
        due_fen=sum(s.due_fen for s in found),
        paid_fen=sum(s.paid_fen for s in found),
        arrears_fen=sum(s.arrears_fen for s in found),
        not_yet_due_fen=sum(s.not_yet_due_fen for s in found),
        overpaid_fen=sum(s.overpaid_fen for s in found),
        alarmed=sum(1 for s in found if s.alarms),
    )
