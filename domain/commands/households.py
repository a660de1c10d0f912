"""What is asked for of a household's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain.attribution import Authority
from domain.commands.command import Command, HouseholdCommand
from domain.forms.definition import Answers
from domain.forms.household import HouseholdForm
from domain.reasons import AmendReason, CorrectReason, ReopenReason, ReturnReason, WithdrawReason


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenExplanation:
    """Why a warning is kept. ``person`` is the index on the form, None for the household."""

    rule: str
    person: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRemark:
    """What a reviewer wants looked at; either may be None."""

    item: str | None
    person: int | None
    text: str
    reason: ReturnReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Changes to a record: only the items named change; None empties an answer.

    ``added`` are persons of the short or long form, ``foreign_added`` of the form for foreigners.
    """

    household: Answers = field(default_factory=dict)
    persons: Mapping[UUID, Answers] = field(default_factory=dict)
    added: tuple[Answers, ...] = ()
    foreign_added: tuple[Answers, ...] = ()
    removed: tuple[UUID, ...] = ()
    deaths: tuple[Answers, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterHousehold(Command):
    """Record a household's answered form."""

    form: HouseholdForm
    explanations: tuple[GivenExplanation, ...] = ()

    @property
    def needs_key(self) -> bool:
        """The form is sealed."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitHousehold(HouseholdCommand):
    """Declare the answers true and send the record to review."""

    declaration: str
    explanations: tuple[GivenExplanation, ...] = ()

    @property
    def needs_key(self) -> bool:
        """An explanation is sealed."""
        return bool(self.explanations)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnHousehold(HouseholdCommand):
    """Send the record back to its enumerator."""

    reason: ReturnReason
    remarks: tuple[GivenRemark, ...] = ()

    @property
    def needs_key(self) -> bool:
        """A remark is sealed."""
        return bool(self.remarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveHousehold(HouseholdCommand):
    """Approve the record at the level of the approver's post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenHousehold(HouseholdCommand):
    """Take back what one's own level approved; of an accepted record two persons sign."""

    reason: ReopenReason
    authority: Authority
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendHousehold(HouseholdCommand):
    """Change a record that is not yet, or no longer, in review."""

    revision: Revision
    reason: AmendReason
    explanations: tuple[GivenExplanation, ...] = ()

    @property
    def needs_key(self) -> bool:
        """The rules see the whole form."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectHousehold(HouseholdCommand):
    """Correct an approved record on an authority; once the county accepted it, two persons sign."""

    revision: Revision
    reason: CorrectReason
    authority: Authority
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""
    explanations: tuple[GivenExplanation, ...] = ()

    @property
    def needs_key(self) -> bool:
        """The rules see the whole form."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawHousehold(HouseholdCommand):
    """Let a registration count no more; an approved one on the ground that a correction needs."""

    reason: WithdrawReason
    duplicate_of: UUID | None = None
    authority: Authority | None = None
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyHouseholdKey(HouseholdCommand):
    """Destroy a household's key, for good; two persons sign."""

    authority: Authority
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""

    @property
    def needs_key(self) -> bool:
        """It is about the key."""
        return True
