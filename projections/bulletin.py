"""What a bulletin (通报) tells: how the work goes in an area, as of a position of the book.

Process indicators alone, areas in the order of their codes. No figure of the population is in it,
and nothing is ranked: figures of a census are no basis for rating or ranking localities (条例 33).
The same position always gives the same figures; dates are held against the day of its entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from domain.doubt import Doubt, DoubtState
from domain.office import Office
from domain.pay_statement import PayAlarm
from domain.roster import Roster
from domain.staffing import check_staffing
from domain.status import Role, Status
from domain.work_plan import Task
from ledger.sql import queries
from projections.area import AREA_DIGITS, area_end, area_name
from projections.pay import OfficeThen, pay_statements
from projections.row_store import Connection

Counts: TypeAlias = dict[str, int]

LEAVING_WITHIN_DAYS = 7
"""How far ahead a bulletin looks for people who are about to leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaSteps:
    """Where the households of an area stand, and how often records were submitted and returned."""

    area: str
    name: str
    listed: int
    steps: Counts
    submissions: int
    returns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleStaffing:
    """The posts of a role: how many there are, are held, and are held by somebody suspended."""

    role: Role
    posts: int
    held: int
    suspended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A block without an enumerator, or a district with blocks that no supervisor has."""

    role: Role
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverFigures:
    """The gaps of the area, and how many people are about to leave or lack a valid credential."""

    gaps: tuple[Gap, ...]
    overlaps: int
    about_to_lose: int
    uncertified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayFigures:
    """Statements (an appointment's month each), what is in arrears, and how many alarms of each."""

    statements: int
    arrears_fen: int
    alarms: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtsOfRule:
    """Doubts that a rule across records raised: all of them, and those that are still open."""

    rule: str
    raised: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueTask:
    """A task whose date is past; the post answers for it, whoever holds it."""

    code: str
    title: str
    area: str
    due: str
    post_zh: str
    post_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFigures:
    """Inspections, and their findings by severity: all of them, and those not closed yet."""

    planned: int
    carried_out: int
    findings: Counts
    unclosed: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinFigures:
    """All that a bulletin tells."""

    book: str
    area: str
    name: str
    position: int
    on: str
    areas: tuple[AreaSteps, ...]
    staffing: tuple[RoleStaffing, ...]
    cover: CoverFigures
    doubts: tuple[DoubtsOfRule, ...]
    pay: PayFigures
    tasks: Counts
    overdue: tuple[OverdueTask, ...]
    inspections: InspectionFigures


def bulletin_figures(
    connection: Connection,
    then: OfficeThen,
    doubts: Iterable[Doubt],
    area: str,
    on: date,
) -> BulletinFigures:
    """The figures of an area as of a position.

    ``doubts`` are all that were raised by then; ``on`` is the day of the entry at the position.
    """
    tasks = [task for task in then.office.tasks.values() if task.area.startswith(area)]
    late = sorted((t for t in tasks if t.overdue(on.isoformat())), key=lambda task: task.code)
    return BulletinFigures(
        book=then.book,
        area=area,
        name=area_name(area),
        position=then.position,
        on=on.isoformat(),
        areas=_areas(connection, then, area),
        staffing=_staffing(then.roster, then.book, area),
        cover=_cover(then, area, on),
        doubts=_doubts(doubts, area),
        pay=_pay(connection, then, area, on),
        tasks=_counted(task.state.value for task in tasks),
        overdue=tuple(_overdue(task, then.roster) for task in late),
        inspections=_inspections(then.office, area),
    )


def _areas(connection: Connection, then: OfficeThen, area: str) -> tuple[AreaSteps, ...]:
    digits = next((d for d in AREA_DIGITS if d > len(area)), AREA_DIGITS[-1])
    given = {
        "book": then.book,
        "area": area,
        "area_end": area_end(area),
        "as_of": then.position,
        "digits": digits,
    }
    found = queries("projections", "bulletin.sql")
    steps: dict[str, Counts] = {
        block[:digits]: {} for block in sorted(then.roster.blocks) if block.startswith(area)
    }
    reviews: dict[tuple[str, str], int] = {}
    for place, status, households in connection.execute(found["select_steps"], given).fetchall():
        steps.setdefault(place, {})[status] = households
    for place, event, times in connection.execute(found["select_reviews"], given).fetchall():
        reviews[place, event] = times
    return tuple(
        AreaSteps(
            area=place,
            name=area_name(place),
            listed=sum(steps[place].values()),
            steps={status.value: steps[place].get(status.value, 0) for status in Status},
            submissions=reviews.get((place, "HouseholdSubmitted"), 0),
            returns=reviews.get((place, "HouseholdReturned"), 0),
        )
        for place in sorted(steps)
    )


def _staffing(roster: Roster, book: str, area: str) -> tuple[RoleStaffing, ...]:
    found: list[RoleStaffing] = []
    for role in Role:
        posts = [
            post
            for post in roster.posts.values()
            if post.role is role and any(own.startswith(area) for own in post.areas or (book,))
        ]
        held = [post.appointment for post in posts if post.appointment is not None]
        if posts:
            found.append(
                RoleStaffing(
                    role=role,
                    posts=len(posts),
                    held=len(held),
                    suspended=sum(appointment.suspended for appointment in held),
                )
            )
    return tuple(found)


def _cover(then: OfficeThen, area: str, on: date) -> CoverFigures:
    report = check_staffing(
        then.roster,
        area,
        norm=then.census.staffing,
        loads={},
        today=on,
        within_days=LEAVING_WITHIN_DAYS,
    )
    return CoverFigures(
        gaps=tuple(Gap(role=gap.role, place=gap.place) for gap in report.gaps),
        overlaps=len(report.overlaps),
        about_to_lose=len(report.about_to_lose),
        uncertified=len(report.uncertified),
    )


def _doubts(doubts: Iterable[Doubt], area: str) -> tuple[DoubtsOfRule, ...]:
    states: dict[str, list[DoubtState | None]] = {}
    for doubt in doubts:
        if any(block.startswith(area) for block in doubt.blocks):
            states.setdefault(doubt.rule, []).append(doubt.state)
    return tuple(
        DoubtsOfRule(rule=rule, raised=len(found), open=found.count(DoubtState.OPEN))
        for rule, found in sorted(states.items())
    )


def _pay(connection: Connection, then: OfficeThen, area: str, on: date) -> PayFigures:
    found = pay_statements(connection, then, area, on)
    alarms = Counter(alarm for statement in found for alarm in statement.alarms)
    return PayFigures(
        statements=len(found),
        arrears_fen=sum(statement.arrears_fen for statement in found),
        alarms={alarm.value: alarms[alarm] for alarm in PayAlarm},
    )


def _overdue(task: Task, roster: Roster) -> OverdueTask:
    post = None if task.post_id is None else roster.posts.get(task.post_id)
    return OverdueTask(
        code=task.code,
        title=task.title,
        area=task.area,
        due=task.due,
        post_zh="" if post is None else post.title_zh,
        post_en="" if post is None else post.title_en,
    )


def _inspections(office: Office, area: str) -> InspectionFigures:
    lying = [i for i in office.inspections.values() if i.area.startswith(area)]
    findings = [finding for inspection in lying for finding in inspection.findings.values()]
    return InspectionFigures(
        planned=len(lying),
        carried_out=sum(inspection.carried_out_on is not None for inspection in lying),
        findings=_counted(f.severity.value for f in findings),
        unclosed=_counted(f.severity.value for f in findings if f.closed_by is None),
    )


def _counted(codes: Iterable[str]) -> Counts:
    return dict(sorted(Counter(codes).items()))
