"""Putting people on the form where they belong (moves, a split, a merger, duplicates)."""

from __future__ import annotations

from typing import Any

from api.simulation.cases import Case, RawForm
from api.simulation.whole.course import Course
from api.simulation.whole.misplaced import HEAD, Misplaced, Wrong
from api.simulation.whole.staff import registrar
from domain.reasons import BookkeepingReason

_DWELLING = ("H1", "H5", "H6", "H7")


def put_right(course: Course) -> None:
    """What supervisors found by looking at two forms: the township's registrar mends both."""
    for one in course.misplaced:
        match one.kind:
            case Wrong.MOVED:
                _move(course, one)
            case Wrong.TWO_AS_ONE:
                _split(course, one)
            case Wrong.ONE_AS_TWO:
                _merge(course, one)
            case Wrong.TWICE:
                # Nobody sees it at the door: the cross-check finds it.
                continue


def resolve_duplicate(course: Course, one: Misplaced) -> None:
    """Withdraw the registration on the form on which the person does not live."""
    wrong, right = one.wrong, one.right
    result = _do(
        course,
        one,
        "resolve-duplicate",
        BookkeepingReason.DUPLICATE,
        person_id=wrong.person_ids[-1],
        other_household_id=right.household_id,
        other_person_id=right.person_ids[-1],
    )
    wrong.told(result)
    course.done("duplicates resolved")


def _move(course: Course, one: Misplaced) -> None:
    person = one.wrong.person_ids[-1]
    members = {"persons": [person], "relationships": {person: one.relationship}}
    _transfer(course, one, "move-persons", BookkeepingReason.WRONG_HOUSEHOLD, members=members)
    course.done("persons moved")


def _split(course: Course, one: Misplaced) -> None:
    person = one.wrong.person_ids[-1]
    one.right.version = course.version(registrar(course.township), one.right)
    form = _form(one.truth[1])
    _transfer(
        course,
        one,
        "split-household",
        BookkeepingReason.TWO_HOUSEHOLDS,
        members={"persons": [person], "relationships": {person: HEAD}},
        household={item: form["household"].get(item) for item in _DWELLING},
    )
    course.done("households split")


def _merge(course: Course, one: Misplaced) -> None:
    [person] = one.wrong.person_ids
    _transfer(
        course,
        one,
        "merge-households",
        BookkeepingReason.ONE_HOUSEHOLD,
        relationships={person: one.relationship},
    )
    course.done("households merged")


def _transfer(
    course: Course, one: Misplaced, act: str, reason: BookkeepingReason, **fields: object
) -> None:
    right = one.right
    result = _do(
        course,
        one,
        act,
        reason,
        to_household_id=right.household_id,
        to_expected_version=right.version,
        **fields,
    )
    one.wrong.told(result)
    right.told(result["other"])
    _stands_right(one.wrong, one.truth[0])
    _stands_right(right, one.truth[1])


def _do(
    course: Course, one: Misplaced, act: str, reason: BookkeepingReason, **fields: object
) -> dict[str, Any]:
    wrong = one.wrong
    return course.do(
        registrar(course.township),
        act,
        wrong.household_id,
        household_id=wrong.household_id,
        expected_version=wrong.version,
        reason=reason.value,
        authority=course.authority("簿", wrong.block[9:], wrong.number),
        **fields,
    )


def _stands_right(case: Case, truth: RawForm | None) -> None:
    case.warnings = []
    if truth is not None:
        case.form = truth


def _form(truth: RawForm | None) -> RawForm:
    if truth is None:
        raise ValueError("a split leaves two households")
    return truth


def ended(course: Course) -> set[int]:
    """The cases whose household was merged into another."""
    return {id(one.wrong) for one in course.misplaced if one.kind is Wrong.ONE_AS_TWO}
