"""What population bookkeeping does to records: persons change households, duplicates go.

One command makes paired events: what one household loses, another gains. The household that a
split makes begins with :class:`domain.events.HouseholdRegistered`, the one that a merger empties
ends with :class:`domain.events.HouseholdWithdrawn`; both stand beside the events of this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event
from domain.events.households import HouseholdRevision
from domain.events.persons import PersonEvent
from domain.forms.definition import Answers


class Transfer(StrEnum):
    """Why persons go from one household's form to another's."""

    MOVE = "move"
    """They stand on the wrong form."""
    SPLIT = "split"
    """What was registered as one household is two."""
    MERGE = "merge"
    """What was registered as two households is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersTransferredOut(HouseholdRevision):
    """Persons left this form for that of ``other_household``."""

    topic: ClassVar[str] = "MembersTransferredOut"
    transfer: Transfer
    other_household: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersTransferredIn(HouseholdRevision):
    """Persons joined this form from that of ``other_household``."""

    topic: ClassVar[str] = "MembersTransferredIn"
    transfer: Transfer
    other_household: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOutAnnounced(HouseholdRevision):
    """Persons left this form for one in the book of another county, ``other_book``.

    The other book records its half under the same ``transfer_id``.
    """

    topic: ClassVar[str] = "TransferOutAnnounced"
    transfer_id: UUID
    other_book: str
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferInAccepted(HouseholdRevision):
    """Persons joined this form from one in the book of another county, ``other_book``."""

    topic: ClassVar[str] = "TransferInAccepted"
    transfer_id: UUID
    other_book: str
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateResolved(HouseholdRevision):
    """One of two registrations of a natural person left this form.

    ``withdrawn`` is the registration that counts no more, ``stays`` the one that does, on the form
    of ``other_household``.
    """

    topic: ClassVar[str] = "DuplicateResolved"
    withdrawn: UUID
    stays: UUID
    other_household: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTransferredOut(PersonEvent):
    """The person left the form of ``household_id``; None: for a form in another book."""

    topic: ClassVar[str] = "PersonTransferredOut"
    to_household: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTransferredIn(PersonEvent):
    """The person stands on the form of ``household_id`` from now on.

    ``answers`` are all that the person's record holds, sealed anew under the key of that household.
    """

    topic: ClassVar[str] = "PersonTransferredIn"
    from_household: UUID
    form_version: str
    answers: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTransferRecorded(Event):
    """This book recorded its half of a transfer between books, on the form of ``household_id``.

    It is the first event under an id made of the half and the transfer's: none comes second.
    """

    topic: ClassVar[str] = "BookTransferRecorded"
    transfer_id: UUID
    household_id: UUID


EVENTS: tuple[type[Event], ...] = (
    BookTransferRecorded,
    MembersTransferredOut,
    MembersTransferredIn,
    TransferOutAnnounced,
    TransferInAccepted,
    DuplicateResolved,
    PersonTransferredOut,
    PersonTransferredIn,
)
