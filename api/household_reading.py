"""Reading a household: permission comes first, and no more is opened than was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.events import HouseholdListed, IndustryCoded, OccupationCoded
from domain.household import Household, Person
from domain.household_record import HouseholdRecord
from domain.permissions import Act, permit
from domain.post import Appointment
from domain.refusal import UnknownHousehold
from ledger.application import BookApplication, RecordedEvent
from ledger.error_translation import edited_entries


@dataclass(frozen=True, slots=True)
class FoundHousehold:
    """A household that the reader may read: its block, and its own events without personal data."""

    household_id: UUID
    block: str
    events: Sequence[RecordedEvent]


def find_household(
    application: BookApplication, reader: Appointment, act: Act, household_id: UUID
) -> FoundHousehold:
    """The household, where the reader may do the act on it; no key is touched.

    Whose role may not do the act at all is told so whatever the id: trying ids teaches nothing.

    Raises:
        NotPermitted, OutsideArea, UnknownHousehold: the reader may not, or there is nothing.
    """
    permit(reader, act, reader.area)
    found = own_household(application, household_id)
    permit(reader, act, found.block)
    return found


def own_household(application: BookApplication, household_id: UUID) -> FoundHousehold:
    """A household as it may read itself; no key is touched.

    Raises:
        UnknownHousehold: there is none of that id.
    """
    events = application.events_of([household_id])
    listed = next((e.event for e in events if isinstance(e.event, HouseholdListed)), None)
    if listed is None:
        raise UnknownHousehold
    return FoundHousehold(household_id, listed.block, events)


def read_household(
    application: BookApplication, found: FoundHousehold, *, identifiers: bool
) -> HouseholdRecord:
    """The record of a household that was found; without ``identifiers`` no key is touched.

    Raises:
        KeyMissing, SealBroken: the identifiers cannot be opened.
        BookInconsistent: the entries were edited.
    """
    if identifiers:
        return application.household_record(found.household_id)
    with edited_entries():
        household = Household(found.household_id)
        household.fold(recorded.event for recorded in found.events)
        persons = {person_id: Person(person_id) for person_id in household.everyone}
        # Persons change with their household, or did with another before they came, and what came
        # since it was found belongs to a later version of it; a coder's work touches them alone.
        commands = {recorded.event.by.command_id for recorded in found.events}
        last = max(recorded.position for recorded in found.events)
        for recorded in application.events_of(list(persons)):
            coded = isinstance(recorded.event, IndustryCoded | OccupationCoded)
            before = recorded.position < last or recorded.event.by.command_id in commands
            if coded or before:
                persons[recorded.event.originator_id].fold((recorded.event,))
        return HouseholdRecord(household, persons, application.census)
