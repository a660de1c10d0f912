"""From entries to rows: what stands, since which position, because of whom.

A fold without any I/O. :class:`Rows` holds the rows that stand now, as far as the entries to apply
touch them, and gathers what changed; how the entries are cut into batches makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from uuid import UUID

from domain.age import completed_age
from domain.census import CensusDefinition
from domain.events import (
    BlockDelineated,
    DeathsRegistered,
    Event,
    ForeignFormRegistered,
    ForeignPersonRegistered,
    HouseholdApproved,
    HouseholdEvent,
    HouseholdKeyDestroyed,
    HouseholdListed,
    HouseholdRegistered,
    HouseholdReopened,
    HouseholdReturned,
    HouseholdRevision,
    HouseholdSubmitted,
    HouseholdWithdrawn,
    IndustryCoded,
    LongFormRegistered,
    OccupationCoded,
    PersonAmended,
    PersonCorrected,
    PersonEvent,
    PersonLongFormRegistered,
    PersonRegistered,
    PersonTransferredIn,
    PersonTransferredOut,
    PersonWithdrawn,
    answers_after,
)
from domain.forms.definition import Answers
from domain.residence import residence_rule
from domain.status import APPROVED, Status
from projections.columns import DEATH_ANSWERS, FOREIGNER_ANSWERS
from projections.errors import UnfitEntry
from projections.row_kinds import (
    BlockRow,
    Changes,
    DeathRow,
    ForeignerRow,
    HouseholdRow,
    Origin,
    PersonRow,
    Row,
    RowChanges,
)
from projections.source import Recorded

WITHOUT_ROW: tuple[type[Event], ...] = (HouseholdKeyDestroyed,)
"""What happens to a household or a person and changes nothing that a row holds."""


@dataclass(slots=True)
class Touched:
    """Which rows that stand now a run of entries needs.

    ``registered`` are households that answer the short or long form, ``deaths`` those whose lines
    of the dead may change otherwise, ``emptied`` those that lose everybody.
    """

    blocks: set[str] = field(default_factory=set)
    households: set[UUID] = field(default_factory=set)
    persons: set[UUID] = field(default_factory=set)
    foreigners: set[UUID] = field(default_factory=set)
    registered: set[UUID] = field(default_factory=set)
    deaths: set[UUID] = field(default_factory=set)
    emptied: set[UUID] = field(default_factory=set)

    def add(self, event: Event) -> None:
        """Note what an event needs."""
        match event:
            case PersonEvent():
                self._add_person(event)
            case HouseholdEvent() if not isinstance(event, WITHOUT_ROW):
                household_id = event.originator_id
                self.households.add(household_id)
                match event:
                    case HouseholdRegistered():
                        self.registered.add(household_id)
                    case DeathsRegistered():
                        self.deaths.add(household_id)
                    case HouseholdRevision() if event.deaths is not None:
                        self.deaths.add(household_id)
                    case HouseholdWithdrawn():
                        self.deaths.add(household_id)
                        self.emptied.add(household_id)
            case BlockDelineated():
                self.blocks.add(event.code)

    def _add_person(self, event: PersonEvent) -> None:
        self.households.add(event.household_id)
        match event:
            case PersonRegistered():
                self.persons.add(event.originator_id)
            case ForeignPersonRegistered():
                self.foreigners.add(event.originator_id)
            case _:
                self.persons.add(event.originator_id)
                self.foreigners.add(event.originator_id)


def touched(entries: Iterable[Recorded]) -> Touched:
    """The rows to have at hand before the entries are applied."""
    found = Touched()
    for entry in entries:
        found.add(entry.event)
    return found


class Rows:
    """The rows that stand, and what the entries applied so far changed in them.

    ``first`` is the position of the first entry to be applied; rows from before it are stored.
    """

    def __init__(self, census: CensusDefinition, first: int, stored: Iterable[Row] = ()) -> None:
        """Begin with the stored rows that :func:`touched` named."""
        self.changes = Changes()
        self._census = census
        self._first = first
        self._blocks: dict[str, BlockRow] = {}
        self._households: dict[UUID, HouseholdRow] = {}
        self._persons: dict[UUID, PersonRow] = {}
        self._foreigners: dict[UUID, ForeignerRow] = {}
        self._deaths: dict[UUID, dict[int, DeathRow]] = {}
        self._members: defaultdict[UUID, set[UUID]] = defaultdict(set)
        for row in stored:
            self._stand(row)

    def apply(self, entry: Recorded) -> None:
        """Take in the next entry.

        Raises:
            UnfitEntry: a row that the event presupposes is missing, or is there already.
        """
        event, by = entry.event, entry.event.by
        origin = Origin(
            entry.position, event.topic, by.account, by.appointment_id, by.reason, entry.recorded_at
        )
        match event:
            case PersonEvent():
                self._apply_person(event, origin)
            case HouseholdListed():
                self._list(event, origin)
            case HouseholdEvent() if not isinstance(event, WITHOUT_ROW):
                self._apply_household(event, origin)
            case BlockDelineated():
                before = self._blocks.get(event.code)
                if before is not None:
                    self._close(before, self.changes.blocks, origin.position)
                row = BlockRow(event.code, event.urban_rural, origin)
                self._stand(row)
                self.changes.blocks.opened.append(row)

    def _stand(self, row: Row) -> None:
        match row:
            case PersonRow():
                self._persons[row.person_id] = row
                self._members[row.household_id].add(row.person_id)
            case HouseholdRow():
                self._households[row.household_id] = row
            case DeathRow():
                self._deaths.setdefault(row.household_id, {})[row.line] = row
            case ForeignerRow():
                self._foreigners[row.person_id] = row
                self._members[row.household_id].add(row.person_id)
            case BlockRow():
                self._blocks[row.block] = row

    def _list(self, event: HouseholdListed, origin: Origin) -> None:
        if event.originator_id in self._households:
            raise _unfit(origin, "household-listed-twice")
        row = HouseholdRow(
            household_id=event.originator_id,
            block=event.block,
            number=event.number,
            building=event.building,
            unit=event.unit,
            status=Status.LISTED,
            answers={},
            origin=origin,
        )
        self._stand(row)
        self.changes.households.opened.append(row)

    def _household(self, household_id: UUID, origin: Origin) -> HouseholdRow:
        row = self._households.get(household_id)
        if row is None:
            raise _unfit(origin, "household-not-listed")
        return row

    def _apply_household(self, event: HouseholdEvent, origin: Origin) -> None:
        before = self._household(event.originator_id, origin)
        row = before.from_on(origin)
        deaths: tuple[Answers, ...] | None = None
        match event:
            case HouseholdRegistered():
                row.status, row.long = Status.REGISTERED, event.form == "long"
                row.form_version, deaths = event.form_version, event.deaths
                row.answers = {**row.answers, **event.answers}
            case LongFormRegistered():
                row.status, row.long = Status.REGISTERED, True
                row.form_version = event.form_version
                row.answers = {**row.answers, **event.answers}
            case ForeignFormRegistered():
                row.status, row.foreign_version = Status.REGISTERED, event.form_version
                row.answers = {**row.answers, **event.answers}
            case DeathsRegistered():
                row.death_version, deaths = event.form_version, event.deaths
            case HouseholdRevision():
                row.answers, deaths = answers_after(row.answers, event.changes), event.deaths
            case HouseholdSubmitted():
                row.status = Status.SUBMITTED
            case HouseholdReturned() | HouseholdReopened():
                row.status = Status.RETURNED
            case HouseholdApproved():
                row.status = APPROVED[event.level]
            case HouseholdWithdrawn():
                row.status, deaths = Status.WITHDRAWN, ()
                for person_id in sorted(self._members[row.household_id]):
                    self._end_person(person_id, origin)
            case _:
                raise _unfit(origin, "household-event-unknown")
        self._close(before, self.changes.households, origin.position)
        self._stand(row)
        self.changes.households.opened.append(row)
        if deaths is not None:
            self._lay_out_deaths(row, deaths, origin)

    def _lay_out_deaths(
        self, household: HouseholdRow, deaths: tuple[Answers, ...], origin: Origin
    ) -> None:
        """Line against line: one that says the same stands on."""
        standing = self._deaths.get(household.household_id, {})
        before = [standing[line] for line in sorted(standing)]
        for line, (old, answers) in enumerate(zip_longest(before, deaths), 1):
            kept = None if answers is None else _kept_of_death(answers)
            if old is not None:
                if old.answers == kept:
                    continue
                self._close(old, self.changes.deaths, origin.position)
                del standing[line]
            if kept is not None:
                row = DeathRow(household.household_id, line, household.block, kept, origin)
                self._stand(row)
                self.changes.deaths.opened.append(row)

    def _apply_person(self, event: PersonEvent, origin: Origin) -> None:
        person_id = event.originator_id
        row = self._persons.get(person_id) or self._foreigners.get(person_id)
        if isinstance(event, PersonRegistered | PersonTransferredIn | ForeignPersonRegistered):
            block = self._household(event.household_id, origin).block
            if row is not None:
                raise _unfit(origin, "person-registered-twice")
            if _OF_FOREIGNER.isdisjoint(event.answers):
                self._open_person(event, block, event.answers, origin)
            else:
                self._open_foreigner(event, block, event.answers, origin)
            return
        if row is None:
            raise _unfit(origin, "person-not-registered")
        answers = row.answers
        match event:
            case PersonAmended() | PersonCorrected():
                answers = answers_after(answers, event.changes)
            case PersonLongFormRegistered():
                answers = {**answers, **event.answers}
            case IndustryCoded():
                coded = {"C20_section": event.section, "C20_division": event.division}
                answers = {**answers, **coded}
            case OccupationCoded():
                answers = {**answers, "C21_major": int(event.major)}
            case PersonWithdrawn() | PersonTransferredOut():
                self._end_person(person_id, origin)
                return
            case _:
                raise _unfit(origin, "person-event-unknown")
        self._end_person(person_id, origin)
        if isinstance(row, PersonRow):
            self._open_person(event, row.block, answers, origin)
        else:
            self._open_foreigner(event, row.block, answers, origin)

    def _open_person(
        self, event: PersonEvent, block: str, answers: Answers, origin: Origin
    ) -> None:
        birth = str(answers.get("D5"))
        try:
            age = completed_age(birth, self._census)
        except ValueError:
            raise _unfit(origin, "month-of-birth") from None
        rule = residence_rule(answers.get("D7"), answers.get("D8"), answers.get("D9"))
        row = PersonRow(
            person_id=event.originator_id,
            household_id=event.household_id,
            block=block,
            answers=answers,
            birth_year=int(birth[:4]),
            birth_month=int(birth[5:]),
            age=age,
            residence_rule=rule.rule,
            resident=rule.resident,
            origin=origin,
        )
        self._stand(row)
        self.changes.persons.opened.append(row)

    def _open_foreigner(
        self, event: PersonEvent, block: str, answers: Answers, origin: Origin
    ) -> None:
        row = ForeignerRow(event.originator_id, event.household_id, block, answers, origin)
        self._stand(row)
        self.changes.foreigners.opened.append(row)

    def _end_person(self, person_id: UUID, origin: Origin) -> None:
        person = self._persons.pop(person_id, None)
        if person is not None:
            self._close(person, self.changes.persons, origin.position)
            self._members[person.household_id].discard(person_id)
            return
        foreigner = self._foreigners.pop(person_id)
        self._close(foreigner, self.changes.foreigners, origin.position)
        self._members[foreigner.household_id].discard(person_id)

    def _close(self, row: Row, changed: RowChanges[Any], position: int) -> None:
        row.valid_to = position
        if row.origin.position < self._first:
            changed.closed.append((row.key, row.origin.position, position))


_OF_DEATH = frozenset(column.item for column in DEATH_ANSWERS)
_OF_FOREIGNER = frozenset(column.item for column in FOREIGNER_ANSWERS)


def _kept_of_death(answers: Answers) -> Answers:
    return {i: answer for i, answer in answers.items() if i in _OF_DEATH and answer is not None}


def _unfit(origin: Origin, fault: str) -> UnfitEntry:
    return UnfitEntry(position=origin.position, topic=origin.event, fault=fault)
