"""From entries to rows: what stands, since which position, because of whom.

A fold without any I/O. :class:`Rows` holds the rows that stand now, as far as the entries to apply
touch them, and gathers what changed; how the entries are cut into batches makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from domain.age import completed_age
from domain.census import CensusDefinition
from domain.events import (
    BlockDelineated,
    HouseholdApproved,
    HouseholdEvent,
    HouseholdKeyDestroyed,
    HouseholdListed,
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
    answers_after,
)
from domain.forms.definition import Answers
from domain.residence import residence_rule
from domain.status import APPROVED, Status
from projections.errors import UnfitEntry
from projections.source import Recorded

Key = TypeVar("Key", str, UUID)


@dataclass(frozen=True, slots=True)
class Origin:
    """The entry that a row comes from: ``position`` is the row's ``valid_from``."""

    position: int
    event: str
    account: str
    appointment_id: UUID
    reason: str | None
    recorded_at: datetime


@dataclass(slots=True)
class BlockRow:
    """A block while its urban-rural class holds."""

    block: str
    urban_rural: str
    origin: Origin
    valid_to: int | None = None


@dataclass(slots=True)
class HouseholdRow:
    """A household between two of its events; ``answers`` by item code."""

    household_id: UUID
    block: str
    number: str
    building: str
    unit: str
    status: Status
    answers: Answers
    origin: Origin
    valid_to: int | None = None


@dataclass(slots=True)
class PersonRow:
    """A person's registration between two of its events; ``answers`` by item code.

    ``age`` is in completed years at the reference time, ``residence_rule`` one of R1-R9.
    """

    person_id: UUID
    household_id: UUID
    block: str
    answers: Answers
    birth_year: int
    birth_month: int
    age: int
    residence_rule: str
    resident: bool
    origin: Origin
    valid_to: int | None = None


@dataclass(slots=True)
class Touched:
    """Which rows that stand now a run of entries needs; ``emptied`` lose all their persons."""

    blocks: set[str] = field(default_factory=set)
    households: set[UUID] = field(default_factory=set)
    persons: set[UUID] = field(default_factory=set)
    emptied: set[UUID] = field(default_factory=set)


def touched(entries: Iterable[Recorded]) -> Touched:
    """The rows to have at hand before the entries are applied."""
    found = Touched()
    for entry in entries:
        match entry.event:
            case PersonEvent() as event:
                found.households.add(event.household_id)
                found.persons.add(event.originator_id)
            case HouseholdKeyDestroyed():
                pass
            case HouseholdEvent() as event:
                found.households.add(event.originator_id)
                if isinstance(event, HouseholdWithdrawn):
                    found.emptied.add(event.originator_id)
            case BlockDelineated() as event:
                found.blocks.add(event.code)
            case _:
                pass
    return found


@dataclass(slots=True)
class Changes:
    """What a run of entries did: rows to write, and stored rows to close.

    ``closed_*`` are ``(key, valid_from, valid_to)``. A row that was opened and closed within the
    run is among the opened ones, closed already.
    """

    blocks: list[BlockRow] = field(default_factory=list)
    households: list[HouseholdRow] = field(default_factory=list)
    persons: list[PersonRow] = field(default_factory=list)
    closed_blocks: list[tuple[str, int, int]] = field(default_factory=list)
    closed_households: list[tuple[UUID, int, int]] = field(default_factory=list)
    closed_persons: list[tuple[UUID, int, int]] = field(default_factory=list)


class Rows:
    """The rows that stand, and what the entries applied so far changed in them.

    ``first`` is the position of the first entry to be applied; rows from before it are stored.
    """

    def __init__(
        self,
        census: CensusDefinition,
        first: int,
        *,
        blocks: Iterable[BlockRow] = (),
        households: Iterable[HouseholdRow] = (),
        persons: Iterable[PersonRow] = (),
    ) -> None:
        """Begin with the stored rows that :func:`touched` named."""
        self.changes = Changes()
        self._census = census
        self._first = first
        self._blocks = {row.block: row for row in blocks}
        self._households = {row.household_id: row for row in households}
        self._persons: dict[UUID, PersonRow] = {}
        self._members: defaultdict[UUID, set[UUID]] = defaultdict(set)
        for row in persons:
            self._persons[row.person_id] = row
            self._members[row.household_id].add(row.person_id)

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
            case HouseholdKeyDestroyed():
                # A row holds nothing that the key sealed, and stays as it is.
                pass
            case HouseholdEvent():
                self._apply_household(event, origin)
            case BlockDelineated():
                self._delineate(event, origin)
            case _:
                pass

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
        self._households[row.household_id] = row
        self.changes.households.append(row)

    def _apply_household(self, event: HouseholdEvent, origin: Origin) -> None:
        row = self._households.get(event.originator_id)
        if row is None:
            raise _unfit(origin, "household-not-listed")
        status, answers = row.status, row.answers
        match event:
            case HouseholdRegistered():
                status, answers = Status.REGISTERED, event.answers
            case HouseholdRevision():
                answers = answers_after(answers, event.changes)
            case HouseholdSubmitted():
                status = Status.SUBMITTED
            case HouseholdReturned():
                status = Status.RETURNED
            case HouseholdApproved():
                status = APPROVED[event.level]
            case HouseholdWithdrawn():
                status = Status.WITHDRAWN
                for person_id in sorted(self._members[row.household_id]):
                    self._end_person(self._persons[person_id], origin.position)
            case _:
                raise _unfit(origin, "household-event-unknown")
        self._close(row, row.household_id, self.changes.closed_households, origin.position)
        row = replace(row, status=status, answers=answers, origin=origin, valid_to=None)
        self._households[row.household_id] = row
        self.changes.households.append(row)

    def _apply_person(self, event: PersonEvent, origin: Origin) -> None:
        row = self._persons.get(event.originator_id)
        if isinstance(event, PersonRegistered):
            household = self._households.get(event.household_id)
            if household is None:
                raise _unfit(origin, "household-not-listed")
            if row is not None:
                raise _unfit(origin, "person-registered-twice")
            self._open_person(event, household.block, event.answers, origin)
            return
        if row is None:
            raise _unfit(origin, "person-not-registered")
        self._end_person(row, origin.position)
        match event:
            case PersonAmended() | PersonCorrected():
                self._open_person(
                    event, row.block, answers_after(row.answers, event.changes), origin
                )
            case PersonWithdrawn():
                pass
            case _:
                raise _unfit(origin, "person-event-unknown")

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
        self._persons[row.person_id] = row
        self._members[row.household_id].add(row.person_id)
        self.changes.persons.append(row)

    def _end_person(self, row: PersonRow, position: int) -> None:
        self._close(row, row.person_id, self.changes.closed_persons, position)
        del self._persons[row.person_id]
        self._members[row.household_id].discard(row.person_id)

    def _delineate(self, event: BlockDelineated, origin: Origin) -> None:
        before = self._blocks.get(event.code)
        if before is not None:
            self._close(before, before.block, self.changes.closed_blocks, origin.position)
        row = BlockRow(event.code, event.urban_rural, origin)
        self._blocks[row.block] = row
        self.changes.blocks.append(row)

    def _close(
        self,
        row: BlockRow | HouseholdRow | PersonRow,
        key: Key,
        closed: list[tuple[Key, int, int]],
        position: int,
    ) -> None:
        row.valid_to = position
        if row.origin.position < self._first:
            closed.append((key, row.origin.position, position))


def _unfit(origin: Origin, fault: str) -> UnfitEntry:
    return UnfitEntry(position=origin.position, topic=origin.event, fault=fault)
