"""What a trace is made of: one step an event, with who, when, from where, why, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.forms.definition import Answer


class About(StrEnum):
    """What an event of a trace happened to."""

    HOUSEHOLD = "household"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who answers for an act: the post held at that moment.

    ``holder`` is the person's name, None unless personal data were asked for.
    """

    account: str
    appointment_id: UUID
    role: str
    area: str
    title_zh: str
    title_en: str
    credential: str
    holder: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedChange:
    """One item before and after; labels where the answers are codes.

    ``death_line`` counts the household's lines of the dead from 1, None for other items. A
    ``sealed`` change is one of an identifier whose values were not asked for, or that nobody can
    open any more.
    """

    item: str
    item_zh: str
    item_en: str
    before: Answer
    before_zh: str | None
    before_en: str | None
    after: Answer
    after_zh: str | None
    after_en: str | None
    death_line: int | None
    sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedFinding:
    """A rule that spoke when the record was made so; its wording of today, if it still exists."""

    rule: str
    severity: str
    person_id: UUID | None
    items: tuple[str, ...]
    message_zh: str | None
    message_en: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedNote:
    """A reviewer's remark (``item``) or the explanation of a warning (``rule``).

    ``text`` is None unless personal data were asked for: people write names into it.
    """

    rule: str | None
    item: str | None
    person_id: UUID | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep:
    """One event.

    ``bears_on`` marks an event of the household in the trace of a person. ``recorded_at`` is the
    server's time, ``device_time`` the device's own (RFC 3339). ``device_flag`` is what was known
    against the device at that moment. ``level`` is that of a review. ``of_version`` is the version
    of the person's record whose text a coder read, ``method`` how. ``other_household`` and
    ``other_book`` are where persons came from or went.
    """

    position: int
    recorded_at: datetime
    topic: str
    event_zh: str
    event_en: str
    about: About
    subject_id: UUID
    version: int
    bears_on: bool
    command_id: UUID
    actor: Actor
    second: Actor | None
    device: str
    device_time: str
    device_flag: str | None
    device_flag_zh: str | None
    device_flag_en: str | None
    channel: str
    channel_zh: str
    channel_en: str
    reason: str | None
    reason_zh: str | None
    reason_en: str | None
    authority_document: str | None
    authority_issued_by: str | None
    level: str | None
    level_zh: str | None
    level_en: str | None
    declaration: str | None
    duplicate_of: UUID | None
    other_household: UUID | None
    other_book: str | None
    of_version: int | None
    method: str | None
    method_zh: str | None
    method_en: str | None
    changes: tuple[TracedChange, ...]
    findings: tuple[TracedFinding, ...]
    notes: tuple[TracedNote, ...]
