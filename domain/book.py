"""A county's book: its opening, the phases of its census, what is closed, and its keys and log."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.census import CensusDefinition
from domain.destruction import require_ground
from domain.events import (
    AreaClosed,
    AreaReopened,
    BookKeysDestroyed,
    BookOpened,
    EarlyRegistrationApproved,
    Event,
    LogEpochBegun,
    PhaseClosed,
    PhaseOpened,
)
from domain.permissions import Act, covers
from domain.phase import (
    EARLY,
    FROM_REGISTRATION_ON,
    REGISTRATION,
    CensusPhase,
    as_planned,
    hangs_on_phase,
    needed,
    plan,
)
from domain.refusal import (
    AlreadyEstablished,
    AreaIsClosed,
    AreaNotReady,
    AuthorityNeeded,
    CensusClosed,
    KeyDestroyed,
    OutsidePhase,
    PhaseUnchanged,
    PlannedPhase,
)


class Book(Aggregate):
    """The county whose book it is.

    ``phases_begun`` are those that were ever open; ``early`` the townships that may register before
    the short form's phase; ``closed_areas`` the districts, townships and county that are closed.
    """

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.book = ""
        self.name_zh = ""
        self.census = ""
        self.suite = ""
        self.phases_open: frozenset[CensusPhase] = frozenset()
        self.phases_begun: frozenset[CensusPhase] = frozenset()
        self.early: frozenset[str] = frozenset()
        self.closed_areas: frozenset[str] = frozenset()
        self.keys_destroyed = False
        self.log_epoch = 1
        self.ended_log: LogEpochBegun | None = None
        """What is on record of the last log that ended."""

    def open(
        self,
        by: Attribution,
        *,
        book: str,
        name_zh: str,
        census: str,
        suite: str,
        definition: str | None = None,
        phases_open: tuple[CensusPhase, ...] = (),
    ) -> None:
        """Begin the book; ``suite`` names the ciphers that seal what is personal from now on.

        ``definition`` is the census definition as JSON where the program does not bring it along.
        """
        self.trigger(
            BookOpened,
            by,
            book=book,
            name_zh=name_zh,
            census=census,
            suite=suite,
            definition=definition,
            phases_open=phases_open,
        )

    @property
    def closed(self) -> bool:
        """Whether the county's census is closed."""
        return CensusPhase.CLOSED in self.phases_open

    def listed_late(self, place: str) -> bool:
        """Whether who is listed at a place now is listed late: while people register there."""
        registers = not REGISTRATION.isdisjoint(self.phases_begun) or self._is_early(place)
        return registers and CensusPhase.LISTING not in self.phases_open

    def require_phase(
        self,
        act: Act,
        place: str,
        census: CensusDefinition,
        *,
        form: str | None = None,
        own: bool = False,
    ) -> None:
        """Let an act pass in its phase; an act that hangs on no phase passes always.

        ``form`` is the code of the form that the act registers, if it does; ``own`` tells that a
        household acts for itself.

        Raises:
            CensusClosed: the census is closed, and the act is no correction.
            OutsidePhase: none of the phases that the act needs is open.
        """
        if not hangs_on_phase(act):
            return
        if self.closed:
            raise CensusClosed
        begun = CensusPhase.SHORT_REGISTRATION in self.phases_begun
        if not begun and not own and act in EARLY and form != "long" and self._is_early(place):
            return
        if act in FROM_REGISTRATION_ON:
            passes, asked = begun, frozenset({CensusPhase.SHORT_REGISTRATION})
        else:
            asked = needed(act, form=form, own=own)
            passes = not asked.isdisjoint(self.phases_open)
        if not passes:
            raise OutsidePhase([_planned(census, p) for p in CensusPhase if p in asked])

    def open_phase(
        self, by: Attribution, phase: CensusPhase, census: CensusDefinition, today: date
    ) -> None:
        """Begin a phase, anew where it was over.

        Raises:
            PhaseUnchanged: it is open.
            CensusClosed: the census is closed.
            AreaNotReady: it is the last one, and the county is not closed.
            AuthorityNeeded: today is none of the planned days and no document is named.
        """
        if phase in self.phases_open:
            raise PhaseUnchanged
        if self.closed:
            raise CensusClosed
        if phase is CensusPhase.CLOSED and self.book not in self.closed_areas:
            raise AreaNotReady((self.book,))
        _keep_to_plan(by, as_planned(plan(census, phase), today, ends=False))
        self.trigger(PhaseOpened, by, phase=phase)

    def close_phase(
        self, by: Attribution, phase: CensusPhase, census: CensusDefinition, today: date
    ) -> None:
        """End a phase.

        Raises:
            PhaseUnchanged: it is not open.
            CensusClosed: the census is closed.
            AuthorityNeeded: today is another day than the planned one and no document is named.
        """
        if self.closed:
            raise CensusClosed
        if phase not in self.phases_open:
            raise PhaseUnchanged
        _keep_to_plan(by, as_planned(plan(census, phase), today, ends=True))
        self.trigger(PhaseClosed, by, phase=phase)

    def approve_early(self, by: Attribution, township: str) -> None:
        """Let a township register before the short form's phase.

        Raises:
            AuthorityNeeded, SecondPersonNeeded: ``by`` carries no ground.
            PhaseUnchanged: it may already, or registration has begun everywhere.
        """
        require_ground(by)
        if township in self.early or CensusPhase.SHORT_REGISTRATION in self.phases_begun:
            raise PhaseUnchanged
        self.trigger(EarlyRegistrationApproved, by, township=township)

    def close_area(self, by: Attribution, area: str, open_below: tuple[str, ...]) -> None:
        """Close a district, a township or the county; ``open_below`` are its parts not closed yet.

        Raises:
            AlreadyEstablished: it is closed.
            AreaNotReady: a part of it is not.
        """
        if area in self.closed_areas:
            raise AlreadyEstablished
        if open_below:
            raise AreaNotReady(open_below)
        self.trigger(AreaClosed, by, area=area)

    def reopen_areas_of(self, by: Attribution, block: str) -> None:
        """Reopen every closed area that a block lies in, from the widest down.

        Raises:
            CensusClosed: the census is closed.
        """
        if self.closed:
            raise CensusClosed
        for area in sorted(area for area in self.closed_areas if covers(area, block)):
            self.trigger(AreaReopened, by, area=area)

    def destroy_keys(self, by: Attribution) -> None:
        """Order that the keys of all households be destroyed.

        Raises:
            KeyDestroyed: they are.
            AuthorityNeeded, SecondPersonNeeded: ``by`` carries no ground.
        """
        require_ground(by)
        if self.keys_destroyed:
            raise KeyDestroyed
        self.trigger(BookKeysDestroyed, by)

    def begin_log_epoch(self, by: Attribution, *, epoch: int, **ended: Any) -> None:
        """Put on record that the book's public log begins anew.

        ``ended`` are the other fields of the event.

        Raises:
            AlreadyEstablished: an epoch of that number, or a later one, was begun.
            AuthorityNeeded, SecondPersonNeeded: ``by`` carries no ground.
        """
        require_ground(by)
        if epoch <= self.log_epoch:
            raise AlreadyEstablished
        self.trigger(LogEpochBegun, by, epoch=epoch, **ended)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case BookOpened():
                self.book, self.name_zh = event.book, event.name_zh
                self.census, self.suite = event.census, event.suite
                self.phases_open = self.phases_begun = frozenset(event.phases_open)
            case PhaseOpened(phase=CensusPhase.CLOSED):
                self.phases_open = frozenset({CensusPhase.CLOSED})
            case PhaseOpened():
                self.phases_open |= {event.phase}
                self.phases_begun |= {event.phase}
            case PhaseClosed():
                self.phases_open -= {event.phase}
            case EarlyRegistrationApproved():
                self.early |= {event.township}
            case AreaClosed():
                self.closed_areas |= {event.area}
            case AreaReopened():
                self.closed_areas -= {event.area}
            case BookKeysDestroyed():
                self.keys_destroyed = True
            case LogEpochBegun():
                self.log_epoch, self.ended_log = event.epoch, event
            case _:
                super().apply(event)

    @property
    def registration_begun(self) -> bool:
        """Whether anybody may have registered yet."""
        return not REGISTRATION.isdisjoint(self.phases_begun) or bool(self.early)

    @property
    def short_forms_over(self) -> bool:
        """Whether short forms were taken, and are no more."""
        return CensusPhase.SHORT_REGISTRATION in self.phases_begun - self.phases_open

    def require_area_open(self, place: str) -> None:
        """Refuse what would open a closed area from below.

        Raises:
            CensusClosed: the county's census is closed.
            AreaIsClosed: an area that the place lies in is.
        """
        if self.closed:
            raise CensusClosed
        if any(covers(area, place) for area in self.closed_areas):
            raise AreaIsClosed

    def _is_early(self, place: str) -> bool:
        return any(covers(township, place) for township in self.early)


def _keep_to_plan(by: Attribution, kept: bool) -> None:
    if by.authority is None and not kept:
        raise AuthorityNeeded


def _planned(census: CensusDefinition, phase: CensusPhase) -> PlannedPhase:
    days = plan(census, phase)
    return PlannedPhase(
        phase.value,
        None if days is None else days.first,
        None if days is None else days.last,
    )
