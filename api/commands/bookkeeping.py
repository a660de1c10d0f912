"""The acts by which persons change forms, and the way from each to a command of the domain."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import Field

from api.commands.households import Explanations
from api.commands.sender import CitedAuthority, CountersignedItem, Strict, Version
from api.form_model import DeathItems, HouseholdItems, PersonItems
from domain.commands import (
    AcceptTransferIn,
    AnnounceTransferOut,
    Members,
    MergeHouseholds,
    MovePersons,
    ResolveDuplicate,
    SplitHousehold,
)
from domain.reasons import BookkeepingReason

Relationships: TypeAlias = Annotated[
    dict[UUID, Annotated[int, Field(ge=0, le=9)]],
    Field(default_factory=dict, description="D2 anew, by person id, of anybody on either form"),
]
Births: TypeAlias = Annotated[int, Field(ge=0, le=99)]
OtherBook: TypeAlias = Annotated[
    str, Field(pattern=r"^[0-9]{6}$", description="the other county's code")
]


class MembersGiven(Strict):
    """Who goes from one form to the other, and what goes along."""

    persons: Annotated[list[UUID], Field(min_length=1, max_length=999)]
    relationships: Relationships
    boys: Births = Field(default=0, description="births of the year that go along (H3)")
    girls: Births = 0
    death_lines: Annotated[list[Annotated[int, Field(ge=0)]], Field(max_length=99)] = Field(
        default_factory=list, description="indices of the death lines that go along (H4)"
    )

    def given(self) -> Members:
        """As the domain has it."""
        return Members(
            persons=tuple(self.persons),
            relationships=self.relationships,
            boys=self.boys,
            girls=self.girls,
            death_lines=tuple(self.death_lines),
        )


class BookkeepingItem(CountersignedItem):
    """What all bookkeeping names; an approved record changes on a document only."""

    household_id: UUID
    expected_version: Version
    reason: BookkeepingReason
    authority: CitedAuthority | None = None
    explanations: Explanations = Field(default_factory=list)

    def shared(self, second_account: str | None) -> dict[str, object]:
        """The fields of every bookkeeping command."""
        return {
            "household_id": self.household_id,
            "expected_version": self.expected_version,
            "reason": self.reason,
            "authority": None if self.authority is None else self.authority.given(),
            "second_account": second_account,
            "explanations": tuple(e.given() for e in self.explanations),
        }


class TransferItem(BookkeepingItem):
    """Names two households."""

    to_household_id: UUID
    to_expected_version: Version
    to_explanations: Explanations = Field(default_factory=list)

    def shared(self, second_account: str | None) -> dict[str, object]:
        """The fields of every transfer."""
        return {
            **super().shared(second_account),
            "to_household_id": self.to_household_id,
            "to_expected_version": self.to_expected_version,
            "to_explanations": tuple(e.given() for e in self.to_explanations),
        }


class MovePersonsItem(TransferItem):
    """``move-persons``: put persons of one household on the form of another."""

    act: Literal["move-persons"]
    members: MembersGiven

    def asked_with(self, second_account: str | None) -> MovePersons:
        """As the domain has it."""
        return MovePersons(members=self.members.given(), **self.shared(second_account))  # type: ignore[arg-type]  # the shared fields


class SplitHouseholdItem(TransferItem):
    """``split-household``: make of one household two."""

    act: Literal["split-household"]
    members: MembersGiven
    household: HouseholdItems = Field(description="the household items of the new form")

    def asked_with(self, second_account: str | None) -> SplitHousehold:
        """As the domain has it."""
        return SplitHousehold(
            members=self.members.given(),
            household=self.household,
            **self.shared(second_account),  # type: ignore[arg-type]  # the shared fields
        )


class MergeHouseholdsItem(TransferItem):
    """``merge-households``: all of the first go to the second, and the first ends."""

    act: Literal["merge-households"]
    relationships: Relationships

    def asked_with(self, second_account: str | None) -> MergeHouseholds:
        """As the domain has it."""
        return MergeHouseholds(relationships=self.relationships, **self.shared(second_account))  # type: ignore[arg-type]  # the shared fields


class ResolveDuplicateItem(BookkeepingItem):
    """``resolve-duplicate``: withdraw one of two registrations of a natural person."""

    act: Literal["resolve-duplicate"]
    person_id: UUID
    other_household_id: UUID
    other_person_id: UUID
    relationships: Relationships

    def asked_with(self, second_account: str | None) -> ResolveDuplicate:
        """As the domain has it."""
        return ResolveDuplicate(
            person_id=self.person_id,
            other_household_id=self.other_household_id,
            other_person_id=self.other_person_id,
            relationships=self.relationships,
            **self.shared(second_account),  # type: ignore[arg-type]  # the shared fields
        )


class TransferOutItem(BookkeepingItem):
    """``transfer-out``: let persons leave for a household in another county's book."""

    act: Literal["transfer-out"]
    members: MembersGiven
    transfer_id: UUID
    other_book: OtherBook

    def asked_with(self, second_account: str | None) -> AnnounceTransferOut:
        """As the domain has it."""
        return AnnounceTransferOut(
            members=self.members.given(),
            transfer_id=self.transfer_id,
            other_book=self.other_book,
            **self.shared(second_account),  # type: ignore[arg-type]  # the shared fields
        )


class TransferInItem(BookkeepingItem):
    """``transfer-in``: take in persons who left a household in another county's book."""

    act: Literal["transfer-in"]
    persons: Annotated[list[PersonItems], Field(min_length=1, max_length=999)]
    transfer_id: UUID
    other_book: OtherBook
    relationships: Relationships
    boys: Births = 0
    girls: Births = 0
    deaths: Annotated[list[DeathItems], Field(max_length=99)] = Field(default_factory=list)

    def asked_with(self, second_account: str | None) -> AcceptTransferIn:
        """As the domain has it."""
        return AcceptTransferIn(
            persons=tuple(self.persons),
            transfer_id=self.transfer_id,
            other_book=self.other_book,
            relationships=self.relationships,
            boys=self.boys,
            girls=self.girls,
            deaths=tuple(self.deaths),
            **self.shared(second_account),  # type: ignore[arg-type]  # the shared fields
        )


ITEMS = (
    MovePersonsItem,
    SplitHouseholdItem,
    MergeHouseholdsItem,
    ResolveDuplicateItem,
    TransferOutItem,
    TransferInItem,
)
