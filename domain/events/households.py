"""What happens to a household's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from domain.events.event import Change, Event, Explanation, RecordedFinding, Remark
from domain.forms.definition import Answers
from domain.status import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdEvent(Event):
    """What happens to a household."""

    @property
    def subject_id(self) -> UUID | None:
        """The household itself."""
        return self.originator_id


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdListed(HouseholdEvent):
    """A household stands on its block's list."""

    topic: ClassVar[str] = "HouseholdListed"
    block: str
    number: str
    building: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRegistered(HouseholdEvent):
    """A household's form was answered: its items, its death lines, and who stands on it."""

    topic: ClassVar[str] = "HouseholdRegistered"
    form: str
    form_version: str
    answers: Answers
    deaths: tuple[Answers, ...]
    person_ids: tuple[UUID, ...]
    rule_set: str
    findings: tuple[RecordedFinding, ...]
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LongFormRegistered(HouseholdEvent):
    """A household drawn for the long form answered what the short form does not ask of it.

    ``answers`` are the household items of the long form alone; those of its persons are in events
    of their own. ``findings`` and ``explanations`` are of the whole form.
    """

    topic: ClassVar[str] = "LongFormRegistered"
    form_version: str
    answers: Answers
    rule_set: str
    findings: tuple[RecordedFinding, ...]
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFormRegistered(HouseholdEvent):
    """The form for Hong Kong, Macao and Taiwan residents and foreigners was answered.

    A household may have this form beside its short or long one, or alone; ``person_ids`` stand on
    this form and count in no total (A.1).
    """

    topic: ClassVar[str] = "ForeignFormRegistered"
    form_version: str
    answers: Answers
    person_ids: tuple[UUID, ...]
    rule_set: str
    findings: tuple[RecordedFinding, ...]
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathsRegistered(HouseholdEvent):
    """A death form of the household was answered; ``deaths`` are all its lines from now on."""

    topic: ClassVar[str] = "DeathsRegistered"
    form_version: str
    deaths: tuple[Answers, ...]
    rule_set: str
    findings: tuple[RecordedFinding, ...]
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRevision(HouseholdEvent):
    """What an amendment and a correction share.

    ``changes`` are of household items; ``deaths`` is the whole new list or None where it is as it
    was; ``person_ids`` stand on the short or long form afterwards, ``foreign_ids`` on that of
    foreigners. Changes of persons are in their own events.
    """

    class_version: ClassVar[int] = 2
    changes: tuple[Change, ...]
    deaths: tuple[Answers, ...] | None
    person_ids: tuple[UUID, ...]
    foreign_ids: tuple[UUID, ...]
    rule_set: str
    findings: tuple[RecordedFinding, ...]
    explanations: tuple[Explanation, ...]

    @staticmethod
    def upcast_v1_v2(
        clear: Mapping[str, Any], sealed: Mapping[str, Any] | None
    ) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
        """The second version's shape of one of the first, when no household had foreigners."""
        return {**clear, "foreign_ids": []}, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdAmended(HouseholdRevision):
    """A record was changed while its enumerator held it."""

    topic: ClassVar[str] = "HouseholdAmended"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCorrected(HouseholdRevision):
    """An approved record was corrected, on the authority in ``by``."""

    topic: ClassVar[str] = "HouseholdCorrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdSubmitted(HouseholdEvent):
    """The declarant declared the answers true and the record went to review."""

    topic: ClassVar[str] = "HouseholdSubmitted"
    declaration: str
    """How the truth was declared: ``signed-on-device`` or ``self-declared``."""
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdReturned(HouseholdEvent):
    """A reviewer sent the record back; the reason's code is in ``by``."""

    topic: ClassVar[str] = "HouseholdReturned"
    level: Level
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdApproved(HouseholdEvent):
    """A level of review approved the record."""

    topic: ClassVar[str] = "HouseholdApproved"
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdReopened(HouseholdEvent):
    """The level that approved the record took that back; ``by`` says why, on which document."""

    topic: ClassVar[str] = "HouseholdReopened"
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdWithdrawn(HouseholdEvent):
    """The registration counts no more; ``duplicate_of`` names the household that stays."""

    topic: ClassVar[str] = "HouseholdWithdrawn"
    duplicate_of: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdKeyDestroyed(HouseholdEvent):
    """The household's key is destroyed, on the authority in ``by``: what it sealed stays sealed."""

    topic: ClassVar[str] = "HouseholdKeyDestroyed"
    on_roster: ClassVar[bool] = True


EVENTS: tuple[type[Event], ...] = (
    HouseholdListed,
    HouseholdRegistered,
    LongFormRegistered,
    ForeignFormRegistered,
    DeathsRegistered,
    HouseholdAmended,
    HouseholdCorrected,
    HouseholdSubmitted,
    HouseholdReturned,
    HouseholdApproved,
    HouseholdReopened,
    HouseholdWithdrawn,
    HouseholdKeyDestroyed,
)
