"""The long form of a household that already has a short one: the same answers, and the rest."""

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from domain.census import CENSUS_2020
from domain.population.fitting import population_model
from domain.population.households import SyntheticHousehold
from domain.population.long_form.attendance import completion
from domain.population.long_form.children import births_of, fertility, mothers_of
from domain.population.long_form.housing import CONVENTIONAL, housing
from domain.population.long_form.kin import Kin, kin
from domain.population.long_form.marriage import NEVER, Marriages, first_marriages
from domain.population.long_form.old_age import health, living_arrangement
from domain.population.long_form.origin import migration
from domain.population.long_form.respondent import Respondent, month_number, respondents
from domain.population.long_form.work import Work, work
from domain.population.natural_person import Record
from domain.population.short_form import Form
from domain.population.territory import is_village

_ALL_DEAD = "999"
_LEAST_USUAL_AGE = 18
_MOVED = frozenset({3, 4})


@dataclass(frozen=True, slots=True)
class LongForm:
    """A long form, what a coder would make of its texts, and what is known to be odd about it.

    ``industry`` and ``occupation`` have an entry for each person: section and two-digit division of
    GB/T 4754, major group of GB/T 6565; None for those without work. They are not on the form.
    ``expected_warnings``: ids of warnings that the form carries though it is right, those of the
    short form among them.
    """

    form: Form
    industry: tuple[tuple[str, str] | None, ...]
    occupation: tuple[int | None, ...]
    expected_warnings: tuple[str, ...] = ()


class NotInTheFrame(ValueError):
    """No long form is drawn for a household of which nobody is left."""

    code = "not-in-the-frame"

    def __init__(self, form_id: str) -> None:
        """Names the form."""
        super().__init__(
            f"{form_id} 无人可登记，不填长表 / {form_id} has nobody left, it gets no long form"
        )


def long_form(made: SyntheticHousehold, seed: int) -> LongForm:
    """The long form of a household; the same household and seed always give the same form.

    H1-H7, D1-D12 and the dead are those of the short form, which is left as it is. A mistake
    planted there stands here too, and what hangs on a wrong answer is left out. Raises
    :class:`NotInTheFrame` for household 999.
    """
    short = made.form
    if short["household"]["hh"] == _ALL_DEAD:
        raise NotInTheFrame(str(short["id"]))
    rng = Random(f"{seed}: long form of {short['id']}")
    district = str(short["household"]["district"])
    persons = respondents(short)
    answered, expected = _persons(short, persons, district, rng)
    works = [a.work for a in answered]
    form: Form = {
        **short,
        "form": "long",
        "household": short["household"] | _dwelling(short, persons, district, rng),
        "persons": [
            record | a.answers | a.work.answers
            for record, a in zip(short["persons"], answered, strict=True)
        ],
        "deaths": [dict(line) for line in short["deaths"]],
    }
    return LongForm(
        form=form,
        industry=tuple(w.industry for w in works),
        occupation=tuple(w.occupation for w in works),
        expected_warnings=tuple(sorted({*made.expected_warnings, *expected})),
    )


@dataclass(slots=True)
class _Answered:
    answers: Record
    work: Work


def _persons(
    short: Form, persons: tuple[Respondent, ...], district: str, rng: Random
) -> tuple[list[_Answered], set[str]]:
    """What each person answers beyond the short form, and the warnings that it draws."""
    ties = kin(persons)
    births = births_of(short, persons)
    bearing = mothers_of(births, persons, ties, rng)
    statuses = _marriages(district[:2]).statuses(persons, ties, bearing.births, rng)
    months = first_marriages(persons, statuses, ties, rng)
    children = fertility(persons, statuses, ties, bearing, rng)
    answered = [_person(p, persons, short["household"], statuses, ties, rng) for p in persons]
    for person in persons:
        answers = answered[person.index].answers
        if statuses[person.index] is not None:
            answers["C24"] = statuses[person.index]
        if months[person.index] is not None:
            answers["C25"] = months[person.index]
        answers |= children[person.index]
    counted = int(short["household"]["H3m"]) + int(short["household"]["H3f"])
    expected = {"H25"} if bearing.without_mother or counted != len(births) else set()
    return answered, expected | _early_marriages(persons, statuses, months)


def _person(
    person: Respondent,
    persons: tuple[Respondent, ...],
    household: dict[str, Any],
    statuses: list[int | None],
    ties: Kin,
    rng: Random,
) -> _Answered:
    district = str(household["district"])
    answers = migration(person, district, rng)
    schooling = completion(person, rng)
    condition = health().of(person, rng)
    arrangement = living_arrangement(person, persons, statuses, ties, household["H1"], rng)
    for item, answer in (("C16", schooling), ("C28", arrangement), ("C29", condition)):
        if answer is not None:
            answers[item] = answer
    return _Answered(answers, work(person, schooling, condition, is_village(district), rng))


def _early_marriages(
    persons: tuple[Respondent, ...], statuses: list[int | None], months: list[str | None]
) -> set[str]:
    """Warnings about marriages under age, of those who left the place of the hukou for one."""
    found: set[str] = set()
    limits = CENSUS_2020.person
    legal = {1: limits.legal_marriage_age_man, 2: limits.legal_marriage_age_woman}
    for person in persons:
        status, month = statuses[person.index], months[person.index]
        if status is None or status == NEVER or month is None or person.age is None:
            continue
        if person.sex is not None and person.age < legal[person.sex]:
            found.add("P81")
        if month_number(month) - month_number(person.birth) < 12 * _LEAST_USUAL_AGE:
            found.add("P84")
    return found


def _dwelling(
    short: Form, persons: tuple[Respondent, ...], district: str, rng: Random
) -> dict[str, int | str | None]:
    """H8-H19, asked of conventional dwellings only."""
    if short["household"].get("H5") != CONVENTIONAL:
        return {}
    migrant = bool(persons) and persons[0].registered in _MOVED
    return housing(migrant, is_village(district), rng)


@cache
def _marriages(province: str) -> Marriages:
    return Marriages(population_model(province))
