"""The office's own work: pay, budget, work plan, inspections and bulletins.

It is a fold of a book's office events alone (:data:`domain.events.OFFICE_TOPICS`), a few thousand
for a county, kept in memory beside the roster. No act on a household is decided on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Self
from uuid import UUID

from domain.aggregate import Aggregate
from domain.budget import BudgetLine
from domain.bulletin import Bulletin
from domain.events import (
    BudgetLineOpened,
    BulletinPublished,
    Event,
    InspectionPlanned,
    PaymentMade,
    PaySchemeSet,
    TaskSet,
    WorkdayRecorded,
)
from domain.inspection import Inspection
from domain.pay import PayAccount, PayScheme
from domain.refusal import (
    UnknownBudgetLine,
    UnknownBulletin,
    UnknownInspection,
    UnknownTask,
)
from domain.work_plan import Task


class Office:
    """Folded up to ``position``, the position of the last office event applied (-1: none)."""

    def __init__(self) -> None:
        self.position = -1
        self.schemes: dict[UUID, PayScheme] = {}
        self.accounts: dict[UUID, PayAccount] = {}
        """By appointment."""
        self.lines: dict[str, BudgetLine] = {}
        self.tasks: dict[str, Task] = {}
        self.inspections: dict[str, Inspection] = {}
        self.bulletins: dict[str, Bulletin] = {}
        self.positions: dict[UUID, tuple[int, ...]] = {}
        """The positions of the events of each aggregate, by its id; the first is version 1."""
        self._aggregates: dict[UUID, Aggregate] = {}

    def apply(self, position: int, event: Event) -> None:
        """Take in the office event recorded at ``position``."""
        aggregate = self._aggregates.get(event.originator_id) or _begun(event)
        self._keep(aggregate.fold((event,)))
        self.positions[aggregate.id] = (*self.positions.get(aggregate.id, ()), position)
        self.position = position

    def fold(self, events: Iterable[tuple[int, Event]]) -> Self:
        """Apply (position, event) pairs in order; returns itself."""
        for position, event in events:
            self.apply(position, event)
        return self

    def followed_by(self, events: Iterable[tuple[int, Event]]) -> Self:
        """Another office with further (position, event) pairs; this one stays as it is."""
        later = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict):
                setattr(later, name, value.copy())
        own: set[UUID] = set()
        for position, event in events:
            key = event.originator_id
            if key not in own and key in later._aggregates:
                later._aggregates[key] = later._aggregates[key].twin()
            own.add(key)
            later.apply(position, event)
        return later

    def version(self, aggregate_id: UUID) -> int:
        """The version of an aggregate, 0 where there is none."""
        found = self._aggregates.get(aggregate_id)
        return 0 if found is None else found.version

    def line(self, code: str) -> BudgetLine:
        """A budget line.

        Raises:
            UnknownBudgetLine: there is none.
        """
        try:
            return self.lines[code]
        except KeyError:
            raise UnknownBudgetLine from None

    def task(self, code: str) -> Task:
        """A task.

        Raises:
            UnknownTask: there is none.
        """
        try:
            return self.tasks[code]
        except KeyError:
            raise UnknownTask from None

    def inspection(self, code: str) -> Inspection:
        """An inspection.

        Raises:
            UnknownInspection: there is none.
        """
        try:
            return self.inspections[code]
        except KeyError:
            raise UnknownInspection from None

    def bulletin(self, number: str) -> Bulletin:
        """A bulletin that was given out.

        Raises:
            UnknownBulletin: there is none.
        """
        try:
            return self.bulletins[number]
        except KeyError:
            raise UnknownBulletin from None

    def _keep(self, aggregate: Aggregate) -> None:
        self._aggregates[aggregate.id] = aggregate
        match aggregate:
            case PayScheme():
                self.schemes[aggregate.id] = aggregate
            case PayAccount(appointment_id=UUID() as appointment_id):
                self.accounts[appointment_id] = aggregate
            case BudgetLine():
                self.lines[aggregate.code] = aggregate
            case Task():
                self.tasks[aggregate.code] = aggregate
            case Inspection():
                self.inspections[aggregate.code] = aggregate
            case Bulletin():
                self.bulletins[aggregate.number] = aggregate


def _begun(event: Event) -> Aggregate:
    match event:
        case PaySchemeSet():
            return PayScheme(event.originator_id)
        case WorkdayRecorded() | PaymentMade():
            return PayAccount(event.originator_id)
        case BudgetLineOpened():
            return BudgetLine(event.originator_id)
        case TaskSet():
            return Task(event.originator_id)
        case InspectionPlanned():
            return Inspection(event.originator_id)
        case BulletinPublished():
            return Bulletin(event.originator_id)
        case _:
            raise TypeError(f"{event.topic} begins nothing of the office")
