"""Finding a person by ID number: the vault gives hints, and the records confirm them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from api.access import Purpose
from api.household_reading import find_household, read_household
from api.service import Service
from domain.bearers import id_number_of
from domain.permissions import Act, permit
from domain.post import Appointment
from domain.refusal import OutsideArea, UnknownHousehold
from domain.status import Status
from ledger.errors import KeyMissing, KeyNotCommitted, SealBroken
from ledger.vault.id_index import comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """A person on whose form the number stands now, and where that form is."""

    person_id: UUID
    household_id: UUID
    block: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableHousehold:
    """Where the bearer may stand, and why that cannot be confirmed: the code of the error."""

    household_id: UUID
    block: str
    code: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds: persons, and households that may hold one and cannot be opened."""

    persons: list[FoundPerson]
    unreadable: list[UnreadableHousehold]


def find_persons(
    service: Service, book: str, reader: Appointment, id_number: str, purpose: Purpose
) -> Found:
    """The persons of a number in the reader's area, by household and person id.

    The search goes on record first, and so does each household whose identifiers are opened to
    confirm it. Households outside the area are not opened. One whose key is missing or broken is
    told as unreadable, and the others are found.

    Raises:
        NotPermitted: the reader may not search.
        KeyDestroyed: the book's key to find persons was destroyed.
    """
    permit(reader, Act.FIND_PERSON, reader.area)
    service.readings.record(
        book, reader, Act.FIND_PERSON, purpose, area=reader.area, identifiers=True
    )
    application = service.book(book).application
    found = Found([], [])
    for person_id, household_id in sorted(application.person_hints(id_number)):
        try:
            place = find_household(application, reader, Act.FIND_PERSON, household_id)
        except (OutsideArea, UnknownHousehold):
            # The second: a vault of later than the book that it is kept beside.
            continue
        service.readings.record(
            book,
            reader,
            Act.FIND_PERSON,
            purpose,
            area=place.block,
            household_id=household_id,
            person_id=person_id,
            identifiers=True,
        )
        try:
            record = read_household(application, place, identifiers=True)
        except (KeyMissing, SealBroken, KeyNotCommitted) as error:
            unreadable = UnreadableHousehold(
                household_id=household_id, block=place.block, code=error.code
            )
            if unreadable not in found.unreadable:
                found.unreadable.append(unreadable)
            continue
        number = id_number_of(record, person_id)
        if number is not None and comparable(number) == comparable(id_number):
            found.persons.append(
                FoundPerson(
                    person_id=person_id,
                    household_id=household_id,
                    block=place.block,
                    status=record.household.status,
                )
            )
    return found
