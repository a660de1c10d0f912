"""What happened: one frozen dataclass an event, in the past tense.

Every class has a stable ``topic`` that is stored with it; classes may be renamed, topics never.
``subject_id`` names whose key seals the personal part of an event: the household for it and its
persons, the post for its holder, nobody (``None``) where an event holds nothing personal.
Fields made by :func:`sealed` and the identifier items of answers are that personal part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from domain.attribution import Attribution
from domain.forms.definition import Answer, Answers
from domain.status import Level, Role


def sealed(**kwargs: Any) -> Any:
    """Mark a dataclass field as personal: it is stored only under the subject's key."""
    return field(metadata={"sealed": True}, **kwargs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events share.

    ``originator_id`` and ``originator_version`` are the library's words for the aggregate and its
    version (1 for the first event).
    """

    topic: ClassVar[str]
    class_version: ClassVar[int] = 1

    originator_id: UUID
    originator_version: int
    by: Attribution

    @property
    def subject_id(self) -> UUID | None:
        """Whose key seals the personal part."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item's answer before and after."""

    item: str
    before: Answer
    after: Answer


def answers_changed(before: Answers, after: Answers) -> tuple[Change, ...]:
    """The changes that ``after`` makes; an item that it does not name stays as it is."""
    return tuple(
        Change(item=item, before=before.get(item), after=answer)
        for item, answer in after.items()
        if before.get(item) != answer
    )


def answers_after(answers: Answers, changes: Iterable[Change]) -> dict[str, Answer]:
    """The answers once the changes are made; an item that a change empties is left out."""
    found = {**answers, **{change.item: change.after for change in changes}}
    return {item: answer for item, answer in found.items() if answer is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFinding:
    """What a rule said of a record when it was recorded; the wording is looked up by the rule."""

    rule: str
    severity: str
    person_id: UUID | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a warning is kept."""

    rule: str
    person_id: UUID | None
    text: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a reviewer wants looked at."""

    item: str | None
    person_id: UUID | None
    text: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookOpened(Event):
    """A county's book begins. ``census`` names the census definition it is kept under.

    ``suite`` names the ciphers that sealed texts were written with when the book was opened; each
    sealed text says its own. It is of the second version: before, there was one suite.
    """

    topic: ClassVar[str] = "BookOpened"
    class_version: ClassVar[int] = 2
    book: str
    name_zh: str
    census: str
    suite: str

    @staticmethod
    def upcast_v1_v2(
        clear: Mapping[str, Any], sealed: Mapping[str, Any] | None
    ) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
        """The second version's shape of a stored event of the first, which named no suite."""
        return {**clear, "suite": "aes-256-gcm"}, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEpochBegun(Event):
    """The book's public log begins anew, since the old one cannot be gone on with; ``by`` says why.

    The old one had signed ``signed_size`` entries with the root ``signed_root`` (base64) under the
    name ``ended_origin``; the book had ``kept_size`` entries when the new one, ``origin``, began.
    """

    topic: ClassVar[str] = "LogEpochBegun"
    epoch: int
    origin: str
    ended_origin: str
    signed_size: int
    signed_root: str
    kept_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookKeysDestroyed(Event):
    """The keys of all households, and those to find a person, are destroyed; ``by`` says why."""

    topic: ClassVar[str] = "BookKeysDestroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEstablished(Event):
    """A post answers for an area: a prefix of the 15-digit block code."""

    topic: ClassVar[str] = "PostEstablished"
    role: Role
    area: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFilled(Event):
    """A person is appointed to a post and acts under an account from now on."""

    topic: ClassVar[str] = "PostFilled"
    appointment_id: UUID
    account: str
    credential: str
    """Number of the census credential (证件)."""
    holder: str = sealed()
    """The holder's name."""

    @property
    def subject_id(self) -> UUID | None:
        """The post."""
        return self.originator_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PostVacated(Event):
    """An appointment ends; its account may not act any more."""

    topic: ClassVar[str] = "PostVacated"
    appointment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDelineated(Event):
    """A block is drawn. ``code`` has 15 digits, ``urban_rural`` is of that code list."""

    topic: ClassVar[str] = "BlockDelineated"
    code: str
    urban_rural: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedHousehold:
    """A line of a block's household list."""

    household_id: UUID
    number: str
    building: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockListExtended(Event):
    """Households are added to the block's list; numbers are given once and never reused."""

    topic: ClassVar[str] = "BlockListExtended"
    households: tuple[ListedHousehold, ...]


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
class HouseholdRevision(HouseholdEvent):
    """What an amendment and a correction share.

    ``changes`` are of household items; ``deaths`` is the whole new list or None where it is as it
    was; ``person_ids`` stand on the form afterwards. Changes of persons are in their own events.
    """

    changes: tuple[Change, ...]
    deaths: tuple[Answers, ...] | None
    person_ids: tuple[UUID, ...]
    rule_set: str
    findings: tuple[RecordedFinding, ...]
    explanations: tuple[Explanation, ...]


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
class HouseholdWithdrawn(HouseholdEvent):
    """The registration counts no more; ``duplicate_of`` names the household that stays."""

    topic: ClassVar[str] = "HouseholdWithdrawn"
    duplicate_of: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdKeyDestroyed(HouseholdEvent):
    """The household's key is destroyed, on the authority in ``by``: what it sealed stays sealed."""

    topic: ClassVar[str] = "HouseholdKeyDestroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Event):
    """What happens to a person's registration in one household."""

    household_id: UUID

    @property
    def subject_id(self) -> UUID | None:
        """The household, whose key seals its persons too."""
        return self.household_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(PersonEvent):
    """A person was entered on a household's form."""

    topic: ClassVar[str] = "PersonRegistered"
    form_version: str
    answers: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAmended(PersonEvent):
    """Answers changed while the enumerator held the record."""

    topic: ClassVar[str] = "PersonAmended"
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCorrected(PersonEvent):
    """Answers of an approved record were corrected."""

    topic: ClassVar[str] = "PersonCorrected"
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWithdrawn(PersonEvent):
    """The person stands on this form no more."""

    topic: ClassVar[str] = "PersonWithdrawn"


EVENT_CLASSES: tuple[type[Event], ...] = (
    BookOpened,
    PostEstablished,
    PostFilled,
    PostVacated,
    BlockDelineated,
    BlockListExtended,
    HouseholdListed,
    HouseholdRegistered,
    HouseholdAmended,
    HouseholdCorrected,
    HouseholdSubmitted,
    HouseholdReturned,
    HouseholdApproved,
    HouseholdWithdrawn,
    HouseholdKeyDestroyed,
    BookKeysDestroyed,
    LogEpochBegun,
    PersonRegistered,
    PersonAmended,
    PersonCorrected,
    PersonWithdrawn,
)
TOPICS: Mapping[str, type[Event]] = {cls.topic: cls for cls in EVENT_CLASSES}
"""Every event class by its stored topic."""

ROSTER_TOPICS = frozenset(
    cls.topic
    for cls in EVENT_CLASSES
    if not issubclass(cls, HouseholdEvent | PersonEvent) or cls is HouseholdKeyDestroyed
)
"""Events that change who may do what where: the book's roster is folded from these alone."""
