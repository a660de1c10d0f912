"""The long form of a whole census: the seed, the draw of each district, the forms, the codes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from api.simulation.cases import Case, warnings_of
from api.simulation.crew import chunks
from api.simulation.fieldwork import by_block, from_the_door, submit
from api.simulation.review import COUNTY
from api.simulation.whole.course import Course
from api.simulation.whole.reviewing import standing
from api.simulation.whole.staff import CODER
from domain.events import CodingMethod
from domain.population import SyntheticHousehold, long_form

_CODED_AT_ONCE = 100


def fix_seed(course: Course) -> None:
    """Fix the seed of the draw before anybody is registered; a second person signs."""
    seed = hashlib.sha256(f"{course.wish.seed}: draw of {course.book}".encode()).hexdigest()
    course.do(COUNTY[0], "fix-seed", seed=seed, **course.countersigned())


def draw(course: Course) -> None:
    """Draw the households of each district."""
    by_id = {case.household_id: case for case in standing(course)}
    for district in course.territory.districts:
        told = course.do(COUNTY[0], "draw", district.code, district=district.code)
        course.drawn += [by_id[household_id] for household_id in told["household_ids"]]
    course.done("districts drawn", len(course.territory.districts))
    course.done("households drawn", len(course.drawn))


def register(course: Course) -> None:
    """Enumerators visit the drawn households once more, for the long form."""

    def work(batch: Sequence[Case]) -> int:
        commands: list[dict[str, Any]] = []
        answered = []
        for case in batch:
            made = long_form(SyntheticHousehold(case.form), course.wish.seed)
            answered.append(made)
            commands.append(
                {
                    "act": "register",
                    "form": made.form,
                    **from_the_door(course.crew, case, "register-long"),
                }
            )
        account = course.crew.enumerator(batch[0].block)
        results = course.crew.carry_out(account, commands)
        for case, result, made in zip(batch, results, answered, strict=True):
            case.told(result)
            case.form, case.warnings = made.form, warnings_of(made.form)
            codes = zip(made.industry, made.occupation, strict=True)
            course.coded.update(zip(case.person_ids, codes, strict=True))
        return submit(course.crew, batch, "long")

    course.crew.each("长表 / long forms", len(course.drawn), by_block(course.drawn), work)
    course.done("long forms", len(course.drawn))


def code(course: Course) -> None:
    """Give every text on the coder's list its codes, until the list is empty."""
    for district in course.territory.districts:
        listed = course.pages(CODER, "/coding/worklist", "persons", area=district.code)
        for part in chunks(listed, _CODED_AT_ONCE):
            course.do_all(CODER, [_coding(course, person) for person in part])
        course.done("persons coded", len(listed))


def _coding(course: Course, person: dict[str, Any]) -> dict[str, Any]:
    industry, occupation = course.coded[person["person_id"]]
    codes: dict[str, object] = {}
    if industry is not None:
        codes["industry"] = {"section": industry[0], "division": industry[1]}
    if occupation is not None:
        codes["occupation"] = str(occupation)
    return course.command(
        CODER,
        "code",
        person["person_id"],
        household_id=person["household_id"],
        person_id=person["person_id"],
        person_version=person["person_version"],
        method=CodingMethod.READING.value,
        **codes,
    )
