"""What goes from one form to another, and what the two forms say then; nothing is recorded here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from domain.commands import Members
from domain.events import Explanation, RecordedFinding
from domain.forms.definition import Answer, Answers
from domain.household_record import HouseholdRecord
from domain.refusal import UnfitTransfer, UnknownPerson
from domain.refusal.bookkeeping import Misfit
from domain.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Luggage:
    """What changes forms: persons with their answers, births by sex, death lines.

    ``explanations`` are those of the form that they leave, by rule and person.
    """

    persons: Mapping[UUID, Answers]
    boys: int = 0
    girls: int = 0
    deaths: tuple[Answers, ...] = ()
    explanations: Mapping[tuple[str, UUID | None], Explanation] | None = None

    @property
    def items(self) -> dict[str, int]:
        """What H3 and H4 lose on one form and gain on the other."""
        men = sum(line.get("sex") == 1 for line in self.deaths)
        return {
            "H3m": self.boys,
            "H3f": self.girls,
            "H4m": men,
            "H4f": len(self.deaths) - men,
        }

    def explained(
        self, findings: Iterable[RecordedFinding], given: Iterable[Explanation]
    ) -> tuple[Explanation, ...]:
        """What was explained of the persons where they came from, as far as it is asked again."""
        asked = {(f.rule, f.person_id) for f in findings} - {(e.rule, e.person_id) for e in given}
        return tuple(
            explanation
            for (rule, person_id), explanation in (self.explanations or {}).items()
            if person_id in self.persons and (rule, person_id) in asked
        )


def packed(source: HouseholdRecord, members: Members) -> Luggage:
    """What is to leave a form, once it is sure that it stands there.

    Raises:
        UnfitTransfer: nobody is named, a foreigner is, or births or death lines that are not there.
        UnknownPerson: somebody is named who does not stand on the form, or twice.
    """
    h = source.household
    if not members.persons:
        raise UnfitTransfer(Misfit.NOBODY_NAMED)
    if set(h.foreign_ids) & set(members.persons):
        raise UnfitTransfer(Misfit.FOREIGNERS)
    leaving = set(members.persons)
    if len(leaving) < len(members.persons) or not leaving <= set(h.person_ids):
        raise UnknownPerson
    births = (members.boys, members.girls)
    had = (count(h.answers.get("H3m")), count(h.answers.get("H3f")))
    if any(not 0 <= goes <= there for goes, there in zip(births, had, strict=True)):
        raise UnfitTransfer(Misfit.BIRTHS)
    lines = set(members.death_lines)
    if len(lines) < len(members.death_lines) or not lines <= set(range(len(h.deaths))):
        raise UnfitTransfer(Misfit.DEATH_LINES)
    return Luggage(
        {i: source.persons[i].answers for i in members.persons},
        *births,
        tuple(h.deaths[i] for i in sorted(lines)),
        h.explanations,
    )


def require_on_forms(relationships: Mapping[UUID, int], *forms: Sheet) -> None:
    """Let relationships be given to persons who stand on one of the forms.

    Raises:
        UnknownPerson: somebody else is named.
    """
    if not relationships.keys() <= {person_id for form in forms for person_id in form.persons}:
        raise UnknownPerson


def without(sheet: Sheet, gone: Luggage, relationships: Mapping[UUID, int]) -> Sheet:
    """The form without what is gone."""
    staying = {i: answers for i, answers in sheet.persons.items() if i not in gone.persons}
    deaths = list(sheet.deaths)
    for line in gone.deaths:
        deaths.remove(line)
    less = {item: -number for item, number in gone.items.items()}
    return replace(
        sheet,
        persons=_related(staying, relationships),
        deaths=tuple(deaths),
        answers=_recounted(sheet.answers, staying, less),
    )


def remaining(sheet: Sheet, gone: Luggage, relationships: Mapping[UUID, int]) -> Sheet:
    """The form without what is gone, on which somebody must stay.

    Raises:
        UnfitTransfer: nobody does; that would be a merger.
    """
    after = without(sheet, gone, relationships)
    if not after.persons:
        raise UnfitTransfer(Misfit.NOBODY_STAYS)
    return after


def with_(sheet: Sheet, coming: Luggage, relationships: Mapping[UUID, int]) -> Sheet:
    """The form with what comes, after what is there."""
    persons = {**sheet.persons, **coming.persons}
    # A death line may name its household's number, which is another's now.
    deaths = tuple(
        {item: answer for item, answer in line.items() if item != "household"}
        for line in coming.deaths
    )
    return replace(
        sheet,
        persons=_related(persons, relationships),
        deaths=(*sheet.deaths, *deaths),
        answers=_recounted(sheet.answers, persons, coming.items),
    )


def count(answer: Answer) -> int:
    """A number of births or deaths; none where nothing was entered."""
    return answer if isinstance(answer, int) else 0


def _related(
    persons: Mapping[UUID, Answers], relationships: Mapping[UUID, int]
) -> dict[UUID, Answers]:
    return {
        i: {**answers, "D2": relationships[i]} if i in relationships else answers
        for i, answers in persons.items()
    }


def _recounted(
    answers: Answers, persons: Mapping[UUID, Answers], more: Mapping[str, int]
) -> Answers:
    """The household items with H2 counted anew (H20, H21) and H3 and H4 changed by ``more``."""
    here = sum(p.get("D7") == 1 for p in persons.values())
    away = sum(p.get("D7") != 1 and p.get("D8") == 1 for p in persons.values())
    counted: dict[str, Answer] = {"H2a": here, "H2b": away}
    counted |= {item: count(answers.get(item)) + number for item, number in more.items()}
    return {**answers, **counted}
