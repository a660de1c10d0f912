"""Recording what a form says once persons came to it or left it, judged as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.attribution import Attribution
from domain.commands import GivenExplanation
from domain.events import (
    Explanation,
    HouseholdRevision,
    PersonAmended,
    PersonCorrected,
    RecordedFinding,
    answers_changed,
)
from domain.findings import explanations_on, require_explained
from domain.forms.kinds import Place
from domain.household_record import HouseholdRecord
from domain.refusal import UnfitTransfer, WrongStatus
from domain.refusal.bookkeeping import Misfit
from domain.rules import RULE_SET_VERSION
from domain.sheet import Sheet, judge
from domain.status import AMENDABLE, CORRECTABLE, Status
from domain.transfer import Luggage

KEPT = AMENDABLE | CORRECTABLE | {Status.SUBMITTED}
"""The steps at which a record has persons who count."""

_CHANGED = AMENDABLE | CORRECTABLE
"""The steps at which persons come and go. A submitted record stands as it was declared."""


def require_ground(by: Attribution, *records: HouseholdRecord) -> None:
    """Refuse a record on whose form nobody comes or goes, and an approved one without ground.

    Raises:
        WrongStatus: a record is not registered, withdrawn, or submitted and not returned.
        UnfitTransfer: it answered neither the short nor the long form.
        AuthorityNeeded, SecondPersonNeeded: an approved record may not change so.
    """
    for record in records:
        if record.household.status not in _CHANGED:
            raise WrongStatus(record.household.status.value)
        if not record.household.form:
            raise UnfitTransfer(Misfit.NO_FORM)
        record.require_ground(by)


def places_of(sheet: Sheet) -> dict[UUID, Place]:
    """Where a fault of a person's answers is told: the person's id."""
    return {i: ("persons", str(i)) for i in (*sheet.persons, *sheet.foreigners)}


def revise(
    record: HouseholdRecord,
    event_class: type[HouseholdRevision],
    by: Attribution,
    after: Sheet,
    explanations: Sequence[GivenExplanation],
    coming: Luggage | None = None,
    **fields: Any,
) -> None:
    """Judge the form as it will be, and record it so.

    ``coming`` brings along what was explained where the persons came from; ``fields`` are the
    event's own.

    Raises:
        RulesViolated, FormRefused, WarningsUnexplained: it could not stand so.
    """
    h = record.household
    findings = judge(h, after, record.census, places_of(after))
    everyone = (*after.persons, *after.foreigners)
    given = explanations_on(explanations, everyone)
    if coming is not None:
        given = (*coming.explained(findings, given), *given)
    if h.status not in AMENDABLE:
        explained = h.explanations.keys() | {(e.rule, e.person_id) for e in given}
        require_explained(findings, frozenset(explained), everyone)
    record_change(record, event_class, by, after, findings, given, fields)


def record_change(
    record: HouseholdRecord,
    event_class: type[HouseholdRevision],
    by: Attribution,
    after: Sheet,
    findings: tuple[RecordedFinding, ...],
    explanations: tuple[Explanation, ...],
    fields: Mapping[str, Any],
) -> None:
    """Make the household's event, then those of whoever stays in another relationship."""
    h = record.household
    staying = [i for i in h.person_ids if i in after.persons]
    person_event = PersonCorrected if h.status in CORRECTABLE else PersonAmended
    h.trigger(
        event_class,
        by,
        changes=answers_changed(h.answers, after.answers),
        deaths=None if after.deaths == h.deaths else after.deaths,
        person_ids=tuple(after.persons),
        foreign_ids=tuple(after.foreigners),
        rule_set=RULE_SET_VERSION,
        findings=findings,
        explanations=explanations,
        **fields,
    )
    for person_id in staying:
        person = record.persons[person_id]
        changes = answers_changed(person.answers, after.persons[person_id])
        if changes:
            person.trigger(person_event, by, household_id=h.id, changes=changes)
