"""The money of a whole census: budget lines, what work is paid for, and the paying itself."""

from __future__ import annotations

from typing import Any

from api.client import ServiceProblem
from api.simulation.crew import Crew
from api.simulation.review import COUNTY, supervisor_of
from api.simulation.whole.course import Command, Course
from domain.events import BudgetPurpose, PayBasis
from domain.population import StaffMember
from domain.reasons import BudgetReason
from domain.status import Level, Role

STAFF_PAY = "XZ-01"
_LINES = {
    STAFF_PAY: BudgetPurpose.STAFF_PAY,
    "XZ-02": BudgetPurpose.TRAINING,
    "XZ-03": BudgetPurpose.PUBLICITY,
    "XZ-04": BudgetPurpose.EQUIPMENT,
}
_FEN_A_HOUSEHOLD = 1_000
"""What a line is allotted for each planned household; staff pay needs more, and gets it."""
_RATES: dict[Role, list[tuple[PayBasis, int]]] = {
    Role.ENUMERATOR: [
        (PayBasis.DAY, 18_000),
        (PayBasis.HOUSEHOLD, 500),
        (PayBasis.PERSON, 100),
    ],
    Role.SUPERVISOR: [(PayBasis.DAY, 22_000)],
    Role.COMMUNITY_OFFICE: [(PayBasis.DAY, 20_000)],
    Role.TOWNSHIP_OFFICE: [(PayBasis.DAY, 20_000)],
}
_MINIMUM = {"month_fen": 180_000, "hour_fen": 1_800}
_DUE_DAY = 15
_DAY_MINUTES = 480
_BUDGET_EXCEEDED = "budget-exceeded"


def fund(course: Course) -> None:
    """Open the budget's lines, lay down the pay, and spend what training and devices take."""
    amount = _FEN_A_HOUSEHOLD * course.territory.households
    commands = [
        course.command(
            COUNTY[0],
            "open-budget-line",
            code,
            code=code,
            purpose=purpose.value,
            amount_fen=amount,
            authority=course.authority("财", code),
        )
        for code, purpose in _LINES.items()
    ]
    commands += [_scheme(course, role, rates) for role, rates in _RATES.items()]
    commands += [
        course.command(
            COUNTY[0],
            "spend",
            code,
            code=code,
            amount_fen=amount // 2,
            authority=course.authority("支", code),
        )
        for code in _LINES
        if code != STAFF_PAY
    ]
    course.do_all(COUNTY[0], commands)
    course.done("budget lines", len(_LINES))


def _scheme(course: Course, role: Role, rates: list[tuple[PayBasis, int]]) -> Command:
    return course.command(
        COUNTY[0],
        "set-pay-scheme",
        role.value,
        role=role.value,
        area=course.book,
        since=course.period,
        rates=[{"basis": basis.value, "fen": fen} for basis, fen in rates],
        accepted_at=Level.COUNTY.value,
        minimum={**_MINIMUM, "authority": course.authority("薪", "最低")},
        due_day=_DUE_DAY,
        authority=course.authority("薪", role.value),
    )


def record_days(course: Course) -> None:
    """Field staff put their day on record, and those above them countersign it."""
    supervisors = [m for m in course.staff.field if m.role is Role.SUPERVISOR]

    def work(member: StaffMember) -> int:
        day: dict[str, object] = {"date": course.day.isoformat(), "minutes": _DAY_MINUTES}
        course.do(member.account, "record-workday", **day)
        course.do(
            _superior(member),
            "countersign-workday",
            member.account,
            **day,
            appointment_id=course.held[member.account].appointment_id,
        )
        return 1

    workers = [*course.enumerators, *supervisors]
    course.crew.each("工作日 / days worked", len(workers), workers, work)
    course.done("days worked", len(workers))


def _superior(member: StaffMember) -> str:
    if member.role is Role.ENUMERATOR:
        return supervisor_of(member.area)
    return f"c-{member.area}"


def pay_everybody(course: Course) -> None:
    """Pay what the service says is due; where the line does not reach, it is raised first."""
    for statement in course.pages(COUNTY[0], "/pay", "statements", period=course.period):
        missing = statement["due_fen"] - statement["paid_fen"]
        if missing > 0:
            _pay(course, statement, missing)


def _pay(course: Course, statement: dict[str, Any], amount: int) -> None:
    appointment = statement["appointment_id"]
    payment = course.command(
        COUNTY[0],
        "pay-wages",
        appointment,
        appointment_id=appointment,
        period=statement["period"],
        paid_on=course.day.isoformat(),
        amount_fen=amount,
        budget_line=STAFF_PAY,
        authority=course.authority("付", course.deeds["payments"] + 1),
    )
    answer = _answer(course.crew, payment)
    if "problem" in answer and answer["problem"]["code"] == _BUDGET_EXCEEDED:
        _raise_line(course, amount)
        answer = _answer(course.crew, payment)
    if "problem" in answer:
        raise ServiceProblem(answer["problem"])
    course.done("payments")
    course.done("paid, in fen", amount)


def _answer(crew: Crew, payment: Command) -> dict[str, Any]:
    [answer] = crew.send(COUNTY[0], [payment])
    return answer


def _raise_line(course: Course, amount: int) -> None:
    [line] = [
        line for line in course.read(COUNTY[0], "/budget")["lines"] if line["code"] == STAFF_PAY
    ]
    more = max(amount, line["allotted_fen"])
    course.do(
        COUNTY[0],
        "change-budget-line",
        line["allotted_fen"],
        code=STAFF_PAY,
        amount_fen=line["allotted_fen"] + more,
        reason=BudgetReason.INCREASED.value,
        authority=course.authority("财", STAFF_PAY, course.deeds["payments"]),
    )
    course.done("budget increases")
