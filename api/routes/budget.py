"""The budget: what is allotted, spent and left, each leading back to positions of the book."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.edge import READS, BookCode, SignedIn, TheService, problems
from api.office_past import office_asked
from api.past import AsOf, Past
from domain.budget import BudgetLine
from domain.events import BudgetPurpose
from domain.permissions import Act, permit

router = APIRouter(prefix="/books/{book}/budget", tags=["budget"])

_CODE = r"^[A-Z][A-Z0-9]{0,7}(-[A-Z0-9]{1,8}){0,4}$"


class SpendingBody(BaseModel):
    """Money spent; for pay, whose and for which month."""

    amount_fen: int
    document: str | None
    appointment_id: UUID | None
    period: str | None
    position: int = Field(description="of the entry that says so")


class BudgetLineBody(BaseModel):
    """A line of the budget; amounts in fen."""

    code: str
    purpose: BudgetPurpose
    purpose_zh: str
    purpose_en: str
    allotted_fen: int
    spent_fen: int
    left_fen: int
    spendings: list[SpendingBody]
    positions: list[int] = Field(description="of all its entries")


class Budget(Past):
    """Lines in the order of their codes; ``next`` goes on, null at the end.

    The sums are over all lines, whatever page is shown.
    """

    allotted_fen: int
    spent_fen: int
    left_fen: int
    lines: list[BudgetLineBody]
    next: str | None


@router.get("", summary="预算 / Budget", responses=problems(*READS))
def budget(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    as_of: AsOf,
    cursor: Annotated[str | None, Query(pattern=_CODE, description="from next")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Budget:
    """Every line with what was spent from it."""
    permit(service.actor(signed_in, book), Act.READ_ACCOUNTS, book)
    asked = office_asked(service, book, as_of)
    office = asked.then.office
    lines = list(office.lines.values())
    found = [office.lines[code] for code in sorted(office.lines) if code > (cursor or "")]
    page = found[:limit]
    return Budget(
        position=asked.past.position,
        recorded_at=asked.past.recorded_at,
        allotted_fen=sum(line.allotted_fen for line in lines),
        spent_fen=sum(line.spent_fen for line in lines),
        left_fen=sum(line.left_fen for line in lines),
        lines=[_body(line, office.positions[line.id]) for line in page],
        next=page[-1].code if len(found) > limit else None,
    )


def _body(line: BudgetLine, positions: tuple[int, ...]) -> BudgetLineBody:
    return BudgetLineBody(
        code=line.code,
        purpose=line.purpose,
        purpose_zh=line.purpose.zh,
        purpose_en=line.purpose.en,
        allotted_fen=line.allotted_fen,
        spent_fen=line.spent_fen,
        left_fen=line.left_fen,
        spendings=[
            SpendingBody(
                amount_fen=spending.amount_fen,
                document=spending.document,
                appointment_id=spending.appointment_id,
                period=spending.period,
                position=positions[spending.version - 1],
            )
            for spending in line.spendings
        ],
        positions=list(positions),
    )
