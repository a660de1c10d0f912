"""What is asked for where persons stand on the wrong form, or on two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain.attribution import Authority
from domain.commands.command import HouseholdCommand
from domain.commands.households import GivenExplanation
from domain.forms.definition import Answers
from domain.reasons import BookkeepingReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Who goes from one form to another, and what goes along.

    ``boys`` and ``girls`` of the year's births (H3) and the death lines named by their index (H4)
    are counted on the other form from then on. ``relationships`` are codes of D2 by person id, of
    anybody on either form: each form needs a head of its own.
    """

    persons: tuple[UUID, ...]
    relationships: Mapping[UUID, int] = field(default_factory=dict)
    boys: int = 0
    girls: int = 0
    death_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookkeepingCommand(HouseholdCommand):
    """What all bookkeeping names; it reads the whole form, and an approved one changes on ground.

    ``explanations`` are of the form of ``household_id`` as it will be.
    """

    reason: BookkeepingReason
    authority: Authority | None = None
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""
    explanations: tuple[GivenExplanation, ...] = ()

    @property
    def needs_key(self) -> bool:
        """The rules see the whole form."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCommand(BookkeepingCommand):
    """Names two households; ``to_explanations`` are of the second's form as it will be."""

    to_household_id: UUID
    to_expected_version: int
    to_explanations: tuple[GivenExplanation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePersons(TransferCommand):
    """Put persons of one household on the form of another."""

    members: Members


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitHousehold(TransferCommand):
    """Make of one household two: the members go to a household that is on the list only.

    ``household`` are the new form's household items; H2, H3 and H4 follow from the members.
    """

    members: Members
    household: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeHouseholds(TransferCommand):
    """Make of two households one: all of the first go to the second, and the first ends."""

    relationships: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveDuplicate(BookkeepingCommand):
    """Withdraw one of two registrations of a natural person; the other stays as it is."""

    person_id: UUID
    other_household_id: UUID
    other_person_id: UUID
    relationships: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceTransferOut(BookkeepingCommand):
    """Let persons leave for a household in another county's book.

    The other book is told by a command of its own, under the same ``transfer_id``.
    """

    members: Members
    transfer_id: UUID
    other_book: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTransferIn(BookkeepingCommand):
    """Take in persons who left a household in another county's book; as its form has them.

    ``boys`` and ``girls`` of the year's births and the lines in ``deaths`` come along.
    """

    persons: tuple[Answers, ...]
    transfer_id: UUID
    other_book: str
    relationships: Mapping[UUID, int] = field(default_factory=dict)
    boys: int = 0
    girls: int = 0
    deaths: tuple[Answers, ...] = ()
