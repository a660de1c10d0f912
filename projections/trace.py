"""The trace (追溯) of a household or a person: every event from the book, in its order.

The trace is read from the book itself, not from the rows, so that it shows what was recorded even
where a projection is behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from domain.attribution import Attribution
from domain.device import DeviceFlag
from domain.events import (
    ForeignFormRegistered,
    ForeignPersonRegistered,
    HouseholdApproved,
    HouseholdKeyDestroyed,
    HouseholdRegistered,
    HouseholdReopened,
    HouseholdReturned,
    HouseholdRevision,
    HouseholdSubmitted,
    HouseholdWithdrawn,
    LongFormRegistered,
    MembersTransferredIn,
    MembersTransferredOut,
    PersonEvent,
    PersonRegistered,
    PersonTransferredIn,
    PersonTransferredOut,
    PersonWithdrawn,
    PostFilled,
)
from domain.post import Appointment
from domain.refusal import UnknownHousehold
from domain.roster import Roster
from projections.labels import (
    CHANNELS,
    CODING_METHODS,
    DEVICE_FLAGS,
    EVENTS,
    LEVELS,
    reason_label,
)
from projections.source import Recorded
from projections.telling import Teller
from projections.trace_step import About, Actor, TraceStep


class TracedBook(Protocol):
    """The book to trace in; :class:`ledger.application.BookApplication` is one."""

    def roster(self) -> Roster:
        """Who holds and held which post."""

    def events_of(
        self, aggregate_ids: Sequence[UUID], *, with_personal: bool = False
    ) -> Sequence[Recorded]:
        """All events of these aggregates, in the order of the book."""

    def person_household(self, person_id: UUID) -> UUID:
        """The household on whose form a person stands or stood."""


def trace_household(
    application: TracedBook, household_id: UUID, with_personal: bool = False
) -> list[TraceStep]:
    """Every event of a household and of all persons who ever stood on its form.

    Names, ID numbers, remarks and names of post holders are opened ``with_personal`` alone; whoever
    asks for them puts that on record first. Where the household's key is destroyed, each identifier
    stands as sealed in its place, also one that was never answered: that is sealed too.

    Raises:
        UnknownHousehold: there is none of that id.
    """
    own = application.events_of([household_id])
    if not any(entry.event.topic == "HouseholdListed" for entry in own):
        raise UnknownHousehold
    persons = {
        person_id
        for entry in own
        if isinstance(entry.event, HouseholdRegistered | ForeignFormRegistered | HouseholdRevision)
        for person_id in _on_forms(entry.event)
    }
    samples = [s.id for s in application.roster().samples.values() if household_id in s.drawn]
    # Of a person who came or went, the key of the other household seals a part.
    readable = with_personal and _keys_stand(application, {household_id, *_others(own)})
    entries = [
        entry
        for entry in application.events_of(
            [household_id, *persons, *samples], with_personal=readable
        )
        if not isinstance(entry.event, PersonEvent) or entry.event.household_id == household_id
    ]
    return _Tracer(application, entries, with_personal, readable).steps(entries)


def _on_forms(
    event: HouseholdRegistered | ForeignFormRegistered | HouseholdRevision,
) -> tuple[UUID, ...]:
    if isinstance(event, HouseholdRevision):
        return (*event.person_ids, *event.foreign_ids)
    return event.person_ids


def _others(entries: Iterable[Recorded]) -> Iterator[UUID]:
    for entry in entries:
        if isinstance(entry.event, MembersTransferredIn | MembersTransferredOut):
            yield entry.event.other_household


def trace_person(
    application: TracedBook, person_id: UUID, with_personal: bool = False
) -> list[TraceStep]:
    """Every event of a person, and those of the household that bear on the person's record.

    Of the household these are its registration, submissions, reviews, withdrawal and the
    destruction of its key while the person stood on its form, and the amendments and corrections
    that changed something of the person or in which a rule or an explanation names the person. What
    they changed of the household itself, and other persons' remarks and findings, are left out.

    Raises:
        UnknownPerson: there is none of that id.
    """
    application.person_household(person_id)
    own = [
        entry
        for entry in application.events_of([person_id])
        if isinstance(entry.event, PersonEvent)
    ]
    stays = _stays(own)
    households = {stay.household_id for stay in stays}
    readable = with_personal and _keys_stand(application, households)
    entries = application.events_of([*households, person_id], with_personal=readable)
    bearing = _bearing_on(person_id, stays, entries)
    steps = _Tracer(application, bearing, with_personal, readable).steps(bearing)
    return [_seen_by(person_id, step) for step in steps]


def _keys_stand(application: TracedBook, household_ids: Iterable[UUID]) -> bool:
    """Whether no key of these households is destroyed."""
    roster = application.roster()
    return all(roster.destruction_of(household_id) is None for household_id in household_ids)


@dataclass(slots=True)
class _Stay:
    """A person on a household's form: entered by a command, from a position until another."""

    household_id: UUID
    entered_by: UUID
    since: int
    until: int | None = None

    def holds(self, entry: Recorded) -> bool:
        """Whether an entry of the household falls into the stay."""
        event = entry.event
        return (
            event.originator_id == self.household_id
            and (event.by.command_id == self.entered_by or entry.position > self.since)
            and (self.until is None or entry.position < self.until)
        )


def _stays(own: Iterable[Recorded]) -> list[_Stay]:
    stays: list[_Stay] = []
    for entry in own:
        match entry.event:
            case PersonRegistered() | ForeignPersonRegistered() | PersonTransferredIn() as event:
                stays.append(_Stay(event.household_id, event.by.command_id, entry.position))
            case PersonWithdrawn() | PersonTransferredOut():
                stays[-1].until = entry.position
            case _:
                pass
    return stays


_BEARING = (
    HouseholdSubmitted,
    HouseholdReturned,
    HouseholdReopened,
    HouseholdApproved,
    HouseholdWithdrawn,
    HouseholdKeyDestroyed,
)
_JUDGED = HouseholdRegistered | LongFormRegistered | ForeignFormRegistered | HouseholdRevision
"""Of these, those bear on a person that came with something of the person, or speak of it."""


def _bearing_on(
    person_id: UUID, stays: Sequence[_Stay], entries: Iterable[Recorded]
) -> list[Recorded]:
    entries = list(entries)
    touched = {e.event.by.command_id for e in entries if e.event.originator_id == person_id}
    return [
        entry
        for entry in entries
        if entry.event.originator_id == person_id
        or (isinstance(entry.event, _BEARING) and any(stay.holds(entry) for stay in stays))
        or (
            isinstance(entry.event, _JUDGED)
            and (entry.event.by.command_id in touched or _speaks_of(person_id, entry.event))
        )
    ]


def _speaks_of(
    person_id: UUID,
    judged: HouseholdRegistered | LongFormRegistered | ForeignFormRegistered | HouseholdRevision,
) -> bool:
    """Whether a rule or an explanation speaks of the person."""
    named = {finding.person_id for finding in judged.findings}
    return person_id in named | {explanation.person_id for explanation in judged.explanations}


def _seen_by(person_id: UUID, step: TraceStep) -> TraceStep:
    if step.about is About.PERSON:
        return step
    about_person = {None, person_id}
    return replace(
        step,
        bears_on=True,
        changes=(),
        findings=tuple(f for f in step.findings if f.person_id in about_person),
        notes=tuple(n for n in step.notes if n.person_id in about_person),
    )


class _Tracer:
    """Turns entries into steps; holds the appointments."""

    def __init__(
        self,
        application: TracedBook,
        entries: Sequence[Recorded],
        with_personal: bool,
        readable: bool,
    ) -> None:
        self._appointments = application.roster().appointments
        self._teller = Teller(readable=readable, missed=with_personal and not readable)
        self._holders = self._names(application, entries) if with_personal else {}

    def steps(self, entries: Iterable[Recorded]) -> list[TraceStep]:
        """A step an entry."""
        return [self._step(entry) for entry in entries]

    def _names(self, application: TracedBook, entries: Iterable[Recorded]) -> Mapping[UUID, str]:
        acting = {entry.event.by.appointment_id for entry in entries}
        acting |= {second for entry in entries if (second := entry.event.by.second_appointment_id)}
        posts = {self._appointments[i].post_id for i in acting}
        filled = application.events_of(sorted(posts), with_personal=True)
        return {
            entry.event.appointment_id: entry.event.holder
            for entry in filled
            if isinstance(entry.event, PostFilled)
        }

    def _step(self, entry: Recorded) -> TraceStep:
        event, by, told = entry.event, entry.event.by, self._teller.told(entry.event)
        reason, channel = reason_label(event.topic, by.reason), CHANNELS[by.channel]
        flag = DeviceFlag(by.device_flag) if by.device_flag else None
        flagged = flag and DEVICE_FLAGS[flag]
        method = told.method and CODING_METHODS[told.method]
        level = next((label for name, label in LEVELS.items() if name == told.level), None)
        return TraceStep(
            position=entry.position,
            recorded_at=entry.recorded_at,
            topic=event.topic,
            event_zh=EVENTS[event.topic].zh,
            event_en=EVENTS[event.topic].en,
            about=About.PERSON if isinstance(event, PersonEvent) else About.HOUSEHOLD,
            subject_id=event.originator_id,
            version=event.originator_version,
            bears_on=False,
            command_id=by.command_id,
            actor=self._actor(self._appointments[by.appointment_id]),
            second=self._second(by),
            device=by.device,
            device_time=by.device_time,
            device_flag=flag,
            device_flag_zh=flagged and flagged.zh,
            device_flag_en=flagged and flagged.en,
            channel=by.channel.value,
            channel_zh=channel.zh,
            channel_en=channel.en,
            reason=by.reason,
            reason_zh=reason and reason.zh,
            reason_en=reason and reason.en,
            authority_document=by.authority.document if by.authority else None,
            authority_issued_by=by.authority.issued_by if by.authority else None,
            level=told.level,
            level_zh=level and level.zh,
            level_en=level and level.en,
            declaration=told.declaration,
            duplicate_of=told.duplicate_of,
            other_household=told.other_household,
            other_book=told.other_book,
            of_version=told.of_version,
            method=told.method,
            method_zh=method and method.zh,
            method_en=method and method.en,
            changes=told.changes,
            findings=told.findings,
            notes=told.notes,
        )

    def _actor(self, appointment: Appointment) -> Actor:
        return Actor(
            account=appointment.account,
            appointment_id=appointment.appointment_id,
            role=appointment.role.value,
            area=appointment.area,
            title_zh=appointment.title_zh,
            title_en=appointment.title_en,
            credential=appointment.credential,
            holder=self._holders.get(appointment.appointment_id),
        )

    def _second(self, by: Attribution) -> Actor | None:
        if by.second_appointment_id is None:
            return None
        return self._actor(self._appointments[by.second_appointment_id])
