"""How a whole census ended: everything is asked from the service, nothing is remembered."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from api.access import Purpose
from api.simulation.review import COUNTY
from api.simulation.whole.course import Course
from api.simulation.whole.cross_checking import open_doubts
from domain.status import Status
from domain.work_plan import TaskState

_AUDITOR = "auditor"
_CLOSED = "closed"
_COLUMN = {Status.LISTED: "not_registered"}
_AFTER_DUE_DAYS = 62
"""So many days on, all that was worked this month is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end state. ``statuses`` counts households by where their records stand.

    ``staffing`` is what the live check finds, empty where it is clean; ``uncovered`` when blocks or
    districts had nobody. ``forms`` counts the records of each form. ``tables`` holds the headline
    of each by its id. ``arrears_fen`` is as of a day on which everything is due.
    """

    statuses: dict[str, int]
    blocks_open: int
    phases: list[str]
    staffing: dict[str, int]
    uncovered: int
    open_doubts: int
    conserved: bool
    population: dict[str, Any]
    drawn: int
    forms: dict[str, int]
    tables: dict[str, dict[str, float]]
    due_fen: int
    paid_fen: int
    arrears_fen: int
    pay_alarms: int
    tasks_open: int
    bulletin_agrees: bool
    entries: int

    @property
    def sound(self) -> bool:
        """Whether nothing is left to be done, and nothing is wrong."""
        return (
            set(self.statuses) <= {Status.COUNTY_ACCEPTED.value, Status.WITHDRAWN.value}
            and not self.blocks_open
            and self.phases == [_CLOSED]
            and not self.staffing
            and not self.uncovered
            and not self.open_doubts
            and self.conserved
            and self.drawn == self.forms["long"]
            and not self.arrears_fen
            and not self.pay_alarms
            and not self.tasks_open
            and self.bulletin_agrees
        )

    def report(self) -> dict[str, object]:
        """As a JSON object."""
        return {**asdict(self), "sound": self.sound}


def outcome(course: Course) -> Outcome:
    """Ask the service how the township stands."""
    course.follow()
    staffing = course.read(COUNTY[0], "/staffing", area=course.township)
    history = course.read(COUNTY[0], "/staffing/history", area=course.township)
    conservation = course.read(COUNTY[0], "/conservation", area=course.township)
    later = (course.day + timedelta(days=_AFTER_DUE_DAYS)).isoformat()
    pay = course.read(COUNTY[0], "/pay", on=later)["totals"]
    return Outcome(
        statuses=_statuses(course),
        blocks_open=sum(
            not block["closed"]
            for block in course.pages(COUNTY[0], "/blocks", "blocks", area=course.township)
        ),
        phases=[
            phase["phase"] for phase in course.read(COUNTY[0], "/phases")["phases"] if phase["open"]
        ],
        staffing={
            found: len(staffing[found])
            for found in (
                "gaps",
                "overlaps",
                "in_two_posts",
                "overloads",
                "about_to_lose",
                "uncertified",
            )
            if staffing[found]
        },
        uncovered=len(history["intervals"]),
        open_doubts=len(open_doubts(course)),
        conserved=conservation["conserved"],
        population=conservation["population"],
        drawn=sum(
            len(course.read(COUNTY[0], f"/sample/{d.code}")["draw"]["household_ids"])
            for d in course.territory.districts
        ),
        forms=_forms(course),
        tables={id_: _headline(course, id_) for id_ in ("1-1", "3-1")},
        due_fen=pay["due_fen"],
        paid_fen=pay["paid_fen"],
        arrears_fen=pay["arrears_fen"],
        pay_alarms=pay["alarmed"],
        tasks_open=_open_tasks(course),
        bulletin_agrees=_bulletins_agree(course),
        entries=course.read(COUNTY[0], "/head")["size"],
    )


def _statuses(course: Course) -> dict[str, int]:
    blocks = course.read(COUNTY[0], "/progress", area=course.township)["blocks"]
    counted = {
        status.value: sum(block[_COLUMN.get(status, status.value)] for block in blocks)
        for status in Status
    }
    return {status: number for status, number in counted.items() if number}


def _forms(course: Course) -> dict[str, int]:
    """Households, persons, lines of the dead and foreigners, by what they answered."""
    households = _microdata(course, "households")
    foreigners = _microdata(course, "foreigners")
    deaths = _microdata(course, "deaths")
    return {
        "short": sum(1 for line in households if line["H2a"]),
        "long": sum(line["long"] == "1" for line in households),
        "foreign": len({(line["block15"], line["household_no"]) for line in foreigners}),
        "death": len({(line["block15"], line["household_no"]) for line in deaths}),
        "persons": len(_microdata(course, "persons")),
        "foreigners": len(foreigners),
        "deaths": len(deaths),
    }


def _microdata(course: Course, kind: str) -> list[dict[str, str]]:
    crew = course.crew
    asked = {"area": course.township, "purpose": Purpose.STATISTICS.value}
    path = f"/books/{course.book}/microdata/{kind}"
    answer = crew.client.get(path, crew.sign_in(_AUDITOR), asked)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def _headline(course: Course, table_id: str) -> dict[str, float]:
    """The first line of a table, over all residence, by the codes of its columns."""
    told = course.read(COUNTY[0], f"/tables/{table_id}", area=course.township)
    first = told["wide"][0]
    values = zip(told["wide_headings"], first["values"], strict=True)
    return {heading["en"]: value for heading, value in values if value is not None}


def _open_tasks(course: Course) -> int:
    tasks = course.pages(COUNTY[0], "/tasks", "tasks", area=course.township)
    return sum(task["state"] != TaskState.ACCEPTED.value for task in tasks)


def _bulletins_agree(course: Course) -> bool:
    """Whether each bulletin that was given out is made the same again."""
    given_out = course.read(COUNTY[0], "/bulletins")["bulletins"]
    return bool(given_out) and all(
        course.read(COUNTY[0], f"/bulletins/{one['number']}")["agrees"] for one in given_out
    )
