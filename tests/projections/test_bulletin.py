"""A bulletin tells how the work goes: the same for a position, and no figure of the population."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import orjson
import pytest

from domain.doubt import Doubt
from domain.events import (
    DoubtRaised,
    DoubtSettled,
    FindingKind,
    FindingSeverity,
    InspectionCarriedOut,
    InspectionFindingClosed,
    InspectionFindingMade,
    InspectionPlanned,
    PostEstablished,
    PostFilled,
    TaskKind,
    TaskSet,
    WorkdayCountersigned,
    WorkdayRecorded,
)
from domain.office import Office
from domain.pay_statement import PayAlarm
from domain.roster import Roster
from domain.status import Level, Role
from ledger.database import Database
from projections.bulletin import BulletinFigures, bulletin_figures
from projections.bulletin_text import NO_RANKING_EN, NO_RANKING_ZH, bulletin_text
from projections.follower import Follower
from projections.pay import OfficeThen
from projections.row_store import Connection
from tests.projections.answers import person
from tests.projections.written_book import APPOINTMENT, WrittenBook

DAY = date(2020, 11, 20)


def then(book: WrittenBook, position: int | None = None) -> OfficeThen:
    """What the book's office and roster were as of a position."""
    at = book.last if position is None else position
    told = [(e.position, e.event) for e in book.entries[: at + 1]]
    return OfficeThen(
        book=book.book,
        census=book.census,
        position=at,
        office=Office().fold((p, e) for p, e in told if e.on_office),
        roster=Roster().fold((p, e) for p, e in told if e.on_roster),
    )


def doubts(book: WrittenBook, position: int | None = None) -> list[Doubt]:
    at = book.last if position is None else position
    found: dict[UUID, Doubt] = {}
    for entry in book.entries[: at + 1]:
        if entry.event.topic.startswith("Doubt"):
            key = entry.event.originator_id
            found.setdefault(key, Doubt(key)).fold((entry.event,))
    return list(found.values())


def figures(
    connection: Connection, book: WrittenBook, position: int | None = None, area: str = ""
) -> BulletinFigures:
    known = doubts(book, position)
    return bulletin_figures(connection, then(book, position), known, area or book.book, DAY)


@pytest.fixture
def book(projection_database: Database, new_book: Callable[[], WrittenBook]) -> WrittenBook:
    """Two districts: work in the first, whose supervisor is late with a task."""
    book = new_book()
    first, second = book.delineate(1, 1, 1, "111"), book.delineate(1, 2, 1, "220")
    post = book.new_id()
    _staff(book, post, first)
    households = [book.list_household(first) for _ in range(3)] + [book.list_household(second)]
    for household_id in households[:2]:
        book.register(household_id, [person(), person(D2=1, D4=2)])
        book.submit(household_id)
    book.send_back(households[0])
    book.approve(households[1], Level.SUPERVISOR)
    _office(book, post, first)
    Follower(book, projection_database).catch_up()
    return book


def _staff(book: WrittenBook, post: UUID, block: str) -> None:
    area = block[:12]
    titles = {"title_zh": "普查指导员", "title_en": "supervisor"}
    book.append(PostEstablished, post, role=Role.SUPERVISOR, area=area, **titles)
    appointment = {"appointment_id": UUID(int=9), "account": "s-9", "credential": "CR-9"}
    book.append(PostFilled, post, **appointment, holder="某甲")
    own = book.new_id()
    titles = {"title_zh": "普查员", "title_en": "enumerator"}
    book.append(PostEstablished, own, role=Role.ENUMERATOR, area=block, **titles)
    appointment = {"appointment_id": APPOINTMENT, "account": "e-1", "credential": "CR-1"}
    book.append(PostFilled, own, **appointment, holder="某乙")


def _office(book: WrittenBook, post: UUID, block: str) -> None:
    task: dict[str, Any] = {
        "code": "XC-1",
        "kind": TaskKind.PUBLICITY,
        "title": "张贴|公告",
        "criteria": "每个单元一张",
        "area": block[:12],
        "due": "2020-11-19",
        "post_id": post,
        "appointment_id": UUID(int=9),
        "account": "s-9",
        "depends_on": (),
        "inspection": None,
    }
    book.append(TaskSet, book.new_id(), **task)
    inspection = book.new_id()
    planned = {"code": "JC-1", "area": block[:12], "planned_for": "2020-11-08"}
    book.append(InspectionPlanned, inspection, **planned, household_ids=())
    book.append(InspectionCarriedOut, inspection, carried_out_on="2020-11-08")
    for number in (1, 2):
        book.append(
            InspectionFindingMade,
            inspection,
            number=number,
            kind=FindingKind.PROCEDURE,
            severity=FindingSeverity.MAJOR,
            task=f"JC-1-{number}",
            household_id=None,
            item=None,
            note="未出示证件",
            remark="",
        )
    book.append(InspectionFindingClosed, inspection, number=1)
    account = book.new_id()
    day = {"appointment_id": UUID(int=9), "account": "s-9", "date": "2020-11-03", "minutes": 480}
    book.append(WorkdayRecorded, account, **day)
    book.append(WorkdayCountersigned, account, date="2020-11-03")
    raised: dict[str, Any] = {
        "rule": "X01",
        "severity": "error",
        "blocks": (block,),
        "household_ids": (),
        "person_ids": (),
        "items": (),
        "about": "",
        "as_of": 1,
    }
    settled = book.new_id()
    book.append(DoubtRaised, book.new_id(), **raised)
    book.append(DoubtRaised, settled, **raised)
    book.append(DoubtSettled, settled, as_of=2)


def test_bulletin_tells_what_is_on_record(connection: Connection, book: WrittenBook) -> None:
    found = figures(connection, book)
    (township,) = found.areas
    assert (township.area, township.listed) == (book.book + "001", 4)
    assert (township.submissions, township.returns) == (2, 1)
    assert township.steps["listed"] == 2
    assert township.steps["supervisor_approved"] == 1
    assert [(s.role, s.posts, s.held) for s in found.staffing] == [
        (Role.ENUMERATOR, 1, 1),
        (Role.SUPERVISOR, 1, 1),
    ]
    assert [(g.role, g.place) for g in found.cover.gaps] == [
        (Role.ENUMERATOR, book.blocks[1]),
        (Role.SUPERVISOR, book.blocks[1][:12]),
    ]
    assert [(d.rule, d.raised, d.open) for d in found.doubts] == [("X01", 2, 1)]
    assert found.pay.alarms == {
        alarm.value: 2 if alarm is PayAlarm.NO_SCHEME else 0 for alarm in PayAlarm
    }
    assert [task.code for task in found.overdue] == ["XC-1"]
    assert (found.inspections.findings, found.inspections.unclosed) == (
        {"major": 2},
        {"major": 1},
    )


def test_bulletin_of_an_area_has_nothing_of_another(
    connection: Connection, book: WrittenBook
) -> None:
    other = book.blocks[1][:12]
    found = figures(connection, book, area=other)
    assert [a.area for a in found.areas] == [book.blocks[1]]
    assert (found.tasks, found.doubts, found.inspections.planned) == ({}, (), 0)
    assert found.staffing == ()


def test_same_position_gives_the_same_bytes_however_far_the_book_went_on(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    position = book.last
    before = bulletin_text(figures(connection, book, position))
    book.withdraw(next(iter(book.households)))
    book.append(WorkdayRecorded, book.new_id(), **_another_day())
    Follower(book, projection_database).catch_up()
    assert bulletin_text(figures(connection, book, position)) == before
    assert bulletin_text(figures(connection, book)).sha256 != before.sha256


def _another_day() -> dict[str, Any]:
    return {
        "appointment_id": UUID(int=8),
        "account": "s-8",
        "date": "2020-11-04",
        "minutes": 60,
    }


def test_bulletin_holds_no_figure_of_the_population_and_says_that_it_ranks_nobody(
    connection: Connection, book: WrittenBook
) -> None:
    text = bulletin_text(figures(connection, book))
    assert NO_RANKING_ZH in text.zh
    assert NO_RANKING_EN in text.en
    told = orjson.loads(text.json)
    names = {name for area in told["areas"] for name in (*area, *area["steps"])}
    assert not names & {"persons", "residents", "population"}
    codes = [area["area"] for area in told["areas"]]
    assert codes == sorted(codes)


def test_text_of_a_task_does_not_break_the_table(connection: Connection, book: WrittenBook) -> None:
    assert r"| XC-1 | 张贴\|公告 |" in bulletin_text(figures(connection, book)).zh
