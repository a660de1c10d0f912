"""The acts on a household's record, and the way from each to a command of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, TypeAlias
from uuid import UUID

from pydantic import Field

from api.commands.sender import (
    CitedAuthority,
    CountersignedItem,
    Item,
    ItemCode,
    RuleId,
    SecondToken,
    Sender,
    ServedItem,
    Strict,
    Text,
    Version,
)
from api.form_model import DeathItems, FormBody, HouseholdItems, PersonItems
from api.service import Service
from api.tokens import SignIn
from domain.census import CensusDefinition
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    CorrectHousehold,
    GivenExplanation,
    GivenRemark,
    RegisterHousehold,
    ReopenHousehold,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.forms import FormError, HouseholdForm, parse_form
from domain.reasons import AmendReason, CorrectReason, ReopenReason, ReturnReason, WithdrawReason
from domain.refusal import FormRefused


def form_of(raw: Mapping[str, object], census: CensusDefinition) -> HouseholdForm:
    """The form in an object of the exchange format, under the census that the book is kept under.

    Raises:
        FormRefused: with every fault of structure.
    """
    try:
        return parse_form(raw, census)
    except FormError as error:
        raise FormRefused(error.faults) from None


class Explained(Strict):
    """Why a warning (核实性审核) is kept."""

    rule: RuleId
    person: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="index in the form's persons; null for the household"
    )
    text: Text

    def given(self) -> GivenExplanation:
        """As the domain has it."""
        return GivenExplanation(rule=self.rule, person=self.person, text=self.text)


class Remarked(Strict):
    """What a reviewer wants looked at."""

    item: ItemCode | None = None
    person: Annotated[int, Field(ge=0)] | None = None
    reason: ReturnReason | None = Field(
        default=None, description="where the item's is another than the return's"
    )
    text: Text


Explanations: TypeAlias = Annotated[list[Explained], Field(max_length=200)]


class RegisterBody(Sender):
    """Register a household: its answered form, and why warnings are kept."""

    form: FormBody
    explanations: Explanations = Field(default_factory=list)

    def command(self, census: CensusDefinition) -> RegisterHousehold:
        """As the domain has it.

        Raises:
            FormRefused: the form is not well formed.
        """
        return RegisterHousehold(
            form=form_of(self.form, census),
            explanations=tuple(e.given() for e in self.explanations),
        )


class SubmitBody(Sender):
    """The declarant declares the answers true; the record goes to review."""

    expected_version: Version
    declaration: Literal["signed-on-device", "self-declared"]
    explanations: Explanations = Field(default_factory=list)

    def command(self, household_id: UUID) -> SubmitHousehold:
        """As the domain has it."""
        return SubmitHousehold(
            household_id=household_id,
            expected_version=self.expected_version,
            declaration=self.declaration,
            explanations=tuple(e.given() for e in self.explanations),
        )


class ReturnBody(Sender):
    """Send the record back to its enumerator."""

    expected_version: Version
    reason: ReturnReason
    remarks: Annotated[list[Remarked], Field(max_length=100)] = Field(default_factory=list)

    def command(self, household_id: UUID) -> ReturnHousehold:
        """As the domain has it."""
        remarks = (
            GivenRemark(item=r.item, person=r.person, text=r.text, reason=r.reason)
            for r in self.remarks
        )
        return ReturnHousehold(
            household_id=household_id,
            expected_version=self.expected_version,
            reason=self.reason,
            remarks=tuple(remarks),
        )


class ApproveBody(Sender):
    """Approve the record at the level of the approver's post."""

    expected_version: Version

    def command(self, household_id: UUID) -> ApproveHousehold:
        """As the domain has it."""
        return ApproveHousehold(household_id=household_id, expected_version=self.expected_version)


class Revised(Strict):
    """Changes to a record: only the items named change, null empties an answer."""

    household: HouseholdItems = Field(default_factory=dict)
    persons: dict[UUID, PersonItems] = Field(default_factory=dict, description="by person id")
    added: Annotated[list[PersonItems], Field(max_length=999)] = Field(default_factory=list)
    foreign_added: Annotated[list[PersonItems], Field(max_length=999)] = Field(
        default_factory=list, description="persons of the form for foreigners"
    )
    removed: Annotated[list[UUID], Field(max_length=999)] = Field(default_factory=list)
    deaths: list[DeathItems] | None = Field(
        max_length=99, default=None, description="the whole new list; null leaves it as it is"
    )

    def given(self) -> Revision:
        """As the domain has it, which brings the answers into their stored shape."""
        return Revision(
            household=self.household,
            persons=self.persons,
            added=tuple(self.added),
            foreign_added=tuple(self.foreign_added),
            removed=tuple(self.removed),
            deaths=None if self.deaths is None else tuple(self.deaths),
        )


class AmendBody(Sender):
    """Change a record that is not yet, or no longer, in review."""

    expected_version: Version
    revision: Revised
    reason: AmendReason
    explanations: Explanations = Field(default_factory=list)

    def command(self, household_id: UUID) -> AmendHousehold:
        """As the domain has it."""
        return AmendHousehold(
            household_id=household_id,
            expected_version=self.expected_version,
            revision=self.revision.given(),
            reason=self.reason,
            explanations=tuple(e.given() for e in self.explanations),
        )


class CorrectBody(Sender):
    """Correct an approved record; after the county's acceptance a second person signs too."""

    expected_version: Version
    revision: Revised
    reason: CorrectReason
    authority: CitedAuthority
    second_token: SecondToken | None = None
    explanations: Explanations = Field(default_factory=list)

    def command(self, household_id: UUID, second_account: str | None) -> CorrectHousehold:
        """As the domain has it; ``second_account`` is whose the second token is."""
        return CorrectHousehold(
            household_id=household_id,
            expected_version=self.expected_version,
            revision=self.revision.given(),
            reason=self.reason,
            authority=self.authority.given(),
            second_account=second_account,
            explanations=tuple(e.given() for e in self.explanations),
        )


class WithdrawBody(Sender):
    """Let a registration count no more; once approved, on the ground that a correction needs."""

    expected_version: Version
    reason: WithdrawReason
    duplicate_of: UUID | None = None
    authority: CitedAuthority | None = None
    second_token: SecondToken | None = None

    def command(self, household_id: UUID, second_account: str | None) -> WithdrawHousehold:
        """As the domain has it; ``second_account`` is whose the second token is."""
        return WithdrawHousehold(
            household_id=household_id,
            expected_version=self.expected_version,
            reason=self.reason,
            duplicate_of=self.duplicate_of,
            authority=None if self.authority is None else self.authority.given(),
            second_account=second_account,
        )


class ReopenItem(CountersignedItem):
    """``reopen``: take back what one's own level approved; its enumerator holds it again."""

    act: Literal["reopen"]
    household_id: UUID
    expected_version: Version
    reason: ReopenReason
    authority: CitedAuthority

    def asked_with(self, second_account: str | None) -> ReopenHousehold:
        """As the domain has it."""
        return ReopenHousehold(
            household_id=self.household_id,
            expected_version=self.expected_version,
            reason=self.reason,
            authority=self.authority.given(),
            second_account=second_account,
        )


class RegisterItem(RegisterBody, ServedItem):
    """``register`` in a batch."""

    creates: ClassVar[bool] = True
    act: Literal["register"]

    def asked_of(self, service: Service, signed_in: SignIn) -> RegisterHousehold:
        """As the domain has it, read under the census of the book."""
        return self.command(service.book(signed_in.book).application.census)


class SubmitItem(SubmitBody, Item):
    """``submit`` in a batch."""

    act: Literal["submit"]
    household_id: UUID

    def asked(self) -> SubmitHousehold:
        """As the domain has it."""
        return self.command(self.household_id)


class ReturnItem(ReturnBody, Item):
    """``return`` in a batch."""

    act: Literal["return"]
    household_id: UUID

    def asked(self) -> ReturnHousehold:
        """As the domain has it."""
        return self.command(self.household_id)


class ApproveItem(ApproveBody, Item):
    """``approve`` in a batch."""

    act: Literal["approve"]
    household_id: UUID

    def asked(self) -> ApproveHousehold:
        """As the domain has it."""
        return self.command(self.household_id)


class AmendItem(AmendBody, Item):
    """``amend`` in a batch."""

    act: Literal["amend"]
    household_id: UUID

    def asked(self) -> AmendHousehold:
        """As the domain has it."""
        return self.command(self.household_id)


class CorrectItem(CorrectBody, CountersignedItem):
    """``correct`` in a batch."""

    act: Literal["correct"]
    household_id: UUID

    def asked_with(self, second_account: str | None) -> CorrectHousehold:
        """As the domain has it."""
        return self.command(self.household_id, second_account)


class WithdrawItem(WithdrawBody, CountersignedItem):
    """``withdraw`` in a batch."""

    act: Literal["withdraw"]
    household_id: UUID

    def asked_with(self, second_account: str | None) -> WithdrawHousehold:
        """As the domain has it."""
        return self.command(self.household_id, second_account)


ITEMS = (
    RegisterItem,
    SubmitItem,
    ReturnItem,
    ApproveItem,
    AmendItem,
    CorrectItem,
    WithdrawItem,
    ReopenItem,
)
