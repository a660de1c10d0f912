"""Posts and the appointments to them: who answers for which areas at a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.day import day_told
from domain.events import (
    Event,
    PostAreaAssigned,
    PostAreaReleased,
    PostDepartureAnnounced,
    PostEstablished,
    PostFilled,
    PostHolderCertified,
    PostHolderReinstated,
    PostHolderSuspended,
    PostHolderTrained,
    PostPlacedInUnit,
    PostVacated,
)
from domain.refusal import (
    AlreadyEstablished,
    AreaAssigned,
    AreaNotAssigned,
    LastArea,
    NoAppointment,
    NothingChanged,
    NotSuspended,
    NotTrained,
    Suspended,
)
from domain.status import Role

FIELD_ROLES = frozenset({Role.ENUMERATOR, Role.SUPERVISOR})
"""Whose holders show a credential (证件) at the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A course that somebody took; ``on`` is the day of the examination (``YYYY-MM-DD``)."""

    course: str
    hours: int
    passed: bool
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """An area that an appointment answered for, from a day to a day; None where it still does."""

    area: str
    since: str
    until: str | None = None

    def falls_in(self, first: str, last: str) -> bool:
        """Whether one of the days from the first to the last belongs to it."""
        return self.since <= last and (self.until is None or first <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A person's time in a post; the person's name is kept apart, under the post's key.

    ``areas`` are those that the post answers for now, or answered for when the appointment ended;
    ``area`` is the first of them, empty where there is none. Days are ``YYYY-MM-DD``.
    """

    appointment_id: UUID
    post_id: UUID
    account: str
    role: Role
    area: str
    areas: tuple[str, ...]
    unit: str | None
    title_zh: str
    title_en: str
    credential: str
    """Number of the credential; empty where none is issued yet."""
    valid_until: str | None
    """The credential's last day; None where it lasts as long as the appointment."""
    trainings: tuple[Training, ...]
    suspended: bool
    last_day: str | None
    """When the holder will leave, as announced."""
    appointed_by: str
    """The account that filled the post."""
    current: bool
    begun_on: str = ""
    """The day on which the post was filled, by the clock of the device that said so."""
    ended_on: str | None = None
    """The day on which it was vacated, by such a clock; None while the appointment lasts."""
    tenures: tuple[Tenure, ...] = ()
    """All areas that it ever answered for, in the order in which they were assigned."""

    def runs_in(self, first: str, last: str) -> bool:
        """Whether it lasts on one of the days from the first to the last."""
        return self.begun_on <= last and (self.ended_on is None or first <= self.ended_on)

    def areas_in(self, first: str, last: str) -> tuple[str, ...]:
        """The areas answered for on one of the days from the first to the last."""
        if not self.tenures:
            return self.areas
        return tuple(t.area for t in self.tenures if t.falls_in(first, last))

    def areas_next_to(self, day: str) -> tuple[str, ...]:
        """The area held last before a day, else the first one ever; empty where there was none."""
        before = [t for t in self.tenures if t.until is not None and t.until < day]
        if before:
            return (max(before, key=lambda tenure: tenure.until or "").area,)
        return tuple(tenure.area for tenure in self.tenures[:1])

    def certified(self, today: str) -> bool:
        """Whether the holder may go about as field staff on a day; other roles need no credential.

        An empty ``today`` asks about the credential alone, whatever its last day.
        """
        if self.role not in FIELD_ROLES:
            return True
        return bool(self.credential) and (self.valid_until is None or today <= self.valid_until)

    def acts(self, today: str) -> bool:
        """Whether somebody is there who may do the post's work on a day."""
        return self.current and not self.suspended and self.certified(today)


class Post(Aggregate):
    """A post over one or several areas, filled by at most one person at a time."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.role = Role.OPERATOR
        self.areas: tuple[str, ...] = ()
        self.unit: str | None = None
        self.title_zh = ""
        self.title_en = ""
        self.appointment: Appointment | None = None

    @property
    def area(self) -> str:
        """The first of its areas, empty where it has none."""
        return self.areas[0] if self.areas else ""

    def establish(
        self, by: Attribution, *, role: Role, area: str, title_zh: str, title_en: str
    ) -> None:
        """Found the post."""
        self.trigger(
            PostEstablished, by, role=role, area=area, title_zh=title_zh, title_en=title_en
        )

    def fill(
        self, by: Attribution, *, appointment_id: UUID, account: str, credential: str, holder: str
    ) -> None:
        """Appoint a person; an empty ``credential`` says that none is issued yet.

        Raises:
            AlreadyEstablished: somebody holds the post.
        """
        if self.appointment is not None:
            raise AlreadyEstablished
        self.trigger(
            PostFilled,
            by,
            appointment_id=appointment_id,
            account=account,
            credential=credential,
            holder=holder,
        )

    def vacate(self, by: Attribution) -> None:
        """End the appointment.

        Raises:
            NoAppointment: nobody holds the post.
        """
        self.trigger(PostVacated, by, appointment_id=self._held().appointment_id)

    def assign(self, by: Attribution, area: str) -> None:
        """Let the post answer for one more area.

        Raises:
            AreaAssigned: it does.
        """
        if area in self.areas:
            raise AreaAssigned
        self.trigger(PostAreaAssigned, by, area=area)

    def release(self, by: Attribution, area: str) -> None:
        """Let the post answer for an area no more.

        Raises:
            AreaNotAssigned: it does not.
            LastArea: it is the only one of a post that is not of the field staff.
        """
        if area not in self.areas:
            raise AreaNotAssigned
        if len(self.areas) == 1 and self.role not in FIELD_ROLES:
            raise LastArea
        self.trigger(PostAreaReleased, by, area=area)

    def place_in(self, by: Attribution, unit: str) -> None:
        """Let the post belong to the unit of a code.

        Raises:
            NothingChanged: it does.
        """
        if self.unit == unit:
            raise NothingChanged
        self.trigger(PostPlacedInUnit, by, unit=unit)

    def train(self, by: Attribution, *, course: str, hours: int, passed: bool, on: date) -> None:
        """Put a course of the holder's on record.

        Raises:
            NoAppointment: nobody holds the post.
        """
        self.trigger(
            PostHolderTrained,
            by,
            appointment_id=self._held().appointment_id,
            course=course,
            hours=hours,
            passed=passed,
            on=on.isoformat(),
        )

    def certify(self, by: Attribution, *, credential: str, valid_until: date | None) -> None:
        """Issue a credential to the holder.

        Raises:
            NoAppointment: nobody holds the post.
            NotTrained: it is the first, and no course was passed.
        """
        held = self._held()
        if not held.credential and not any(training.passed for training in held.trainings):
            raise NotTrained
        self.trigger(
            PostHolderCertified,
            by,
            appointment_id=held.appointment_id,
            credential=credential,
            valid_until=None if valid_until is None else valid_until.isoformat(),
        )

    def suspend(self, by: Attribution) -> None:
        """Let the holder act no more until reinstated.

        Raises:
            NoAppointment: nobody holds the post.
            Suspended: the holder is.
        """
        held = self._held()
        if held.suspended:
            raise Suspended
        self.trigger(PostHolderSuspended, by, appointment_id=held.appointment_id)

    def reinstate(self, by: Attribution) -> None:
        """Let the holder act again.

        Raises:
            NoAppointment: nobody holds the post.
            NotSuspended: the holder is not suspended.
        """
        held = self._held()
        if not held.suspended:
            raise NotSuspended
        self.trigger(PostHolderReinstated, by, appointment_id=held.appointment_id)

    def announce_departure(self, by: Attribution, last_day: date | None) -> None:
        """Say when the holder will leave; None where the holder stays after all.

        Raises:
            NoAppointment: nobody holds the post.
            NothingChanged: that is on record.
        """
        held, told = self._held(), None if last_day is None else last_day.isoformat()
        if held.last_day == told:
            raise NothingChanged
        self.trigger(PostDepartureAnnounced, by, appointment_id=held.appointment_id, last_day=told)

    def _held(self) -> Appointment:
        if self.appointment is None:
            raise NoAppointment
        return self.appointment

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case PostEstablished():
                self.role, self.areas = event.role, (event.area,)
                self.title_zh, self.title_en = event.title_zh, event.title_en
            case PostFilled():
                self.appointment = self._appointed(event)
            case PostVacated():
                self.appointment = None
            case PostAreaAssigned():
                self._answer_for((*self.areas, event.area))
                self._begin_tenure(event.area, day_told(event.by.device_time))
            case PostAreaReleased():
                self._answer_for(tuple(a for a in self.areas if a != event.area))
                self._end_tenure(event.area, day_told(event.by.device_time))
            case PostPlacedInUnit():
                self.unit = event.unit
                if self.appointment is not None:
                    self.appointment = replace(self.appointment, unit=event.unit)
            case _:
                self._apply_to_holder(event)

    def _apply_to_holder(self, event: Event) -> None:
        held = self.appointment
        match event, held:
            case PostHolderTrained(), Appointment():
                training = Training(
                    course=event.course, hours=event.hours, passed=event.passed, on=event.on
                )
                self.appointment = replace(held, trainings=(*held.trainings, training))
            case PostHolderCertified(), Appointment():
                self.appointment = replace(
                    held, credential=event.credential, valid_until=event.valid_until
                )
            case PostHolderSuspended(), Appointment():
                self.appointment = replace(held, suspended=True)
            case PostHolderReinstated(), Appointment():
                self.appointment = replace(held, suspended=False)
            case PostDepartureAnnounced(), Appointment():
                self.appointment = replace(held, last_day=event.last_day)
            case _:
                super().apply(event)

    def _answer_for(self, areas: tuple[str, ...]) -> None:
        self.areas = areas
        if self.appointment is not None:
            self.appointment = replace(self.appointment, areas=areas, area=self.area)

    def _begin_tenure(self, area: str, day: str) -> None:
        held = self.appointment
        if held is not None:
            begun = Tenure(area=area, since=day)
            self.appointment = replace(held, tenures=(*held.tenures, begun))

    def _end_tenure(self, area: str, day: str) -> None:
        held = self.appointment
        if held is not None:
            tenures = tuple(
                replace(t, until=day) if t.area == area and t.until is None else t
                for t in held.tenures
            )
            self.appointment = replace(held, tenures=tenures)

    def _appointed(self, event: PostFilled) -> Appointment:
        today = day_told(event.by.device_time)
        return Appointment(
            appointment_id=event.appointment_id,
            post_id=self.id,
            account=event.account,
            role=self.role,
            area=self.area,
            areas=self.areas,
            unit=self.unit,
            title_zh=self.title_zh,
            title_en=self.title_en,
            credential=event.credential,
            valid_until=None,
            trainings=(),
            suspended=False,
            last_day=None,
            appointed_by=event.by.account,
            current=True,
            begun_on=today,
            tenures=tuple(Tenure(area=area, since=today) for area in self.areas),
        )
