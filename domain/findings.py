"""What the rules say of a record, as it goes on record and as it keeps a record back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.commands import GivenExplanation
from domain.events import Explanation, RecordedFinding
from domain.refusal import RulesViolated, UnknownPerson, WarningsUnexplained
from domain.rules import Finding, Severity


def require_no_errors(findings: Iterable[Finding]) -> None:
    """Refuse what a rule of severity error speaks of.

    Raises:
        RulesViolated: with each error.
    """
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors:
        raise RulesViolated(errors)


def require_explained(
    findings: Iterable[RecordedFinding],
    explained: frozenset[tuple[str, UUID | None]],
    person_ids: Sequence[UUID],
) -> None:
    """Refuse a record with a warning that nobody explained.

    Raises:
        WarningsUnexplained: with each of them.
    """
    missing = [f for f in findings if (f.rule, f.person_id) not in explained]
    if missing:
        raise WarningsUnexplained(
            [
                Finding(
                    rule=f.rule,
                    severity=Severity(f.severity),
                    person=None if f.person_id is None else person_ids.index(f.person_id),
                    items=f.items,
                )
                for f in missing
            ]
        )


def person_at(person_ids: Sequence[UUID], index: int | None) -> UUID | None:
    """The person at an index of the form; None for the household.

    Raises:
        UnknownPerson: the form has no such person.
    """
    if index is None:
        return None
    if not 0 <= index < len(person_ids):
        raise UnknownPerson
    return person_ids[index]


def recorded(
    findings: Iterable[Finding], person_ids: Sequence[UUID]
) -> tuple[RecordedFinding, ...]:
    """The findings as an event holds them, with persons by id."""
    return tuple(
        RecordedFinding(
            rule=f.rule,
            severity=f.severity.value,
            person_id=person_at(person_ids, f.person),
            items=f.items,
        )
        for f in findings
    )


def explanations_on(
    given: Iterable[GivenExplanation], person_ids: Sequence[UUID]
) -> tuple[Explanation, ...]:
    """The explanations as an event holds them, with persons by id; blank ones are none.

    Raises:
        UnknownPerson: one names a person who is not on the form.
    """
    return tuple(
        Explanation(rule=e.rule, person_id=person_at(person_ids, e.person), text=e.text)
        for e in given
        if e.text.strip()
    )
