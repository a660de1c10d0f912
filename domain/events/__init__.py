"""What happened: one frozen dataclass an event, in the past tense.

Every class has a stable ``topic`` that is stored with it; classes may be renamed, topics never.
``subject_id`` names whose key seals the personal part of an event: the household for it and its
persons, the post for its holder, nobody (``None``) where an event holds nothing personal.
Fields made by :func:`sealed` and the identifier items of answers are that personal part.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.events import attempts, book, households, persons, posts, territory
from domain.events.attempts import AttemptRefused
from domain.events.book import (
    BookKeysDestroyed,
    BookOpened,
    LogEpochBegun,
)
from domain.events.event import (
    Change,
    Event,
    Explanation,
    RecordedFinding,
    Remark,
    answers_after,
    answers_changed,
    sealed,
)
from domain.events.households import (
    HouseholdAmended,
    HouseholdApproved,
    HouseholdCorrected,
    HouseholdEvent,
    HouseholdKeyDestroyed,
    HouseholdListed,
    HouseholdRegistered,
    HouseholdReturned,
    HouseholdRevision,
    HouseholdSubmitted,
    HouseholdWithdrawn,
)
from domain.events.persons import (
    PersonAmended,
    PersonCorrected,
    PersonEvent,
    PersonRegistered,
    PersonWithdrawn,
)
from domain.events.posts import (
    PostEstablished,
    PostFilled,
    PostVacated,
)
from domain.events.territory import (
    BlockDelineated,
    BlockListExtended,
    ListedHousehold,
)

EVENT_CLASSES: tuple[type[Event], ...] = (
    *book.EVENTS,
    *posts.EVENTS,
    *territory.EVENTS,
    *households.EVENTS,
    *persons.EVENTS,
    *attempts.EVENTS,
)
TOPICS: Mapping[str, type[Event]] = {cls.topic: cls for cls in EVENT_CLASSES}
"""Every event class by its stored topic."""

ROSTER_TOPICS = frozenset(cls.topic for cls in EVENT_CLASSES if cls.on_roster)
"""Events that change who may do what where: the book's roster is folded from these alone."""

__all__ = [
    "EVENT_CLASSES",
    "ROSTER_TOPICS",
    "TOPICS",
    "AttemptRefused",
    "BlockDelineated",
    "BlockListExtended",
    "BookKeysDestroyed",
    "BookOpened",
    "Change",
    "Event",
    "Explanation",
    "HouseholdAmended",
    "HouseholdApproved",
    "HouseholdCorrected",
    "HouseholdEvent",
    "HouseholdKeyDestroyed",
    "HouseholdListed",
    "HouseholdRegistered",
    "HouseholdReturned",
    "HouseholdRevision",
    "HouseholdSubmitted",
    "HouseholdWithdrawn",
    "ListedHousehold",
    "LogEpochBegun",
    "PersonAmended",
    "PersonCorrected",
    "PersonEvent",
    "PersonRegistered",
    "PersonWithdrawn",
    "PostEstablished",
    "PostFilled",
    "PostVacated",
    "RecordedFinding",
    "Remark",
    "answers_after",
    "answers_changed",
    "sealed",
]
