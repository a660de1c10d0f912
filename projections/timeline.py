"""The timeline (时间线): every value that each field ever had, from when to when, by whom and why.

It is the trace turned on its side: a trace tells what each event changed, a timeline what happened
to each field. Where a household's record stands is a field too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.codes import Label
from domain.forms.definition import Answer
from domain.status import APPROVED, Level, Status
from projections.labels import STATUSES, entered_items
from projections.trace_step import About, Actor, TracedChange, TraceStep

STATUS = "status"
"""The field that says where a household's record stands; all others are named by their items."""
_STATUS_NAME = Label("记录状态", "Status of the record")
_LEFT = {"PersonWithdrawn", "PersonTransferredOut"}
"""After these nothing of the person stands on the form any more."""
_STATUS_AFTER: Mapping[str, Status] = {
    "HouseholdListed": Status.LISTED,
    "HouseholdRegistered": Status.REGISTERED,
    "LongFormRegistered": Status.REGISTERED,
    "ForeignFormRegistered": Status.REGISTERED,
    "HouseholdSubmitted": Status.SUBMITTED,
    "HouseholdReturned": Status.RETURNED,
    "HouseholdReopened": Status.RETURNED,
    "HouseholdWithdrawn": Status.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineValue:
    """A value, and the event at ``from_position`` that gave it.

    It stood until the entry at ``to_position``, None: it stands. The value before it in the list is
    what stood there before; None is no answer, or one that was not asked for.
    """

    value: Answer
    value_zh: str | None
    value_en: str | None
    from_position: int
    from_time: datetime
    to_position: int | None
    to_time: datetime | None
    topic: str
    event_zh: str
    event_en: str
    actor: Actor
    second: Actor | None
    reason: str | None
    reason_zh: str | None
    reason_en: str | None
    authority_document: str | None
    authority_issued_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineField:
    """One field of a household or a person; ``sealed`` where its values were not asked for.

    ``death_line`` counts the household's lines of the dead from 1, None for other items.
    """

    about: About
    subject_id: UUID
    item: str
    item_zh: str
    item_en: str
    death_line: int | None
    sealed: bool
    values: tuple[TimelineValue, ...]


def timeline(steps: Iterable[TraceStep], *, with_personal: bool) -> list[TimelineField]:
    """The fields that a trace's own steps changed, in the order in which they were first filled.

    What merely bears on a person is left out, as it changed nothing of the person. Where the trace
    was not made ``with_personal``, every identifier of a person stands there as sealed, also one
    that was never answered: that is sealed too.
    """
    fields: dict[tuple[UUID, str, int | None], TimelineField] = {}
    for step in steps:
        if step.bears_on:
            continue
        for change in _changes(step, with_personal):
            key = step.subject_id, change.item, change.death_line
            known = fields.get(key) or _field(step, change)
            values = (*_ended(known.values, step), _value(step, change))
            fields[key] = replace(known, values=values, sealed=known.sealed or change.sealed)
        if step.topic in _LEFT:
            for key, known in fields.items():
                if known.subject_id == step.subject_id:
                    fields[key] = replace(known, values=_ended(known.values, step))
    return list(fields.values())


def _changes(step: TraceStep, with_personal: bool) -> Iterator[TracedChange]:
    """What a step changed: the status, what stays sealed, and what the trace tells."""
    status = _STATUS_AFTER.get(step.topic)
    if step.topic == "HouseholdApproved" and step.level is not None:
        status = APPROVED[Level(step.level)]
    if status is not None:
        yield _change(STATUS, _STATUS_NAME, after=status.value, label=STATUSES[status])
    if not with_personal:
        answered = {change.item for change in step.changes}
        for item in entered_items(step.topic, answered).values():
            if item.sealed:
                yield _change(item.code, Label(item.name_zh, item.name_en), sealed=True)
    yield from step.changes


def _change(
    item: str,
    name: Label,
    *,
    after: str | None = None,
    label: Label | None = None,
    sealed: bool = False,
) -> TracedChange:
    return TracedChange(
        item=item,
        item_zh=name.zh,
        item_en=name.en,
        before=None,
        before_zh=None,
        before_en=None,
        after=after,
        after_zh=label and label.zh,
        after_en=label and label.en,
        death_line=None,
        sealed=sealed,
    )


def _field(step: TraceStep, change: TracedChange) -> TimelineField:
    return TimelineField(
        about=step.about,
        subject_id=step.subject_id,
        item=change.item,
        item_zh=change.item_zh,
        item_en=change.item_en,
        death_line=change.death_line,
        sealed=change.sealed,
        values=(),
    )


def _ended(values: tuple[TimelineValue, ...], step: TraceStep) -> tuple[TimelineValue, ...]:
    if not values or values[-1].to_position is not None:
        return values
    return (
        *values[:-1],
        replace(values[-1], to_position=step.position, to_time=step.recorded_at),
    )


def _value(step: TraceStep, change: TracedChange) -> TimelineValue:
    return TimelineValue(
        value=change.after,
        value_zh=change.after_zh,
        value_en=change.after_en,
        from_position=step.position,
        from_time=step.recorded_at,
        to_position=None,
        to_time=None,
        topic=step.topic,
        event_zh=step.event_zh,
        event_en=step.event_en,
        actor=step.actor,
        second=step.second,
        reason=step.reason,
        reason_zh=step.reason_zh,
        reason_en=step.reason_en,
        authority_document=step.authority_document,
        authority_issued_by=step.authority_issued_by,
    )
