"""Reading a book back: stored rows as events, and events as household records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row

from domain.aggregate import Aggregate
from domain.census import CensusDefinition
from domain.events import Event
from domain.household import Household, Person
from domain.household_record import HouseholdRecord
from ledger.acts import Needs, Situation
from ledger.error_translation import edited_entries
from ledger.errors import BookInconsistent, LedgerError
from ledger.mapper import SealingMapper, clear_event, subject_of
from ledger.recorder import BookRecorder, RecordedNotification
from ledger.sql import queries
from ledger.vault import Vault

_SQL = queries("ledger", "replay.sql")


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event with its place in the book and the server's time."""

    position: int
    recorded_at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Read:
    """What was read for some commands; what cannot be read stands there as its error."""

    households: Mapping[UUID, HouseholdRecord | LedgerError]
    aggregates: Mapping[UUID, Aggregate | LedgerError]

    def broken(self, needs: Needs) -> LedgerError | None:
        """Why a command cannot be decided: the first of what it needs that cannot be read."""
        found = (
            *(self.households.get(i) for i in needs.households),
            *(self.aggregates.get(i) for i in needs.aggregates),
        )
        return next((f for f in found if isinstance(f, LedgerError)), None)

    def given_to(self, situation: Situation[Any], needs: Needs) -> Situation[Any]:
        """The situation with what it needs, each thing its own."""
        situation.records = {
            i: record
            for i in needs.households
            if isinstance(record := self.households.get(i), HouseholdRecord)
        }
        situation.aggregates = {
            i: aggregate.twin()
            for i in needs.aggregates
            if isinstance(aggregate := self.aggregates.get(i), Aggregate)
        }
        return situation


class Records:
    """Reads one book, opening what is personal only where it is asked for."""

    def __init__(
        self,
        recorder: BookRecorder,
        mapper: SealingMapper,
        vault: Vault,
        census: Callable[[], CensusDefinition],
    ) -> None:
        self._recorder = recorder
        self._mapper = mapper
        self._vault = vault
        self._census = census

    def events(
        self, rows: Sequence[RecordedNotification], *, with_personal: bool
    ) -> list[RecordedEvent]:
        """Stored rows as events; without ``with_personal`` no key is touched."""
        with edited_entries():
            if with_personal:
                self._load_keys(rows)
            return [
                RecordedEvent(row.id - 1, row.recorded_at, self._event(row, with_personal))
                for row in rows
            ]

    def clear(self, start: int, limit: int) -> list[RecordedEvent]:
        """Events from a position on without their personal parts: the way that a book is replayed.

        Nothing but what is needed is made of each row: the speed of a replay hangs on that.
        """
        with self._recorder.datastore.get_connection() as connection:
            return clear_events(connection, self._recorder.book, start, limit)

    def households(
        self, household_ids: Sequence[UUID], whole: set[UUID]
    ) -> dict[UUID, HouseholdRecord | LedgerError]:
        """Households by id; those in ``whole`` with their persons and all that is personal.

        A household whose key is missing or broken is given as that error, the others as they are.
        """
        if not household_ids:
            return {}
        households: dict[UUID, Household | LedgerError] = {}
        for row in self._loaded(household_ids, whole):
            key = cast(UUID, row.originator_id)
            _fold(households, key, Household(key), partial(self._event, row, key in whole))
        person_ids = [
            p
            for h in whole
            if isinstance(household := households.get(h), Household)
            for p in household.everyone
        ]
        persons: dict[UUID, Person | LedgerError] = {}
        for row in self._loaded(person_ids, set(person_ids)):
            key = cast(UUID, row.originator_id)
            _fold(persons, key, Person(key), partial(self._event, row, True))
        census = self._census()
        return {i: _record(h, persons, i in whole, census) for i, h in households.items()}

    def read(self, needs: Collection[Needs]) -> Read:
        """All that some commands need, in as few questions as it takes."""
        households = {i for needed in needs for i in needed.households}
        whole = {i for needed in needs for i in needed.whole}
        kinds = {i: kind for needed in needs for i, kind in needed.aggregates.items()}
        return Read(self.households(list(households), whole), self.aggregates(kinds))

    def aggregates(
        self, kinds: Mapping[UUID, type[Aggregate]]
    ) -> dict[UUID, Aggregate | LedgerError]:
        """Aggregates of other kinds than households, by id; no key is touched.

        One that cannot be read is given as that error.
        """
        found: dict[UUID, Aggregate | LedgerError] = {}
        for row in self._loaded(list(kinds), ()):
            key = cast(UUID, row.originator_id)
            _fold(found, key, kinds[key](key), partial(self._event, row, False))
        return found

    def _loaded(self, ids: Sequence[UUID], whole: Container[UUID]) -> list[RecordedNotification]:
        rows = self._recorder.select_aggregates(ids) if ids else []
        with edited_entries():
            self._load_keys(row for row in rows if row.originator_id in whole)
        return rows

    def _load_keys(self, rows: Iterable[RecordedNotification]) -> None:
        self._vault.load(s for s in map(subject_of, rows) if s is not None)

    def _event(self, row: RecordedNotification, with_personal: bool) -> Event:
        if with_personal:
            return self._mapper.to_domain_event(row)
        return self._mapper.to_clear_event(row)


def clear_events(
    connection: Connection[Any], book: str, start: int, limit: int
) -> list[RecordedEvent]:
    """Events of a book from a position on, as a session sees it, without their personal parts."""
    given = {"book": book, "start": start, "limit": limit}
    cursor = connection.cursor(row_factory=tuple_row)
    rows = cursor.execute(_SQL["select_clear"], given, prepare=True).fetchall()
    with edited_entries():
        return [
            RecordedEvent(position, recorded_at, clear_event(topic, id_, version, state))
            for position, id_, version, topic, state, recorded_at in rows
        ]


_Folded = TypeVar("_Folded", bound=Aggregate)


def _fold(
    found: dict[UUID, _Folded | LedgerError], key: UUID, new: _Folded, event: Callable[[], Event]
) -> None:
    """Fold one more event into what is found of an aggregate, or note why it cannot be read."""
    so_far = found.setdefault(key, new)
    if isinstance(so_far, LedgerError):
        return
    try:
        with edited_entries():
            so_far.fold((event(),))
    except LedgerError as error:
        found[key] = error


def _record(
    household: Household | LedgerError,
    persons: Mapping[UUID, Person | LedgerError],
    whole: bool,
    census: CensusDefinition,
) -> HouseholdRecord | LedgerError:
    if isinstance(household, LedgerError):
        return household
    members: dict[UUID, Person] = {}
    for person_id in household.everyone if whole else ():
        person = persons.get(person_id) or BookInconsistent()
        if isinstance(person, LedgerError):
            return person
        members[person_id] = person
    return HouseholdRecord(household, members, census)
