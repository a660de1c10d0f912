"""Replay: what a book said at any of its positions, folded from its entries up to there.

The state at a position holds the entry at it and all before. Entries never change, so that the
answer for a position is the same whenever it is asked. Server times never go back from one entry
to the next; a moment therefore stands for the last position recorded by then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from psycopg.rows import DictRow

from domain.census import CensusDefinition
from domain.doubt import Doubt
from domain.events import TOPICS, PersonEvent
from domain.household import Household, Person
from domain.household_record import HouseholdRecord
from domain.office import Office
from domain.refusal import UnknownBlock, UnknownHousehold, UnknownPerson
from domain.roster import Roster
from domain.status import Status
from domain.territory import Block
from ledger.error_translation import database_errors, edited_entries
from ledger.errors import BookInconsistent, EntryOfUnknownTopic, NothingRecordedYet
from ledger.recorder import BookRecorder, RecordedNotification
from ledger.records import RecordedEvent, Records
from ledger.sql import queries

_SQL = queries("ledger", "replay.sql")
_IDS_AT_A_TIME = 2000


class Replay:
    """Reads one book as it stood. No key is touched unless personal data are asked for.

    Among the entries of a household or a person, one of a topic that no event has is answered with
    EntryOfUnknownTopic and never passed over; lists and posts are read by topic, and only verify
    finds an edited one that is missing there.
    """

    def __init__(
        self,
        recorder: BookRecorder,
        records: Records,
        census: Callable[[], CensusDefinition],
        now: Callable[[], Roster],
        office_now: Callable[[], Office],
    ) -> None:
        """``now`` gives the roster as of now, which knows every block there ever was.

        ``office_now`` gives the office's own work as of now.
        """
        self._office_now = office_now
        self._recorder = recorder
        self._now = now
        self._records = records
        self._census = census

    def position_at(self, moment: datetime) -> int:
        """The last position recorded at or before a moment, which bears its zone.

        Raises:
            NothingRecordedYet: the book begins later.
        """
        with database_errors():
            low, high = 0, self._recorder.head().size
            while low < high:
                middle = (low + high) // 2
                if self.recorded_at(middle) <= moment:
                    low = middle + 1
                else:
                    high = middle
        if low == 0:
            raise NothingRecordedYet
        return low - 1

    def recorded_at(self, position: int) -> datetime:
        """The server's time of the entry at a position of the book."""
        given = {"book": self._recorder.book, "position": position}
        with database_errors(), self._recorder.datastore.cursor() as cursor:
            cursor.execute(_SQL["select_recorded_at"], given, prepare=True)
            row = cursor.fetchone()
        if row is None:
            raise BookInconsistent
        return cast(datetime, row["recorded_at"])

    def block(self, code: str, at: int) -> Block:
        """A block with the households on its list.

        Raises:
            UnknownBlock: it was not delineated by then.
        """
        block_id = self._now().block(code).id
        own = self._of([block_id], at, with_personal=False)
        if not own:
            raise UnknownBlock
        with edited_entries():
            return Block(block_id).fold(recorded.event for recorded in own)

    def roster(self, at: int) -> Roster:
        """Who held which post, which blocks there were and what was on their lists."""
        found = self.roster_events(at)
        with edited_entries():
            return Roster().fold((recorded.position, recorded.event) for recorded in found)

    def roster_events(self, at: int) -> list[RecordedEvent]:
        """All that was recorded of posts, units, devices, blocks and lists, in the book's order."""
        with database_errors():
            return self._events(self._recorder.select_roster(-1), at, with_personal=False)

    def office(self, at: int) -> Office:
        """The office's own work: pay, budget, work plan, inspections and bulletins."""
        now = self._office_now()
        if now.position <= at:
            # Nothing of it was recorded between then and now.
            return now
        with database_errors():
            found = self._events(self._recorder.select_office(-1), at, with_personal=False)
        with edited_entries():
            return Office().fold((recorded.position, recorded.event) for recorded in found)

    def doubts(self, at: int) -> list[Doubt]:
        """The doubts that were raised by then, as they stood."""
        given = {"book": self._recorder.book, "at": at}
        with database_errors(), self._recorder.datastore.cursor() as cursor:
            cursor.execute(_SQL["select_doubts"], given)
            rows = [_row(row) for row in cursor.fetchall()]
        found: dict[UUID, Doubt] = {}
        with edited_entries():
            for recorded in self._records.events(rows, with_personal=False):
                key = recorded.event.originator_id
                found.setdefault(key, Doubt(key)).fold((recorded.event,))
        return list(found.values())

    def households(self, household_ids: Sequence[UUID], at: int) -> dict[UUID, Household]:
        """Households by id without their persons; those that were not listed yet are left out."""
        found: dict[UUID, Household] = {}
        with edited_entries():
            for recorded in self._of(household_ids, at, with_personal=False):
                key = recorded.event.originator_id
                found.setdefault(key, Household(key)).fold((recorded.event,))
        return found

    def record(
        self, household_id: UUID, at: int, *, with_personal: bool = False
    ) -> HouseholdRecord:
        """A household with those of its persons who were entered by then.

        Raises:
            UnknownHousehold: it was not listed by then.
            KeyMissing, SealBroken: what is personal cannot be opened.
        """
        own = self._of([household_id], at, with_personal=with_personal)
        if not own:
            raise UnknownHousehold
        with edited_entries():
            household = Household(household_id).fold(recorded.event for recorded in own)
            persons: dict[UUID, Person] = {}
            for recorded in self._of(household.everyone, at, with_personal=with_personal):
                key = recorded.event.originator_id
                persons.setdefault(key, Person(key)).fold((recorded.event,))
            return HouseholdRecord(household, persons, self._census())

    def person(self, person_id: UUID, at: int, *, with_personal: bool = False) -> Person:
        """A person's registration, also one that was withdrawn.

        Raises:
            UnknownPerson: the person was not entered by then.
            KeyMissing, SealBroken: what is personal cannot be opened.
        """
        own = self._of([person_id], at, with_personal=with_personal)
        if not own or not isinstance(own[0].event, PersonEvent):
            raise UnknownPerson
        with edited_entries():
            return Person(person_id).fold(recorded.event for recorded in own)

    def standings(self, household_ids: Sequence[UUID], at: int) -> dict[UUID, Status]:
        """Where each household's record stood; those that were not listed yet are left out."""
        found: dict[UUID, Status] = {}
        for start in range(0, len(household_ids), _IDS_AT_A_TIME):
            some = household_ids[start : start + _IDS_AT_A_TIME]
            with database_errors():
                steps = self._last_steps(some, at)
            with edited_entries():
                for recorded in self._records.events(steps, with_personal=False):
                    # One step tells the status, whatever the steps before it were.
                    household = Household(recorded.event.originator_id)
                    household.apply(recorded.event)
                    found[household.id] = household.status
        return found

    def _last_steps(self, ids: Sequence[UUID], at: int) -> list[RecordedNotification]:
        with self._recorder.datastore.cursor() as cursor:
            given = {"book": self._recorder.book, "ids": list(ids), "at": at}
            cursor.execute(_SQL["select_standings"], given)
            return [_row(row) for row in cursor.fetchall()]

    def _of(self, ids: Sequence[UUID], at: int, *, with_personal: bool) -> list[RecordedEvent]:
        if not ids:
            return []
        with database_errors():
            found = self._recorder.select_aggregates(ids)
            return self._events(found, at, with_personal=with_personal)

    def _events(
        self, rows: Sequence[RecordedNotification], at: int, *, with_personal: bool
    ) -> list[RecordedEvent]:
        until = [row for row in rows if row.id - 1 <= at]
        for row in until:
            if row.topic not in TOPICS:
                raise EntryOfUnknownTopic(row.id - 1)
        return self._records.events(until, with_personal=with_personal)


def _row(row: DictRow) -> RecordedNotification:
    return RecordedNotification(id=row.pop("position") + 1, **row)
