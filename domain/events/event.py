"""What all events share, and what several of them are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from domain.attribution import Attribution
from domain.forms.definition import Answer, Answers
from domain.reasons import ReturnReason


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
    on_roster: ClassVar[bool] = False
    """Whether it changes what every command is decided on: see :mod:`domain.roster`."""
    on_office: ClassVar[bool] = False
    """Whether it is about the office's own work, kept apart from the roster: see
    :mod:`domain.office`."""

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
    """What a reviewer wants looked at; ``reason`` where the item's is another than the return's."""

    item: str | None
    person_id: UUID | None
    reason: ReturnReason | None = None
    text: str = sealed()
