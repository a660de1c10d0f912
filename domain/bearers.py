"""Who bears which ID number: what an event says of it, and what a record says now."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from domain.events import (
    Event,
    PersonAmended,
    PersonCorrected,
    PersonRegistered,
    PersonTransferredIn,
)
from domain.forms.definition import Answer, Answers
from domain.household_record import HouseholdRecord

_ID_NUMBER = "D3"
_TRAITS = ("D1", "D4", "D5")
"""Name, sex and month of birth."""


def id_numbers_given(event: Event) -> Iterable[tuple[str, UUID, UUID]]:
    """The ID number that an event gives a person: number, person, household.

    The numbers of a household's dead are none: nobody on the form bears them, and no person's
    record could confirm them.
    """
    given: Answer = None
    match event:
        case PersonRegistered() | PersonTransferredIn():
            given = event.answers.get(_ID_NUMBER)
        case PersonAmended() | PersonCorrected():
            given = next((c.after for c in event.changes if c.item == _ID_NUMBER), None)
        case _:
            return
    if given is not None:
        yield str(given), event.originator_id, event.household_id


def id_number_of(record: HouseholdRecord, person_id: UUID) -> str | None:
    """The ID number that a person bears on a household's form now; None without one."""
    if person_id not in record.household.person_ids:
        return None
    number = record.persons[person_id].answers.get(_ID_NUMBER)
    return None if number is None else str(number)


def same_natural_person(one: Answers, two: Answers) -> bool:
    """Whether two registrations are one natural person's: by ID number where both have one.

    Else name, sex and month of birth must be there on both, and the same.
    """
    numbers = one.get(_ID_NUMBER), two.get(_ID_NUMBER)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return all(one.get(item) is not None and one.get(item) == two.get(item) for item in _TRAITS)
