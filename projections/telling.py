"""What an event tells beyond its attribution: changes, findings, notes, and where people went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from domain.events import (
    Change,
    CodingMethod,
    DeathsRegistered,
    DuplicateResolved,
    Event,
    Explanation,
    ForeignFormRegistered,
    ForeignPersonRegistered,
    HouseholdApproved,
    HouseholdEvent,
    HouseholdRegistered,
    HouseholdReopened,
    HouseholdReturned,
    HouseholdRevision,
    HouseholdSubmitted,
    HouseholdWithdrawn,
    IndustryCoded,
    LongFormRegistered,
    MembersTransferredIn,
    MembersTransferredOut,
    OccupationCoded,
    PersonAmended,
    PersonCorrected,
    PersonEvent,
    PersonLongFormRegistered,
    PersonRegistered,
    PersonTransferredIn,
    PersonTransferredOut,
    RecordedFinding,
    TransferInAccepted,
    TransferOutAnnounced,
    answers_after,
)
from domain.forms.definition import Answers, Item
from domain.rules import RULES
from projections.labels import (
    DEATH_ITEMS,
    HOUSEHOLD_ITEMS,
    PERSON_ITEMS,
    answer_label,
    entered_items,
)
from projections.trace_step import TracedChange, TracedFinding, TracedNote


@dataclass(slots=True)
class Told:
    """What an event tells beyond its attribution."""

    changes: tuple[TracedChange, ...] = ()
    findings: tuple[TracedFinding, ...] = ()
    notes: tuple[TracedNote, ...] = ()
    level: str | None = None
    declaration: str | None = None
    duplicate_of: UUID | None = None
    other_household: UUID | None = None
    other_book: str | None = None
    of_version: int | None = None
    method: CodingMethod | None = None


class Teller:
    """Tells events in their order; holds the death lines and the persons' answers as they stand.

    ``readable``: what is personal was asked for and can be opened. ``missed``: it was asked for,
    and the key is destroyed.
    """

    def __init__(self, *, readable: bool, missed: bool) -> None:
        self._readable = readable
        self._missed = missed
        self._deaths: tuple[Answers, ...] = ()
        self._persons: dict[UUID, Answers] = {}

    def told(self, event: Event) -> Told:
        """What the next event tells."""
        match event:
            case PersonEvent():
                return self._of_person(event)
            case HouseholdEvent():
                return self._of_household(event)
            case _:
                return Told()

    def _of_person(self, event: PersonEvent) -> Told:
        before = self._persons.get(event.originator_id, {})
        told = Told()
        match event:
            case PersonRegistered() | ForeignPersonRegistered() | PersonLongFormRegistered():
                items = entered_items(event.topic, event.answers)
                told.changes = self._entered(items, event.answers)
                after: Answers = {**before, **event.answers}
            case PersonTransferredIn():
                told.changes = self._carried_over(event, before)
                told.other_household = event.from_household
                after = event.answers
            case PersonAmended() | PersonCorrected():
                told.changes = self._changes(PERSON_ITEMS, event.changes)
                after = answers_after(before, event.changes)
            case IndustryCoded():
                codes = {"C20_section": event.section, "C20_division": event.division}
                return self._coded(event, before, codes)
            case OccupationCoded():
                return self._coded(event, before, {"C21_major": int(event.major)})
            case PersonTransferredOut():
                return Told(other_household=event.to_household)
            case _:
                return told
        self._persons[event.originator_id] = after
        return told

    def _coded(
        self, event: IndustryCoded | OccupationCoded, before: Answers, codes: Answers
    ) -> Told:
        self._persons[event.originator_id] = {**before, **codes}
        changes = [
            Change(item=item, before=before.get(item), after=code) for item, code in codes.items()
        ]
        return Told(
            changes=self._changes(PERSON_ITEMS, changes),
            findings=tuple(map(_finding, event.findings)),
            of_version=event.of_version,
            method=event.method,
        )

    def _carried_over(
        self, event: PersonTransferredIn, before: Answers
    ) -> tuple[TracedChange, ...]:
        """What a move changed: where the person was followed there, no answer that went along."""
        if not before:
            return self._entered(entered_items(event.topic, event.answers), event.answers)
        return self._changes(
            PERSON_ITEMS,
            (
                Change(item=code, before=before.get(code), after=event.answers.get(code))
                for code in PERSON_ITEMS
                if before.get(code) != event.answers.get(code)
            ),
        )

    def _of_household(self, event: HouseholdEvent) -> Told:
        match event:
            case HouseholdRegistered():
                told = self._judged(event)
                told.changes = (
                    *self._entered(HOUSEHOLD_ITEMS, event.answers),
                    *self._death_changes(event.deaths),
                )
                return told
            case LongFormRegistered() | ForeignFormRegistered():
                told = self._judged(event)
                told.changes = self._entered(HOUSEHOLD_ITEMS, event.answers)
                return told
            case DeathsRegistered():
                told = self._judged(event)
                told.changes = self._death_changes(event.deaths)
                return told
            case HouseholdRevision():
                return self._revised(event)
            case HouseholdSubmitted():
                return Told(
                    declaration=event.declaration, notes=self._explained(event.explanations)
                )
            case HouseholdReturned():
                notes = (self._note(None, r.item, r.person_id, r.text) for r in event.remarks)
                return Told(level=event.level, notes=tuple(notes))
            case HouseholdApproved() | HouseholdReopened():
                return Told(level=event.level)
            case HouseholdWithdrawn():
                return Told(duplicate_of=event.duplicate_of)
            case _:
                return Told()

    def _judged(
        self,
        event: HouseholdRegistered
        | LongFormRegistered
        | ForeignFormRegistered
        | DeathsRegistered
        | HouseholdRevision,
    ) -> Told:
        return Told(
            findings=tuple(map(_finding, event.findings)),
            notes=self._explained(event.explanations),
        )

    def _revised(self, event: HouseholdRevision) -> Told:
        deaths = self._deaths if event.deaths is None else event.deaths
        told = self._judged(event)
        told.changes = (
            *self._changes(HOUSEHOLD_ITEMS, event.changes),
            *self._death_changes(deaths),
        )
        match event:
            case MembersTransferredOut() | MembersTransferredIn() | DuplicateResolved():
                told.other_household = event.other_household
            case TransferOutAnnounced() | TransferInAccepted():
                told.other_book = event.other_book
        return told

    def _entered(self, items: Mapping[str, Item], answers: Answers) -> tuple[TracedChange, ...]:
        """All answers as changes from nothing, in the order of the form."""
        changes = (
            Change(item=code, before=None, after=answers.get(code))
            for code, item in items.items()
            if code in answers or self._misses(item)
        )
        return self._changes(items, changes)

    def _changes(
        self,
        items: Mapping[str, Item],
        changes: Iterable[Change],
        death_line: int | None = None,
    ) -> tuple[TracedChange, ...]:
        return tuple(
            _change(items[change.item], change, death_line, with_personal=self._readable)
            for change in changes
        )

    def _death_changes(self, deaths: tuple[Answers, ...]) -> tuple[TracedChange, ...]:
        """What is new in the household's lines of the dead, line against line."""
        before, self._deaths = self._deaths, deaths
        changes: list[TracedChange] = []
        absent: Answers = {}
        pairs = zip_longest(before, deaths, fillvalue=absent)
        for number, (old, new) in enumerate(pairs, 1):
            differing = (
                Change(item=code, before=old.get(code), after=new.get(code))
                for code, item in DEATH_ITEMS.items()
                if old.get(code) != new.get(code)
                or (self._misses(item) and (old is absent or new is absent))
            )
            changes += self._changes(DEATH_ITEMS, differing, number)
        return tuple(changes)

    def _misses(self, item: Item) -> bool:
        """Whether an answer was asked for that the destroyed key would have opened."""
        return self._missed and item.sealed

    def _explained(self, explanations: Iterable[Explanation]) -> tuple[TracedNote, ...]:
        return tuple(self._note(e.rule, None, e.person_id, e.text) for e in explanations)

    def _note(
        self, rule: str | None, item: str | None, person_id: UUID | None, text: str
    ) -> TracedNote:
        shown = text if self._readable else None
        return TracedNote(rule=rule, item=item, person_id=person_id, text=shown)


def _change(
    item: Item, change: Change, death_line: int | None, *, with_personal: bool
) -> TracedChange:
    before, after = answer_label(item, change.before), answer_label(item, change.after)
    return TracedChange(
        item=item.code,
        item_zh=item.name_zh,
        item_en=item.name_en,
        before=change.before,
        before_zh=before and before.zh,
        before_en=before and before.en,
        after=change.after,
        after_zh=after and after.zh,
        after_en=after and after.en,
        death_line=death_line,
        sealed=item.sealed and not with_personal,
    )


def _finding(finding: RecordedFinding) -> TracedFinding:
    rule = RULES.get(finding.rule)
    return TracedFinding(
        rule=finding.rule,
        severity=finding.severity,
        person_id=finding.person_id,
        items=finding.items,
        message_zh=rule.zh if rule else None,
        message_en=rule.en if rule else None,
    )
