"""What the tests of acts on the office's own work share: commands with made-up documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.attribution import Authority
from domain.commands import (
    OpenBudgetLine,
    PayWages,
    PlanInspection,
    RecordFinding,
    SetPayScheme,
    SetTask,
)
from domain.events import (
    BudgetPurpose,
    FindingKind,
    FindingSeverity,
    MinimumWage,
    PayBasis,
    PayRate,
    TaskKind,
)
from domain.status import Level, Role
from ledger.application import BookApplication
from tests.ledger.books import BLOCK, BOOK, act, post

DOCUMENT = Authority(document="测试经费〔2020〕3号", issued_by="渝北区人口普查办公室")
DAY = "2020-11-03"
FIRST_DAY = "2020-11-01"
"""On which everybody was appointed."""


def appointment_of(book: BookApplication, account: str) -> UUID:
    """The appointment that an account acts under now."""
    return book.roster().appointment_of(account).appointment_id


def staffed_with_inspector(book: BookApplication, account: str = "inspector") -> None:
    """Add an inspector of the county, appointed by county-2."""
    act(book, "county-2", post(account, Role.INSPECTOR, BOOK))


def pay_scheme(fen: int = 15_000) -> SetPayScheme:
    """So much a day for enumerators of the county."""
    return SetPayScheme(
        role=Role.ENUMERATOR,
        area=BOOK,
        since="2020-10",
        rates=(PayRate(basis=PayBasis.DAY, fen=fen), PayRate(basis=PayBasis.HOUSEHOLD, fen=700)),
        accepted_at=Level.SUPERVISOR,
        minimum=MinimumWage(month_fen=180_000, hour_fen=1_800, authority=DOCUMENT),
        due_day=15,
        authority=DOCUMENT,
    )


def budget_line(code: str = "PAY-1", amount: int = 100_000) -> OpenBudgetLine:
    """A line for staff pay."""
    return OpenBudgetLine(
        code=code, purpose=BudgetPurpose.STAFF_PAY, amount_fen=amount, authority=DOCUMENT
    )


def printing_line(amount: int = 1_000) -> OpenBudgetLine:
    """A line for printing."""
    return OpenBudgetLine(
        code="PRINT-1", purpose=BudgetPurpose.PRINTING, amount_fen=amount, authority=DOCUMENT
    )


def wages(appointment_id: UUID, amount: int, line: str = "PAY-1") -> PayWages:
    """Pay for November."""
    return PayWages(
        appointment_id=appointment_id,
        period="2020-11",
        paid_on="2020-12-10",
        amount_fen=amount,
        budget_line=line,
        authority=DOCUMENT,
    )


def task(code: str = "XC-1", account: str = "supervisor", **fields: Any) -> SetTask:
    """A task of publicity in the community's district."""
    given: dict[str, Any] = {
        "kind": TaskKind.PUBLICITY,
        "title": "张贴普查公告",
        "criteria": "每个单元一张",
        "area": BOOK + "011001",
        "due": "2020-10-20",
        **fields,
    }
    return SetTask(code=code, account=account, **given)


def inspection(code: str = "JC-1", area: str = BOOK + "011", *sample: UUID) -> PlanInspection:
    """An inspection of the street."""
    return PlanInspection(code=code, area=area, planned_for="2020-11-08", household_ids=sample)


def finding(household_id: UUID | None = None, **fields: Any) -> RecordFinding:
    """Something wanting; the supervisor mends it."""
    given: dict[str, Any] = {
        "inspection": "JC-1",
        "kind": FindingKind.WRONG_ANSWER if household_id else FindingKind.PROCEDURE,
        "severity": FindingSeverity.MAJOR,
        "text": "户主称出生月份登记有误" if household_id else "未出示证件",
        "account": "supervisor",
        "due": "2020-11-20",
        "household_id": household_id,
        "item": "D5" if household_id else None,
        **fields,
    }
    return RecordFinding(**given)


OTHER_DISTRICT = BLOCK[:9] + "002"
