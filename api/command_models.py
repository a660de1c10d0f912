"""The request models of the acts, and the way from each to a command of the domain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from api.form_model import DeathItems, FormBody, HouseholdItems, PersonItems
from domain.attribution import Authority, Channel
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    Command,
    CorrectHousehold,
    Envelope,
    GivenExplanation,
    GivenRemark,
    ListHouseholds,
    ListingLine,
    RegisterHousehold,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.forms import FormError, HouseholdForm, parse_form
from domain.reasons import AmendReason, CorrectReason, ReturnReason, WithdrawReason
from domain.refusal import FormRefused

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DEVICE_TIMES = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""From the first to before the second; a clock that says another time was never set."""
_LONG_NUMBER = re.compile(r"\d{11}")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ -]+(?=\d)")
_PERSONAL_NUMBER = re.compile(r"\d{17}|(?<!\d)1[3-9]\d{9}(?!\d)")
"""An ID number, or a mobile telephone's."""


def _device_time(text: str) -> str:
    if not _RFC_3339.fullmatch(text):
        raise PydanticCustomError("device_time", "not an RFC 3339 time")
    try:
        # The part below a microsecond is kept as given but is nothing Python can read.
        told = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.upper()))
    except ValueError:
        raise PydanticCustomError("device_time", "not an RFC 3339 time") from None
    earliest, latest = _DEVICE_TIMES
    if not earliest <= told < latest:
        raise PydanticCustomError("device_time_range", "not a time of a device's clock")
    return text


Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=500)]
ShortText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=100)]
BlockCode: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{15}$"), Field(description="普查小区代码，15 位")
]
AccountName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
RuleId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}$")]
ItemCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,31}$")]
DeviceTime: TypeAlias = Annotated[
    str,
    AfterValidator(_device_time),
    Field(
        description="the device's own clock, RFC 3339, of the years 2000 to 2099",
        json_schema_extra={"format": "date-time"},
    ),
]
Version: TypeAlias = Annotated[int, Field(ge=1, description="version that the act is decided on")]


def form_of(raw: Mapping[str, object]) -> HouseholdForm:
    """The form in an object of the exchange format.

    Raises:
        FormRefused: with every fault of structure.
    """
    try:
        return parse_form(raw)
    except FormError as error:
        raise FormRefused(error.faults) from None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Sender(_Strict):
    """What every command says of where it comes from."""

    command_id: UUID = Field(description="chosen by the client; sent again, it changes nothing")
    device: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]
    device_time: DeviceTime
    channel: Channel

    def envelope(self, account: str, command: Command) -> Envelope:
        """The command with its sender, as the book takes it."""
        return Envelope(
            command_id=self.command_id,
            account=account,
            device=self.device,
            device_time=self.device_time,
            channel=self.channel,
            command=command,
        )


class Explained(_Strict):
    """Why a warning (核实性审核) is kept."""

    rule: RuleId
    person: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="index in the form's persons; null for the household"
    )
    text: Text

    def given(self) -> GivenExplanation:
        """As the domain has it."""
        return GivenExplanation(rule=self.rule, person=self.person, text=self.text)


class Remarked(_Strict):
    """What a reviewer wants looked at."""

    item: ItemCode | None = None
    person: Annotated[int, Field(ge=0)] | None = None
    text: Text


class ListedLine(_Strict):
    """A household to put on the block's list; without ``number`` it gets the next free one."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")] | None = None
    building: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    unit: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]


Explanations: TypeAlias = Annotated[list[Explained], Field(max_length=200)]


class ListBody(Sender):
    """Put households on a block's list (摸底)."""

    households: Annotated[list[ListedLine], Field(min_length=1, max_length=200)]

    def command(self, block: str) -> ListHouseholds:
        """As the domain has it."""
        lines = (
            ListingLine(number=line.number, building=line.building, unit=line.unit)
            for line in self.households
        )
        return ListHouseholds(block=block, households=tuple(lines))


class RegisterBody(Sender):
    """Register a household: its answered form, and why warnings are kept."""

    form: FormBody
    explanations: Explanations = []

    def command(self) -> RegisterHousehold:
        """As the domain has it.

        Raises:
            FormRefused: the form is not well formed.
        """
        return RegisterHousehold(
            form=form_of(self.form), explanations=tuple(e.given() for e in self.explanations)
        )


class SubmitBody(Sender):
    """The declarant declares the answers true; the record goes to review."""

    expected_version: Version
    declaration: Literal["signed-on-device", "self-declared"]
    explanations: Explanations = []

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
    remarks: Annotated[list[Remarked], Field(max_length=100)] = []

    def command(self, household_id: UUID) -> ReturnHousehold:
        """As the domain has it."""
        remarks = (GivenRemark(item=r.item, person=r.person, text=r.text) for r in self.remarks)
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


class Revised(_Strict):
    """Changes to a record: only the items named change, null empties an answer."""

    household: HouseholdItems = Field(default_factory=dict)
    persons: dict[UUID, PersonItems] = Field(default_factory=dict, description="by person id")
    added: Annotated[list[PersonItems], Field(max_length=999)] = []
    removed: Annotated[list[UUID], Field(max_length=999)] = []
    deaths: list[DeathItems] | None = Field(
        max_length=99, default=None, description="the whole new list; null leaves it as it is"
    )

    def given(self) -> Revision:
        """As the domain has it, which brings the answers into their stored shape."""
        return Revision(
            household=self.household,
            persons=self.persons,
            added=tuple(self.added),
            removed=tuple(self.removed),
            deaths=None if self.deaths is None else tuple(self.deaths),
        )


class AmendBody(Sender):
    """Change a record that is not yet, or no longer, in review."""

    expected_version: Version
    revision: Revised
    reason: AmendReason
    explanations: Explanations = []

    def command(self, household_id: UUID) -> AmendHousehold:
        """As the domain has it."""
        return AmendHousehold(
            household_id=household_id,
            expected_version=self.expected_version,
            revision=self.revision.given(),
            reason=self.reason,
            explanations=tuple(e.given() for e in self.explanations),
        )


def _no_long_number(text: str) -> str:
    closed_up = _BETWEEN_DIGITS.sub("", text)
    if _LONG_NUMBER.search(text) or _PERSONAL_NUMBER.search(closed_up):
        raise PydanticCustomError("string_pattern_mismatch", "eleven digits or more in a row")
    return text


CitedText: TypeAlias = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9０-９A-Za-z㐀-鿿𠀀-𱍏〇〔〕（）《》〈〉、，．·—–"
        r"\[\]().,/ -]{1,60}$"
    ),
    AfterValidator(_no_long_number),
    Field(
        description="letters, digits, brackets, commas; no eleven digits in a row, and no ID or "
        "mobile number, however blanks and hyphens part it"
    ),
]


class CitedAuthority(_Strict):
    """The document on which a correction or withdrawal rests; it stands in the book in clear."""

    document: CitedText
    issued_by: CitedText

    def given(self) -> Authority:
        """As the domain has it."""
        return Authority(document=self.document, issued_by=self.issued_by)


SecondToken: TypeAlias = Annotated[
    str,
    StringConstraints(max_length=2000),
    Field(description="access token of the second person, who signed in for this"),
]


class CorrectBody(Sender):
    """Correct an approved record; after the county's acceptance a second person signs too."""

    expected_version: Version
    revision: Revised
    reason: CorrectReason
    authority: CitedAuthority
    second_token: SecondToken | None = None
    explanations: Explanations = []

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
