"""Bringing the answers of a revision into their stored shape.

Unlike a form, a revision tells an emptied answer (None) from one that it does not touch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.forms.answers import UnstorableAnswerError, shape
from domain.forms.definition import Answer, Answers, Form, Item
from domain.forms.faults import FormError, FormFault, pointer

if TYPE_CHECKING:
    from domain.commands import Revision


def shaped_answers(form: Form, revision: Revision) -> Revision:
    """The same revision with every answer in its stored shape.

    Raises:
        FormError: an item is not on the form, or a value is of no kind that an answer has.
    """
    faults: list[FormFault] = []
    household = _shaped(form.household_items, revision.household, faults, "household")
    persons = {
        person_id: _shaped(form.person_items, answers, faults, "persons", str(person_id))
        for person_id, answers in revision.persons.items()
    }
    added = tuple(
        _whole(_shaped(form.person_items, answers, faults, "added", index))
        for index, answers in enumerate(revision.added)
    )
    deaths = revision.deaths
    if deaths is not None:
        deaths = tuple(
            _whole(_shaped(form.death_items, line, faults, "deaths", index))
            for index, line in enumerate(deaths)
        )
    if faults:
        raise FormError(tuple(faults))
    return replace(revision, household=household, persons=persons, added=added, deaths=deaths)


def _shaped(
    items: Iterable[Item], raw: Answers, faults: list[FormFault], *place: str | int
) -> dict[str, Answer]:
    known = {item.code: item for item in items}
    found: dict[str, Answer] = {}
    for code, value in raw.items():
        if code not in known:
            faults.append(FormFault("unknown-item", pointer(*place, code), code))
            continue
        try:
            found[code] = shape(known[code], value)
        except UnstorableAnswerError as unstorable:
            faults.append(FormFault(unstorable.code, pointer(*place, code), code))
    return found


def _whole(answers: Answers) -> Answers:
    return {code: answer for code, answer in answers.items() if answer is not None}
