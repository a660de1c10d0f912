"""A written book as a trace reads it: its roster, and its events with or without their secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from domain.event_codec import decode, encode
from domain.events import ROSTER_TOPICS, PersonEvent
from domain.post import Appointment
from domain.refusal import UnknownPerson
from domain.roster import Roster
from domain.status import Role
from tests.projections.written_book import APPOINTMENT, Entry, WrittenBook

ENUMERATOR = Appointment(
    appointment_id=APPOINTMENT,
    post_id=UUID(int=0xB),
    account="e-1",
    role=Role.ENUMERATOR,
    area="100000001001001",
    areas=("100000001001001",),
    unit=None,
    title_zh="试验岗位",
    title_en="post under test",
    credential="试-001",
    valid_until=None,
    trainings=(),
    suspended=False,
    last_day=None,
    appointed_by="county-1",
    current=True,
)


class TracedWriting:
    """Reads what was written so far."""

    def __init__(self, book: WrittenBook) -> None:
        self._book = book

    def roster(self) -> Roster:
        roster = Roster().fold(
            (entry.position, entry.event)
            for entry in self._book.entries
            if entry.event.topic in ROSTER_TOPICS
        )
        roster.appointments[APPOINTMENT] = ENUMERATOR
        return roster

    def events_of(
        self, aggregate_ids: Sequence[UUID], *, with_personal: bool = False
    ) -> Sequence[Entry]:
        return [
            entry if with_personal else _without_personal(entry)
            for entry in self._book.entries
            if entry.event.originator_id in set(aggregate_ids)
        ]

    def person_household(self, person_id: UUID) -> UUID:
        for entry in self.events_of([person_id]):
            if isinstance(entry.event, PersonEvent):
                return entry.event.household_id
        raise UnknownPerson


def _without_personal(entry: Entry) -> Entry:
    event = entry.event
    clear, version = encode(event).clear, event.class_version
    shown = decode(event.topic, event.originator_id, event.originator_version, clear, None, version)
    return replace(entry, event=shown)
