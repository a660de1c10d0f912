"""The cross-check (比对复查) of a whole census: doubts are raised, looked into, and answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.simulation.review import COUNTY
from api.simulation.whole.bookkeeping import resolve_duplicate
from api.simulation.whole.course import Course
from api.simulation.whole.misplaced import Wrong
from api.simulation.whole.staff import DATA_OFFICERS
from domain.area import DISTRICT, TOWNSHIP
from domain.doubt import DoubtState
from domain.events import DoubtOutcome, ExtractSource
from domain.extract import LEAST_NUMBERS
from domain.id_number import make

_OF_TWO_RECORDS = "X01", "X02"
_UNREADY = "X12"
FOREIGN = "foreign"
_BORN_LONG_AGO = date(1930, 1, 1)
_LOOKED_INTO = "已入户核实，登记无误 / looked into at the door: it is as registered"


def compare_with_police(course: Course) -> None:
    """The police's officer brings an extract of the hukou file; one number of it is on no form.

    It is of the first block, and of those after it as long as it is too short. A township with too
    few people has none.
    """
    blocks = [block.code15 for block in course.territory.blocks]
    lines: list[dict[str, str]] = [{"block": blocks[0], "id_number": _number_of_nobody(course)}]
    for block in blocks:
        lines += [{"block": block, "id_number": number} for number in _hukou_numbers(course, block)]
        if len({line["id_number"] for line in lines}) >= LEAST_NUMBERS:
            break
    else:
        return
    told = course.do(
        DATA_OFFICERS["police"],
        "compare-extract",
        source=ExtractSource.POLICE_HUKOU.value,
        authority=course.authority("户", blocks[0][9:]),
        lines=lines,
    )
    course.done("extract lines compared", len(lines))
    course.done("doubts raised", told["raised"])


def _hukou_numbers(course: Course, block: str) -> list[str]:
    """The ID numbers of those who have their hukou where they are registered in a block."""
    return [
        person["D3"]
        for case in course.cases
        if case.block == block and case.form.get("form") != FOREIGN
        for person in case.form["persons"]
        if person.get("D3") is not None and person["D8"] == 1
    ]


def _number_of_nobody(course: Course) -> str:
    """An ID number that stands on no form: the first of a day that is free."""
    taken = {p.get("D3") for case in course.cases for p in case.form["persons"]}
    numbers = (make(course.book, _BORN_LONG_AGO, serial) for serial in range(1, 1000))
    return next(number for number in numbers if number not in taken)


def cross_check(course: Course) -> None:
    """Ask the rules of the township; resolve duplicates, and answer what is doubted else.

    What was mended settles in the check after it.
    """
    _check(course, "first")
    planted = [one for one in course.misplaced if one.kind is Wrong.TWICE]
    doubted = {household for doubt in open_doubts(course) for household in doubt["household_ids"]}
    for one in planted:
        if one.wrong.household_id in doubted:
            resolve_duplicate(course, one)
    _answer(course, besides=frozenset({*_OF_TWO_RECORDS, _UNREADY}))
    # What was resolved settles now; that a block had open doubts settles in the check after it.
    _check(course, "after-resolving")
    _check(course, "after-settling")
    _answer(course)


def _answer(course: Course, besides: frozenset[str] = frozenset()) -> None:
    """Answer the open doubts of all rules but some."""
    for doubt in open_doubts(course):
        if doubt["rule"] in besides:
            continue
        course.do(
            _who_answers(doubt["area"]),
            "resolve-doubt",
            doubt["doubt_id"],
            doubt_id=doubt["doubt_id"],
            outcome=DoubtOutcome.CONFIRMED_RIGHT.value,
            explanation=_LOOKED_INTO,
        )
        course.done(f"doubts answered: {doubt['rule']}")


def check_again(course: Course) -> None:
    """Ask once more at the end: nothing new must come up."""
    _check(course, "last")


def open_doubts(course: Course) -> list[Any]:
    """The doubts of the township that nobody answered yet."""
    course.follow()
    return course.pages(
        COUNTY[0], "/doubts", "doubts", area=course.township, state=DoubtState.OPEN.value
    )


def _check(course: Course, round_: str) -> None:
    course.follow()
    told = course.do(f"t-{course.township}", "cross-check", round_, area=course.township)
    course.done("doubts raised", told["raised"])
    course.done("doubts settled", told["settled"])
    course.follow()


def _who_answers(area: str) -> str:
    """The lowest office that answers for all of an area."""
    if len(area) >= DISTRICT:
        return f"c-{area[:DISTRICT]}"
    return f"t-{area}" if len(area) == TOWNSHIP else COUNTY[0]
