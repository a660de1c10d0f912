"""Bringing the answers of a revision into their stored shape.

Unlike a form, a revision tells an emptied answer (None) from one that it does not touch.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from domain.forms.answers import UnstorableAnswerError, shape
from domain.forms.definition import Answer, Answers, Item
from domain.forms.editions import FormEditions
from domain.forms.faults import FormError, FormFault, pointer

if TYPE_CHECKING:
    from domain.commands import Revision


def shaped_answers(
    editions: FormEditions,
    revision: Revision,
    *,
    form: tuple[str, str],
    foreign_version: str,
    foreigners: Container[UUID],
) -> Revision:
    """The same revision with every answer in its stored shape.

    ``form`` is the code and version of the short or long form on record, or of the death form where
    there is neither; ``foreign_version`` that of the form for foreigners, "" where there is none,
    and ``foreigners`` are the persons who stand on it.

    Raises:
        FormError: an item is on no form of the record, or a value is of no kind that an answer has.
        UnknownEditionError: the census has no such edition.
    """
    faults: list[FormFault] = []
    own = editions.edition(*form)
    death_items = editions.form("death").death_items if not own.death_items else own.death_items
    foreign_items: tuple[Item, ...] = ()
    household_items = own.household_items
    if foreign_version:
        foreign = editions.edition("foreign", foreign_version)
        foreign_items = foreign.person_items
        household_items = (*household_items, *foreign.household_items)
    household = _shaped(household_items, revision.household, faults, "household")
    persons = {
        person_id: _shaped(
            foreign_items if person_id in foreigners else own.person_items,
            answers,
            faults,
            "persons",
            str(person_id),
        )
        for person_id, answers in revision.persons.items()
    }
    added = _lines(own.person_items, revision.added, faults, "added")
    foreign_added = _lines(foreign_items, revision.foreign_added, faults, "foreign_added")
    deaths = revision.deaths
    if deaths is not None:
        deaths = _lines(death_items, deaths, faults, "deaths")
    if faults:
        raise FormError(tuple(faults))
    return replace(
        revision,
        household=household,
        persons=persons,
        added=added,
        foreign_added=foreign_added,
        deaths=deaths,
    )


def _lines(
    items: Iterable[Item], lines: Iterable[Answers], faults: list[FormFault], part: str
) -> tuple[Answers, ...]:
    return tuple(
        _whole(_shaped(items, line, faults, part, index)) for index, line in enumerate(lines)
    )


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
