"""The roster: who holds which post, which blocks there are, and what is on their lists.

It is a fold of a book's roster events alone (:data:`domain.events.ROSTER_TOPICS`), small enough to
be kept in memory by every process, and every command is decided on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from domain.aggregate import Aggregate
from domain.events import (
    BlockDelineated,
    BlockListExtended,
    BookOpened,
    Event,
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
        self._aggregates: dict[UUID, Aggregate] = {}
        self._account_appointment: dict[str, UUID] = {}
        self._opened_by: UUID | None = None
        self._founding: set[str] = set()

    def apply(self, position: int, event: Event) -> None:
        """Take in the roster event recorded at ``position``."""
        aggregate = self._aggregates.get(event.originator_id)
        if aggregate is None:
            aggregate = self._begin(event)
            self._aggregates[event.originator_id] = aggregate
        aggregate.fold((event,))
        match event, aggregate:
            case BookOpened(), _:
                self._opened_by = event.by.command_id
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
