"""What is asked of a record by the cross-check, and how the question ended (比对复查)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event, sealed


class DoubtOutcome(StrEnum):
    """How somebody answerable for the place resolved a doubt."""

    CORRECTED = "corrected"
    CONFIRMED_RIGHT = "confirmed-right"
    NOT_A_DUPLICATE = "not-a-duplicate"
    WITHDRAWN = "withdrawn"
    EXPLAINED = "explained"


class ExtractSource(StrEnum):
    """Which administrative records an extract is of."""

    POLICE_HUKOU = "police-hukou"
    BIRTH_CERTIFICATES = "birth-certificates"
    DEATHS = "deaths"
    """Cremations and cancelled hukou."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRaised(Event):
    """A rule across households, blocks and sources speaks of these records.

    ``blocks`` are those that it concerns; ``about`` tells doubts apart whose rule and records are
    the same: a keyed digest, a position, never anything personal. ``as_of`` is the position that
    the rows had reached when the rule was asked.
    """

    topic: ClassVar[str] = "DoubtRaised"
    rule: str
    severity: str
    blocks: tuple[str, ...]
    household_ids: tuple[UUID, ...]
    person_ids: tuple[UUID, ...]
    items: tuple[str, ...]
    about: str
    as_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtResolved(Event):
    """Somebody answerable for the place looked into it.

    ``key_of`` is whose key seals the explanation: a household that the doubt is about or, where it
    is about none, the post of whoever resolved it.
    """

    topic: ClassVar[str] = "DoubtResolved"
    outcome: DoubtOutcome
    key_of: UUID
    explanation: str = sealed()

    @property
    def subject_id(self) -> UUID | None:
        """Whose key seals the explanation."""
        return self.key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtSettled(Event):
    """The records changed so that the rule speaks no more, as of the position ``as_of``."""

    topic: ClassVar[str] = "DoubtSettled"
    as_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractCompared(Event):
    """An extract of administrative records was compared with the book, under ``by.authority``.

    ``digest`` is a keyed digest of the extract as it was sent, ``records`` how many lines it had.
    The lines are not kept.
    """

    topic: ClassVar[str] = "ExtractCompared"
    source: ExtractSource
    digest: str
    records: int
    blocks: tuple[str, ...]
    as_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDoubted(Event):
    """Doubts were raised that concern a block, and keep it open until they are answered.

    It stands under an id of the block's own, so that closing the block and doubting it conflict.
    """

    topic: ClassVar[str] = "BlockDoubted"
    block: str
    doubt_ids: tuple[UUID, ...]


EVENTS: tuple[type[Event], ...] = (
    DoubtRaised,
    DoubtResolved,
    DoubtSettled,
    ExtractCompared,
    BlockDoubted,
)
