"""Changing a record: what a revision does to its forms, judged as a whole before it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from uuid import UUID

from domain.census import CensusDefinition
from domain.coding import CODED_FROM, require_uncoded
from domain.commands import Revision
from domain.events import Change, RecordedFinding, answers_after, answers_changed
from domain.forms.definition import Answer, Answers
from domain.forms.kinds import Place
from domain.forms.revision import shaped_answers
from domain.household import Household
from domain.refusal import NobodyLeft, NothingChanged, ShortAnswersApproved, UnknownPerson
from domain.sheet import Sheet, judge, own_edition
from domain.status import CORRECTABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """What a revision changes, and what the rules say of the record then."""

    changes: tuple[Change, ...]
    persons: Mapping[UUID, tuple[Change, ...]]
    removed: tuple[UUID, ...]
    added: Mapping[UUID, Answers]
    foreign_added: Mapping[UUID, Answers]
    deaths: tuple[Answers, ...] | None
    person_ids: tuple[UUID, ...]
    foreign_ids: tuple[UUID, ...]
    findings: tuple[RecordedFinding, ...]


def revised(
    household: Household,
    sheet: Sheet,
    given: Revision,
    new_ids: Sequence[UUID],
    census: CensusDefinition,
) -> Revised:
    """What the revision makes of the sheet; ``new_ids`` are for the persons added, in order.

    Raises:
        FormError: an answer has no shape that its item takes.
        UnknownPerson: it names a person who does not stand on a form.
        NothingChanged: it leaves everything as it is.
        NobodyLeft: it takes the last person off a household's only form.
        ShortAnswersApproved: it amends more than the long form brought to an approved record.
        RulesViolated, FormRefused: what comes out cannot stand, or it gives a coder's code.
    """
    revision = shaped_answers(
        census.forms,
        given,
        form=own_edition(sheet, census),
        foreign_version=sheet.foreign_version,
        foreigners=frozenset(household.foreign_ids),
    )
    require_uncoded(
        *((("persons", str(i)), answers) for i, answers in revision.persons.items()),
        *((("added", n), answers) for n, answers in enumerate(given.added)),
    )
    everyone = {**sheet.persons, **sheet.foreigners}
    _require_known(household, revision)
    changes = answers_changed(sheet.answers, revision.household)
    persons = {
        i: found
        for i, answers in revision.persons.items()
        if i not in revision.removed
        and (found := answers_changed(everyone[i], _uncoded(everyone[i], answers)))
    }
    deaths = None if revision.deaths in (None, sheet.deaths) else revision.deaths
    named = changes or persons or revision.added or revision.foreign_added or revision.removed
    if not named and deaths is None:
        raise NothingChanged
    if household.short_approved and household.status not in CORRECTABLE:
        every = (*changes, *chain.from_iterable(persons.values()))
        if deaths is not None or _touches_short_answers(revision, every, census):
            raise ShortAnswersApproved
    added = dict(zip(new_ids, revision.added, strict=False))
    foreign_added = dict(zip(new_ids[len(added) :], revision.foreign_added, strict=True))
    after = replace(
        sheet,
        answers=answers_after(sheet.answers, changes),
        persons=_after(sheet.persons, persons, revision.removed, added),
        foreigners=_after(sheet.foreigners, persons, revision.removed, foreign_added),
        deaths=sheet.deaths if deaths is None else deaths,
    )
    if sheet.foreigners and not (after.persons or after.foreigners or sheet.form):
        raise NobodyLeft
    places: dict[UUID, Place] = {i: ("persons", str(i)) for i in everyone}
    places |= {i: ("added", n) for n, i in enumerate(added)}
    places |= {i: ("foreign_added", n) for n, i in enumerate(foreign_added)}
    return Revised(
        changes=changes,
        persons=persons,
        removed=revision.removed,
        added=added,
        foreign_added=foreign_added,
        deaths=deaths,
        person_ids=tuple(after.persons),
        foreign_ids=tuple(after.foreigners),
        findings=judge(household, after, census, places),
    )


def _touches_short_answers(
    revision: Revision, changes: Iterable[Change], census: CensusDefinition
) -> bool:
    """Whether more is changed than answers to what the long form alone asks."""
    lines = revision.removed or revision.added or revision.foreign_added
    own = {
        item.code
        for form in map(census.forms.form, ("short", "foreign"))
        for item in (*form.household_items, *form.person_items)
    }
    return bool(lines) or any(change.item in own for change in changes)


def _require_known(household: Household, revision: Revision) -> None:
    standing, leaving = set(household.everyone), set(revision.removed)
    twice = len(leaving) < len(revision.removed)
    if twice or not standing.issuperset({*revision.persons, *leaving}):
        raise UnknownPerson


def _uncoded(before: Answers, answers: Answers) -> Answers:
    """The answers with the codes of a changed text emptied."""
    emptied: dict[str, Answer] = {
        code: None
        for text, codes in CODED_FROM.items()
        if text in answers and answers[text] != before.get(text)
        for code in codes
        if before.get(code) is not None
    }
    return {**emptied, **answers}


def _after(
    standing: Mapping[UUID, Answers],
    changes: Mapping[UUID, Iterable[Change]],
    removed: Sequence[UUID],
    added: Mapping[UUID, Answers],
) -> dict[UUID, Answers]:
    stays = {
        i: answers_after(answers, changes.get(i, ()))
        for i, answers in standing.items()
        if i not in removed
    }
    return {**stays, **added}
