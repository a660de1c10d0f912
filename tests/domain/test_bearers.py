"""Who bears which ID number, as events give it and as the record says now."""

from __future__ import annotations

from uuid import UUID, uuid4

from domain.bearers import id_number_of, id_numbers_given
from domain.commands import Revision
from domain.events import Event
from domain.household_record import HouseholdRecord
from tests.domain.records import by, registered
from tests.domain.rules.synthetic import form, person

FIRST, SECOND = "500112198005061239", "500112198005061255"


def told(events: list[Event]) -> list[tuple[str, UUID, UUID]]:
    """All numbers that events give."""
    return [found for event in events for found in id_numbers_given(event)]


def of_one_man(number: str | None) -> tuple[HouseholdRecord, UUID]:
    """A man living alone, registered with a number or without, and his id."""
    record = registered(form(person(0, D3=number)))
    return record, record.household.person_ids[0]


def test_a_registration_gives_each_person_the_number_on_the_form() -> None:
    record, person_id = of_one_man(FIRST)
    assert told(record.collect_events()) == [(FIRST, person_id, record.household.id)]
    assert id_number_of(record, person_id) == FIRST


def test_who_has_no_number_bears_none() -> None:
    record, person_id = of_one_man(None)
    assert told(record.collect_events()) == []
    assert id_number_of(record, person_id) is None


def test_an_amendment_gives_the_new_number_and_none_where_it_changes_another_answer() -> None:
    record, person_id = of_one_man(FIRST)
    record.collect_events()
    revision = Revision(persons={person_id: {"D3": SECOND}})
    record.amend(by("enumerator"), revision, [], ())
    assert told(record.collect_events()) == [(SECOND, person_id, record.household.id)]
    assert id_number_of(record, person_id) == SECOND
    record.amend(by("enumerator"), Revision(household={"H6": 91}), [], ())
    assert told(record.collect_events()) == []


def test_an_emptied_number_is_borne_no_more() -> None:
    record, person_id = of_one_man(FIRST)
    record.collect_events()
    record.amend(by("enumerator"), Revision(persons={person_id: {"D3": None}}), [], ())
    assert told(record.collect_events()) == []
    assert id_number_of(record, person_id) is None


def test_who_does_not_stand_on_the_form_bears_no_number_there() -> None:
    record, _ = of_one_man(FIRST)
    assert id_number_of(record, uuid4()) is None
