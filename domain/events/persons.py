"""What happens to a person's registration in one household."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.events.event import Change, Event, RecordedFinding
from domain.forms.definition import Answers


class CodingMethod(StrEnum):
    """How a coder came to a code."""

    READING = "reading"
    """By reading the text."""
    DICTIONARY = "dictionary"
    """By a list of texts with their codes, looked at by the coder."""


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
class PersonLongFormRegistered(PersonEvent):
    """A person of a drawn household answered what the long form asks beyond the short one."""

    topic: ClassVar[str] = "PersonLongFormRegistered"
    form_version: str
    answers: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignPersonRegistered(PersonEvent):
    """A person was entered on the form for Hong Kong, Macao, Taiwan residents and foreigners."""

    topic: ClassVar[str] = "ForeignPersonRegistered"
    form_version: str
    answers: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryCoded(PersonEvent):
    """A coder read the text of an industry (C20) and gave its section and division.

    GB/T 4754-2017: ``section`` a letter, ``division`` two digits. ``of_version`` is the version of
    the person's record whose text was read; a later text is to be coded anew.
    """

    topic: ClassVar[str] = "IndustryCoded"
    section: str
    division: str
    of_version: int
    method: CodingMethod
    rule_set: str
    findings: tuple[RecordedFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OccupationCoded(PersonEvent):
    """A coder read the text of an occupation (C21) and gave its major group.

    GB/T 6565-2015: ``major`` one digit. ``of_version`` as in :class:`IndustryCoded`.
    """

    topic: ClassVar[str] = "OccupationCoded"
    major: str
    of_version: int
    method: CodingMethod
    rule_set: str
    findings: tuple[RecordedFinding, ...]


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


EVENTS: tuple[type[Event], ...] = (
    PersonRegistered,
    PersonLongFormRegistered,
    ForeignPersonRegistered,
    IndustryCoded,
    OccupationCoded,
    PersonAmended,
    PersonCorrected,
    PersonWithdrawn,
)
