"""The cross-check as a service carries it out: the rows are asked, and the records confirm.

What rests on equal ID numbers is confirmed by opening the records, and each that is opened is put
on record first, as any reading is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from api.access import Purpose
from api.service import Service
from domain.area import require_area
from domain.bearers import id_number_of
from domain.commands import CrossCheck
from domain.doubt import UNMATCHED_TRANSFER, FoundDoubt
from domain.household_record import HouseholdRecord
from domain.permissions import Act, permit
from domain.post import Appointment
from domain.rules.cross import CROSS_RULES
from ledger.application import BookApplication
from ledger.vault.id_index import comparable
from projections.cross_check import BY_ID_NUMBER, Away, away_elsewhere, cross_check
from projections.cross_check_changes import change_findings
from projections.doubts import open_ids
from projections.found import finding

_HOUSEHOLDS_AT_A_TIME = 500
CHECKED = frozenset(CROSS_RULES) - {"X05", "X06", "X07"} | {UNMATCHED_TRANSFER}
"""The rules that need nothing but the book; the others need an extract."""


class RecordOpener:
    """Opens records for a check; each is put on record first, and opened once."""

    def __init__(self, service: Service, book: str, reader: Appointment, act: Act) -> None:
        self._service = service
        self._book = book
        self._reader = reader
        self._act = act
        self._application = service.book(book).application
        self._opened: dict[UUID, HouseholdRecord] = {}

    def id_numbers(self, places: Mapping[UUID, UUID]) -> dict[UUID, str]:
        """The ID numbers of persons as they are compared, by person.

        ``places`` is the household of each. Who has none, and whose record cannot be opened, is
        left out.
        """
        self._open(places.values())
        found: dict[UUID, str] = {}
        for person_id, household_id in places.items():
            record = self._opened.get(household_id)
            number = None if record is None else id_number_of(record, person_id)
            if number is not None:
                found[person_id] = comparable(number)
        return found

    def _open(self, household_ids: Iterable[UUID]) -> None:
        wanted = sorted(set(household_ids) - self._opened.keys())
        for start in range(0, len(wanted), _HOUSEHOLDS_AT_A_TIME):
            some = wanted[start : start + _HOUSEHOLDS_AT_A_TIME]
            for household_id in some:
                self._service.readings.record(
                    self._book,
                    self._reader,
                    self._act,
                    Purpose.QUALITY_CHECK,
                    area=self._reader.area,
                    household_id=household_id,
                    identifiers=True,
                )
            for household_id, record in self._application.household_records(some).items():
                if isinstance(record, HouseholdRecord):
                    self._opened[household_id] = record


def tokens_of(
    application: BookApplication, opener: RecordOpener, households: Sequence[UUID]
) -> dict[UUID, int]:
    """A token for each person with an ID number in households, equal where the numbers are.

    Also for those elsewhere who share a number with one of them.

    The index keeps the number that a person had before a correction: of whom it names several, the
    record is opened to see which it is.
    """
    digests: defaultdict[UUID, set[bytes]] = defaultdict(set)
    places: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for digest, person_id, household_id in application.indexed_persons(households):
        digests[person_id].add(digest)
        places[person_id].append(household_id)
    unsure = [person_id for person_id, known in digests.items() if len(known) > 1]
    for person_id in unsure:
        numbers = [
            number
            for household_id in places[person_id]
            for number in opener.id_numbers({person_id: household_id}).values()
        ]
        digests[person_id] = set(application.id_digests(numbers[:1]))
    numbered: dict[bytes, int] = {}
    return {
        person_id: numbered.setdefault(digest, len(numbered))
        for person_id, known in digests.items()
        for digest in known
    }


def cross_checked(service: Service, book: str, reader: Appointment, area: str) -> CrossCheck:
    """The command that puts on record what the rules find in an area now.

    Raises:
        NotPermitted, OutsideArea: the reader may not check it.
        UnknownArea: there is no such area.
        KeyDestroyed: the book's key to compare ID numbers was destroyed.
        FollowerBehind, FollowerStopped: the rows do not hold the last entry.
    """
    permit(reader, Act.CROSS_CHECK, area)
    application = service.book(book).application
    require_area(area, application.roster().blocks)
    service.wait_for_rows(book, application.head().size - 1)
    opener = RecordOpener(service, book, reader, Act.CROSS_CHECK)
    roster = application.roster()
    tokens = tokens_of(application, opener, roster.households_in(area))
    with service.connection() as connection:
        checked = cross_check(connection, book, application.census, roster, tokens, area)
    others = sorted(set(service.books()) - {book})
    with service.connection() as connection:
        away = away_elsewhere(connection, book, area, others)
        standing = open_ids(connection, book, area, CHECKED)
        changes = change_findings(connection, book, area, roster.appointments)
    findings = (
        *confirmed(checked.findings, opener),
        *_unknown_elsewhere(service, away, opener),
        *changes,
    )
    return CrossCheck(area=area, as_of=checked.as_of, findings=findings, open_doubts=standing)


def confirmed(findings: Sequence[FoundDoubt], opener: RecordOpener) -> list[FoundDoubt]:
    """The findings without those whose records, opened, do not bear one number."""
    return [f for f in findings if f.rule not in BY_ID_NUMBER or _one_number(f, opener)]


def _one_number(found: FoundDoubt, opener: RecordOpener) -> bool:
    # Several persons may stand in one household: each is looked for in all of them.
    numbers = {
        person_id: number
        for household_id in found.household_ids
        for person_id, number in opener.id_numbers(
            dict.fromkeys(found.person_ids, household_id)
        ).items()
    }
    return len(numbers) == len(found.person_ids) and len(set(numbers.values())) == 1


def _unknown_elsewhere(
    service: Service, away: Sequence[Away], opener: RecordOpener
) -> list[FoundDoubt]:
    """X04 in the books of other counties that this service keeps."""
    numbers = opener.id_numbers({a.person_id: a.household_id for a in away})
    books = {a.county: service.book(a.county).application for a in away}
    return [
        finding("X04", [a.block], household_ids=(a.household_id,), person_ids=(a.person_id,))
        for a in away
        if a.person_id in numbers and not books[a.county].person_hints(numbers[a.person_id])
    ]
