"""The trace (追溯) of a household or a person: every event from the book, in its order.

The trace is read from the book itself, not from the rows, so that it shows what was recorded even
where a projection is behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Protocol
from uuid import UUID

from domain.attribution import Attribution
from domain.events import (
    Change,
    Event,
    Explanation,
    HouseholdApproved,
    HouseholdKeyDestroyed,
    HouseholdRegistered,
    HouseholdReturned,
    HouseholdRevision,
    HouseholdSubmitted,
    HouseholdWithdrawn,
    PersonAmended,
    PersonCorrected,
    PersonEvent,
    PersonRegistered,
    PersonWithdrawn,
    PostFilled,
    RecordedFinding,
)
from domain.forms.definition import Answers, Item
from domain.post import Appointment
from domain.refusal import UnknownHousehold
from domain.roster import Roster
from domain.rules import RULES
from projections.labels import (
    CHANNELS,
    DEATH_ITEMS,
    EVENTS,
    HOUSEHOLD_ITEMS,
    LEVELS,
    PERSON_ITEMS,
    answer_label,
    reason_label,
)
from projections.source import Recorded
from projections.trace_step import (
    About,
    Actor,
    TracedChange,
    TracedFinding,
    TracedNote,
    TraceStep,
)


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
    readable = _readable(application, household_id, with_personal)
    persons = {
        person_id
        for entry in own
        if isinstance(entry.event, HouseholdRegistered | HouseholdRevision)
        for person_id in entry.event.person_ids
    }
    if not any(entry.event.topic == "HouseholdListed" for entry in own):
        raise UnknownHousehold
    entries = application.events_of([household_id, *persons], with_personal=readable)
    return _Tracer(application, entries, with_personal, readable).steps(entries)


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
    household_id = application.person_household(person_id)
    readable = _readable(application, household_id, with_personal)
    entries = application.events_of([household_id, person_id], with_personal=readable)
    bearing = _bearing_on(person_id, entries)
    steps = _Tracer(application, bearing, with_personal, readable).steps(bearing)
    return [_seen_by(person_id, step) for step in steps]


def _readable(application: TracedBook, household_id: UUID, with_personal: bool) -> bool:
    """Whether what is personal of the household is asked for and its key not destroyed."""
    return with_personal and application.roster().destruction_of(household_id) is None


_BEARING = (
    HouseholdRegistered,
    HouseholdSubmitted,
    HouseholdReturned,
    HouseholdApproved,
    HouseholdWithdrawn,
    HouseholdKeyDestroyed,
)


def _bearing_on(person_id: UUID, entries: Iterable[Recorded]) -> list[Recorded]:
    own = [entry for entry in entries if entry.event.originator_id == person_id]
    entered = own[0].event.by.command_id
    touched = {entry.event.by.command_id for entry in own}
    left = next((e.position for e in own if isinstance(e.event, PersonWithdrawn)), None)
    return [
        entry
        for entry in entries
        if entry.event.originator_id == person_id
        or (
            isinstance(entry.event, _BEARING)
            and (entry.event.by.command_id == entered or entry.position > own[0].position)
            and (left is None or entry.position < left)
        )
        or (
            isinstance(entry.event, HouseholdRevision)
            and (entry.event.by.command_id in touched or _speaks_of(person_id, entry.event))
        )
    ]


def _speaks_of(person_id: UUID, revision: HouseholdRevision) -> bool:
    """Whether a rule or an explanation speaks of the person after the revision."""
    named = {finding.person_id for finding in revision.findings}
    return person_id in named | {explanation.person_id for explanation in revision.explanations}


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


@dataclass(slots=True)
class _Told:
    """What an event tells beyond its attribution."""

    changes: tuple[TracedChange, ...] = ()
    findings: tuple[RecordedFinding, ...] = ()
    notes: tuple[TracedNote, ...] = ()
    level: str | None = None
    declaration: str | None = None
    duplicate_of: UUID | None = None


class _Tracer:
    """Turns entries into steps; holds the appointments, and the death lines as they stood last."""

    def __init__(
        self,
        application: TracedBook,
        entries: Sequence[Recorded],
        with_personal: bool,
        readable: bool,
    ) -> None:
        self._appointments = application.roster().appointments
        self._readable = readable
        self._missed = with_personal and not readable
        self._deaths: tuple[Answers, ...] = ()
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
        event, by, told = entry.event, entry.event.by, self._told(entry.event)
        reason, channel = reason_label(event.topic, by.reason), CHANNELS[by.channel]
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
            changes=told.changes,
            findings=tuple(map(_finding, told.findings)),
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

    def _told(self, event: Event) -> _Told:
        match event:
            case PersonRegistered():
                return _Told(changes=self._entered(PERSON_ITEMS, event.answers))
            case PersonAmended() | PersonCorrected():
                return _Told(changes=self._changes(PERSON_ITEMS, event.changes))
            case HouseholdRegistered():
                return _Told(
                    changes=(
                        *self._entered(HOUSEHOLD_ITEMS, event.answers),
                        *self._death_changes(event.deaths),
                    ),
                    findings=event.findings,
                    notes=self._explained(event.explanations),
                )
            case HouseholdRevision():
                deaths = self._deaths if event.deaths is None else event.deaths
                return _Told(
                    changes=(
                        *self._changes(HOUSEHOLD_ITEMS, event.changes),
                        *self._death_changes(deaths),
                    ),
                    findings=event.findings,
                    notes=self._explained(event.explanations),
                )
            case HouseholdSubmitted():
                return _Told(
                    declaration=event.declaration, notes=self._explained(event.explanations)
                )
            case HouseholdReturned():
                notes = (self._note(None, r.item, r.person_id, r.text) for r in event.remarks)
                return _Told(level=event.level, notes=tuple(notes))
            case HouseholdApproved():
                return _Told(level=event.level)
            case HouseholdWithdrawn():
                return _Told(duplicate_of=event.duplicate_of)
            case _:
                return _Told()

    def _entered(self, items: Mapping[str, Item], answers: Answers) -> tuple[TracedChange, ...]:
        """All answers as changes from nothing, in the order of the form."""
        changes = (
            Change(item=code, before=None, after=answers.get(code))
            for code, item in items.items()
            if code in answers or self._misses(item)
        )
        return self._changes(items, changes)

    def _changes(
        self,
        items: Mapping[str, Item],
        changes: Iterable[Change],
        death_line: int | None = None,
    ) -> tuple[TracedChange, ...]:
        return tuple(
            _change(items[change.item], change, death_line, with_personal=self._readable)
            for change in changes
        )

    def _death_changes(self, deaths: tuple[Answers, ...]) -> tuple[TracedChange, ...]:
        """What is new in the household's lines of the dead, line against line."""
        before, self._deaths = self._deaths, deaths
        changes: list[TracedChange] = []
        absent: Answers = {}
        pairs = zip_longest(before, deaths, fillvalue=absent)
        for number, (old, new) in enumerate(pairs, 1):
            differing = (
                Change(item=code, before=old.get(code), after=new.get(code))
                for code, item in DEATH_ITEMS.items()
                if old.get(code) != new.get(code)
                or (self._misses(item) and (old is absent or new is absent))
            )
            changes += self._changes(DEATH_ITEMS, differing, number)
        return tuple(changes)

    def _misses(self, item: Item) -> bool:
        """Whether an answer was asked for that the destroyed key would have opened."""
        return self._missed and item.identifier

    def _explained(self, explanations: Iterable[Explanation]) -> tuple[TracedNote, ...]:
        return tuple(self._note(e.rule, None, e.person_id, e.text) for e in explanations)

    def _note(
        self, rule: str | None, item: str | None, person_id: UUID | None, text: str
    ) -> TracedNote:
        shown = text if self._readable else None
        return TracedNote(rule=rule, item=item, person_id=person_id, text=shown)


def _change(
    item: Item, change: Change, death_line: int | None, *, with_personal: bool
) -> TracedChange:
    before, after = answer_label(item, change.before), answer_label(item, change.after)
    return TracedChange(
        item=item.code,
        item_zh=item.name_zh,
        item_en=item.name_en,
        before=change.before,
        before_zh=before and before.zh,
        before_en=before and before.en,
        after=change.after,
        after_zh=after and after.zh,
        after_en=after and after.en,
        death_line=death_line,
        sealed=item.identifier and not with_personal,
    )


def _finding(finding: RecordedFinding) -> TracedFinding:
    rule = RULES.get(finding.rule)
    return TracedFinding(
        rule=finding.rule,
        severity=finding.severity,
        person_id=finding.person_id,
        items=finding.items,
        message_zh=rule.zh if rule else None,
        message_en=rule.en if rule else None,
    )
