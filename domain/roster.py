"""The roster: who holds which post of which unit with which device, which blocks there are, what is
on their lists, and which households' keys were destroyed.

It is a fold of a book's roster events alone (:data:`domain.events.ROSTER_TOPICS`), small enough to
be kept in memory by every process, and every command is decided on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import RESPONDENT
from domain.book import Book
from domain.day import day_told
from domain.destruction import Destruction
from domain.device import Device, DeviceFlag
from domain.events import (
    BlockDelineated,
    BlockListExtended,
    BookKeysDestroyed,
    BookOpened,
    DeviceRegistered,
    Event,
    HouseholdKeyDestroyed,
    ListedHousehold,
    LongFormDrawn,
    PostEstablished,
    PostFilled,
    PostVacated,
    SampleSeedFixed,
    UnitEstablished,
)
from domain.post import Appointment, Post
from domain.refusal import (
    NoAppointment,
    NotListed,
    UnknownBlock,
    UnknownDevice,
    UnknownPost,
    UnknownUnit,
)
from domain.sample import Sample, SamplePlan
from domain.status import Role
from domain.territory import Block
from domain.unit import Unit

__all__ = ["Appointment", "Roster"]


class Roster:
    """Folded up to ``position``, the position of the last roster event applied (-1: none)."""

    def __init__(self) -> None:
        self.position = -1
        self.book: Book | None = None
        self.blocks: dict[str, Block] = {}
        self.posts: dict[UUID, Post] = {}
        self.appointments: dict[UUID, Appointment] = {}
        self.units: dict[str, Unit] = {}
        """By code, dissolved ones among them."""
        self.devices: dict[str, Device] = {}
        """By name, retired ones among them."""
        self.destroyed: dict[UUID, Destruction] = {}
        """Households whose own key was destroyed."""
        self.book_destroyed: Destruction | None = None
        """When the keys of all households were."""
        self.last_destruction = -1
        """Position of the last destruction of either kind, -1 where there is none."""
        self._sealed_for_good: frozenset[UUID] = frozenset()
        self.sample_plan: SamplePlan | None = None
        self.samples: dict[str, Sample] = {}
        """The long-form samples by district."""
        self._aggregates: dict[UUID, Aggregate] = {}
        self._account_appointment: dict[str, UUID] = {}
        self._opened_by: UUID | None = None
        self._founding: set[str] = set()
        self._have_acted: set[str] = set()

    def apply(self, position: int, event: Event) -> None:
        """Take in the roster event recorded at ``position``."""
        self._have_acted.update(
            account for account in (event.by.account, event.by.second_account) if account
        )
        if isinstance(event, HouseholdKeyDestroyed):
            # Of a household the roster holds nothing else: there is nothing to fold it into.
            found = Destruction.of(position, event.by, whole_book=False)
            self.destroyed[event.originator_id] = found
            self.position = self.last_destruction = position
            return
        aggregate = self._aggregates.get(event.originator_id)
        if aggregate is None:
            aggregate = self._begin(event)
            self._aggregates[event.originator_id] = aggregate
        aggregate.fold((event,))
        match event, aggregate:
            case BookOpened(), _:
                self._opened_by = event.by.command_id
            case BookKeysDestroyed(), _:
                self.book_destroyed = Destruction.of(position, event.by, whole_book=True)
                self.last_destruction = position
                self._sealed_for_good = frozenset(
                    line.household_id
                    for block in self.blocks.values()
                    for line in block.households.values()
                )
            case LongFormDrawn(), Sample():
                self.samples[event.district] = aggregate
            case BlockDelineated(), Block():
                self.blocks[event.code] = aggregate
            case PostFilled(), Post(appointment=Appointment() as appointment):
                self.appointments[event.appointment_id] = appointment
                self._account_appointment[event.account] = event.appointment_id
                if event.by.command_id == self._opened_by:
                    self._founding.add(event.account)
            case PostVacated(), Post():
                ended = self.appointments[event.appointment_id]
                self.appointments[event.appointment_id] = replace(
                    ended, current=False, ended_on=day_told(event.by.device_time)
                )
            case _, Post(appointment=Appointment() as appointment):
                self.appointments[appointment.appointment_id] = appointment
            case _:
                self._name(event, aggregate)
        self.position = position

    def fold(self, events: Iterable[tuple[int, Event]]) -> Roster:
        """Apply (position, event) pairs in order; returns itself."""
        for position, event in events:
            self.apply(position, event)
        return self

    def followed_by(self, events: Iterable[tuple[int, Event]]) -> Roster:
        """Another roster with further (position, event) pairs; this one stays as it is."""
        later = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | set):
                setattr(later, name, value.copy())
        own: set[UUID] = set()
        for position, event in events:
            if event.originator_id not in own:
                later._part_with(event.originator_id)
                own.add(event.originator_id)
            later.apply(position, event)
        return later

    def appointment_of(self, account: str) -> Appointment:
        """The appointment that an account acts under now.

        Raises:
            NoAppointment: there is none, or it has ended.
        """
        appointment_id = self._account_appointment.get(account)
        if appointment_id is None or not self.appointments[appointment_id].current:
            raise NoAppointment
        return self.appointments[appointment_id]

    def knows_account(self, account: str) -> bool:
        """Whether the account was ever appointed, or is the households'; none is given twice."""
        return account == RESPONDENT or account in self._account_appointment

    def independent(self, first: str, second: str) -> bool:
        """Whether two accounts can sign as two persons: neither appointed the other.

        Nor did it by way of people whom it had appointed. Who appoints gives the first password,
        and could act under the new account until its holder changes it. The posts that a book was
        opened with stand beside each other: nobody of the book appointed them.
        """
        return (
            first != second
            and first not in self.appointers(second)
            and second not in self.appointers(first)
        )

    def appointers(self, account: str) -> set[str]:
        """Who appointed the account, who appointed those, and so on up to a founding post."""
        found: set[str] = set()
        while account in self._account_appointment and account not in self._founding:
            account = self.appointments[self._account_appointment[account]].appointed_by
            if account in found:
                break
            found.add(account)
        return found

    def holders(self, role: Role) -> list[Appointment]:
        """The appointments of now to posts of a role."""
        return [a for a in self.appointments.values() if a.current and a.role is role]

    def has_acted(self, account: str) -> bool:
        """Whether an account has shown that its holder can sign in.

        It has done something that stands on the roster, or the book was opened with it. The ledger
        knows no passwords.
        """
        return account in self._founding or account in self._have_acted

    def post(self, post_id: UUID) -> Post:
        """The post of an id, held or vacant.

        Raises:
            UnknownPost: there is none.
        """
        try:
            return self.posts[post_id]
        except KeyError:
            raise UnknownPost from None

    def unit(self, code: str) -> Unit:
        """The unit of a code that takes part now.

        Raises:
            UnknownUnit: there is none, or it was dissolved.
        """
        unit = self.units.get(code)
        if unit is None or unit.dissolved:
            raise UnknownUnit
        return unit

    def device(self, name: str) -> Device:
        """The device of a name.

        Raises:
            UnknownDevice: none was registered.
        """
        try:
            return self.devices[name]
        except KeyError:
            raise UnknownDevice from None

    def device_flag(self, name: str, post_id: UUID) -> DeviceFlag | None:
        """How an event is flagged that comes from a device and is made in a post.

        A device that was never registered is flagged where the post has others: a lost one could
        call itself anything.
        """
        device = self.devices.get(name)
        if device is not None:
            return device.flag(post_id)
        has_own = any(d.post_id == post_id and not d.retired for d in self.devices.values())
        return DeviceFlag.UNREGISTERED if has_own else None

    def post_of(self, account: str) -> Post:
        """The post that an account holds now.

        Raises:
            UnknownPost: it holds none.
        """
        try:
            return self.posts[self.appointment_of(account).post_id]
        except NoAppointment:
            raise UnknownPost from None

    def block(self, code: str) -> Block:
        """The block with this 15-digit code.

        Raises:
            UnknownBlock: none was delineated.
        """
        try:
            return self.blocks[code]
        except KeyError:
            raise UnknownBlock from None

    def household(self, block: str, number: str) -> ListedHousehold:
        """The line of a block's list.

        Raises:
            UnknownBlock: no such block.
            NotListed: the number is not on its list (H38).
        """
        try:
            return self.block(block).households[number]
        except KeyError:
            raise NotListed from None

    def households_in(self, area: str) -> list[UUID]:
        """The households on the lists of an area's blocks."""
        return [
            line.household_id
            for code, block in self.blocks.items()
            if code.startswith(area)
            for line in block.households.values()
        ]

    def destruction_of(self, household_id: UUID) -> Destruction | None:
        """The destruction that sealed a household for good: the first of its own and the book's."""
        found = (self.destroyed.get(household_id), self.book_destroyed)
        return min((d for d in found if d is not None), key=lambda d: d.position, default=None)

    def key_destroyed(self, subject_id: UUID) -> bool:
        """Whether a subject's key was destroyed; a post's never is.

        Accountability outlives the census: who answers for a record stays known.
        """
        return subject_id in self.destroyed or subject_id in self._sealed_for_good

    def sealed_for_good(self) -> frozenset[UUID]:
        """All households whose keys were destroyed."""
        return self._sealed_for_good.union(self.destroyed)

    def _name(self, event: Event, aggregate: Aggregate) -> None:
        """Let a unit or a device be found by the name that its event gives it."""
        match event, aggregate:
            case UnitEstablished(), Unit():
                self.units[event.code] = aggregate
            case DeviceRegistered(), Device():
                self.devices[event.name] = aggregate

    def _part_with(self, aggregate_id: UUID) -> None:
        """Put a twin in the place of an aggregate that another roster holds too."""
        match self._aggregates.get(aggregate_id):
            case Book() as book:
                self._aggregates[aggregate_id] = self.book = book.twin()
            case Post() as post:
                self._aggregates[aggregate_id] = self.posts[aggregate_id] = post.twin()
            case Unit() as unit:
                self._aggregates[aggregate_id] = self.units[unit.code] = unit.twin()
            case Device() as device:
                self._aggregates[aggregate_id] = self.devices[device.name] = device.twin()
            case Block() as block:
                self._aggregates[aggregate_id] = self.blocks[block.code] = block.twin()
            case SamplePlan() as plan:
                self._aggregates[aggregate_id] = self.sample_plan = plan.twin()

    def _begin(self, event: Event) -> Aggregate:
        match event:
            case BookOpened():
                self.book = Book(event.originator_id)
                return self.book
            case PostEstablished():
                post = self.posts[event.originator_id] = Post(event.originator_id)
                return post
            case UnitEstablished():
                return Unit(event.originator_id)
            case DeviceRegistered():
                return Device(event.originator_id)
            case BlockDelineated() | BlockListExtended():
                return Block(event.originator_id)
            case SampleSeedFixed():
                self.sample_plan = SamplePlan(event.originator_id)
                return self.sample_plan
            case LongFormDrawn():
                return Sample(event.originator_id)
            case _:
                raise TypeError(f"{event.topic} is no roster event")
