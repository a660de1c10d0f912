"""The households of a whole census before anybody visits them, and what will be wrong at first."""

from __future__ import annotations

from collections.abc import Iterator

from api.simulation.cases import Case, Fate, cases, warnings_of
from api.simulation.whole.course import Course
from api.simulation.whole.misplaced import Wrong, misplace, part_in_two
from domain.population import foreign_households, generate
from domain.territory import ALL_DEAD

ONE_IN = 1_000
"""A kind of misplacement for so many households, and one at least."""
VACANT_BUILDING = "9001"
VACANT_EVERY = 5


def make_up(course: Course) -> None:
    """All households with the first forms that will be sent of them."""
    wish, territory = course.wish, course.territory
    planned = territory.households
    made = generate(territory, planned, wish.seed, wish.mistakes)
    sound = generate(territory, planned, wish.seed)
    own = list(cases(made, sound, wish.seed))
    foreign = [
        Case(
            block=form["household"]["district"] + form["household"]["block"],
            number=form["household"]["hh"],
            fate=Fate.PLAIN,
            form=form,
            warnings=warnings_of(form),
        )
        for form in foreign_households(territory, wish.seed, wish.foreign)
    ]
    every = [*own, *foreign]
    for case in every:
        case.kept = True
    each = max(1, planned // ONE_IN)
    parted = list(part_in_two(every, each))
    touched = {id(one.right) for one in parted}
    others = [case for case in own if id(case) not in touched]
    course.misplaced = [*parted, *misplace(others, each)]
    course.cases = [*every, *(one.wrong for one in parted)]
    course.vacant = list(_vacant(course))
    for kind in Wrong:
        course.done(f"planted: {kind.name.lower()}", _planted(course, kind))
    course.done("households made up", len(course.cases))
    course.done("persons made up", sum(len(case.form["persons"]) for case in course.cases))


def _planted(course: Course, kind: Wrong) -> int:
    return sum(one.kind is kind for one in course.misplaced)


def _vacant(course: Course) -> Iterator[Case]:
    """A line for an empty dwelling, in every fifth block."""
    highest: dict[str, int] = {}
    for case in course.cases:
        if case.number != ALL_DEAD:
            highest[case.block] = max(highest.get(case.block, 0), int(case.number))
    for block in list(highest)[::VACANT_EVERY]:
        address = {"building": VACANT_BUILDING, "unit": "0001"}
        number = f"{highest[block] + 1:03d}"
        yield Case(block, number, Fate.PLAIN, {"household": address, "persons": []})
