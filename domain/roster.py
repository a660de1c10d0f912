"""The roster: who holds which post, which blocks there are, what is on their lists, and which
households' keys were destroyed.

It is a fold of a book's roster events alone (:data:`domain.events.ROSTER_TOPICS`), small enough to
be kept in memory by every process, and every command is decided on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from uuid import UUID

from domain.aggregate import Aggregate
from domain.destruction import Destruction
from domain.events import (
    BlockDelineated,
    BlockListExtended,
    BookKeysDestroyed,
    BookOpened,
    Event,
    HouseholdKeyDestroyed,
    ListedHousehold,
    PostEstablished,
    PostFilled,
    PostVacated,
)
from domain.post import Appointment, Post
from domain.refusal import NoAppointment, NotListed, UnknownBlock, UnknownPost
from domain.status import Role
from domain.territory import Block, Book

__all__ = ["Appointment", "Roster"]


class Roster:
    """Folded up to ``position``, the position of the last roster event applied (-1: none)."""

    def __init__(self) -> None:
        self.position = -1
        self.book: Book | None = None
        self.blocks: dict[str, Block] = {}
        self.posts: dict[UUID, Post] = {}
        self.appointments: dict[UUID, Appointment] = {}
        self.destroyed: dict[UUID, Destruction] = {}
        """Households whose own key was destroyed."""
        self.book_destroyed: Destruction | None = None
        """When the keys of all households were."""
        self.last_destruction = -1
        """Position of the last destruction of either kind, -1 where there is none."""
        self._sealed_for_good: frozenset[UUID] = frozenset()
        self._aggregates: dict[UUID, Aggregate] = {}
        self._account_appointment: dict[str, UUID] = {}
        self._opened_by: UUID | None = None
        self._founding: set[str] = set()

    def apply(self, position: int, event: Event) -> None:
        """Take in the roster event recorded at ``position``."""
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
            case BlockDelineated(), Block():
                self.blocks[event.code] = aggregate
            case PostFilled(), Post(appointment=Appointment() as appointment):
                self.appointments[event.appointment_id] = appointment
                self._account_appointment[event.account] = event.appointment_id
                if event.by.command_id == self._opened_by:
                    self._founding.add(event.account)
            case PostVacated(), Post():
                ended = self.appointments[event.appointment_id]
                self.appointments[event.appointment_id] = replace(ended, current=False)
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
        """Whether the account was ever appointed; accounts are never given to another person."""
        return account in self._account_appointment

    def independent(self, first: str, second: str) -> bool:
        """Whether two accounts can sign as two persons: neither appointed the other.

        Nor did it by way of people whom it had appointed. Who appoints gives the first password,
        and could act under the new account until its holder changes it. The posts that a book was
        opened with stand beside each other: nobody of the book appointed them.
        """
        return (
            first != second
            and first not in self._appointers(second)
            and second not in self._appointers(first)
        )

    def _appointers(self, account: str) -> set[str]:
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

    def _part_with(self, aggregate_id: UUID) -> None:
        """Put a twin in the place of an aggregate that another roster holds too."""
        match self._aggregates.get(aggregate_id):
            case Book() as book:
                self._aggregates[aggregate_id] = self.book = book.twin()
            case Post() as post:
                self._aggregates[aggregate_id] = self.posts[aggregate_id] = post.twin()
            case Block() as block:
                self._aggregates[aggregate_id] = self.blocks[block.code] = block.twin()

    def _begin(self, event: Event) -> Aggregate:
        match event:
            case BookOpened():
                self.book = Book(event.originator_id)
                return self.book
            case PostEstablished():
                post = self.posts[event.originator_id] = Post(event.originator_id)
                return post
            case BlockDelineated() | BlockListExtended():
                return Block(event.originator_id)
            case _:
                raise TypeError(f"{event.topic} is no roster event")
