"""What somebody asks for: one frozen dataclass a command, in the imperative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from domain.attribution import Authority, Channel
from domain.forms.definition import Answers
from domain.forms.parsing import HouseholdForm
from domain.reasons import AmendReason, CorrectReason, EpochReason, ReturnReason, WithdrawReason
from domain.status import Role


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLine:
    """A household to put on the list. Without ``number`` it gets the next free one."""

    number: str | None
    building: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Changes to a record: only the items named change; None empties an answer."""

    household: Answers = field(default_factory=dict)
    persons: Mapping[UUID, Answers] = field(default_factory=dict)
    added: tuple[Answers, ...] = ()
    removed: tuple[UUID, ...] = ()
    deaths: tuple[Answers, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHouseholds:
    """Put households on a block's list (摸底)."""

    block: str
    households: tuple[ListingLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterHousehold:
    """Record a household's answered form."""

    form: HouseholdForm
    explanations: tuple[GivenExplanation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitHousehold:
    """Declare the answers true and send the record to review."""

    household_id: UUID
    expected_version: int
    declaration: str
    explanations: tuple[GivenExplanation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnHousehold:
    """Send the record back to its enumerator."""

    household_id: UUID
    expected_version: int
    reason: ReturnReason
    remarks: tuple[GivenRemark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveHousehold:
    """Approve the record at the level of the approver's post."""

    household_id: UUID
    expected_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendHousehold:
    """Change a record that is not yet, or no longer, in review."""

    household_id: UUID
    expected_version: int
    revision: Revision
    reason: AmendReason
    explanations: tuple[GivenExplanation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectHousehold:
    """Correct an approved record on an authority; once the county accepted it, two persons sign."""

    household_id: UUID
    expected_version: int
    revision: Revision
    reason: CorrectReason
    authority: Authority
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""
    explanations: tuple[GivenExplanation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawHousehold:
    """Let a registration count no more; an approved one on the ground that a correction needs."""

    household_id: UUID
    expected_version: int
    reason: WithdrawReason
    duplicate_of: UUID | None = None
    authority: Authority | None = None
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyHouseholdKey:
    """Destroy a household's key, for good; two persons sign."""

    household_id: UUID
    expected_version: int
    authority: Authority
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyBookKeys:
    """Destroy the keys of all households of the book, for good; two persons sign."""

    authority: Authority
    second_account: str | None = None
    """The account that countersigned; the edge has checked that it is really there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginLogEpoch:
    """Begin the book's public log anew, since the old one cannot be gone on with; two persons sign.

    The fields are those of :class:`domain.events.LogEpochBegun`.
    """

    epoch: int
    origin: str
    ended_origin: str
    signed_size: int
    signed_root: str
    kept_size: int
    reason: EpochReason
    authority: Authority
    second_account: str
    """The account that countersigned; who hands the command over has checked its password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelineateBlock:
    """Draw an enumeration block; ``code`` has 15 digits."""

    code: str
    urban_rural: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishPost:
    """Establish a post over an area and appoint its first holder."""

    role: Role
    area: str
    title_zh: str
    title_en: str
    account: str
    credential: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VacatePost:
    """End the appointment that an account acts under."""

    account: str


HouseholdCommand: TypeAlias = (
    SubmitHousehold
    | ReturnHousehold
    | ApproveHousehold
    | AmendHousehold
    | CorrectHousehold
    | WithdrawHousehold
    | DestroyHouseholdKey
)
"""A command on a household that is on record already; each names the version it was decided on."""

Command: TypeAlias = (
    ListHouseholds
    | RegisterHousehold
    | HouseholdCommand
    | DestroyBookKeys
    | BeginLogEpoch
    | DelineateBlock
    | EstablishPost
    | VacatePost
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A command with its id, which the client chose, and with who sends it from where."""

    command_id: UUID
    account: str
    device: str
    device_time: str
    channel: Channel
    command: Command
