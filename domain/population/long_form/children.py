"""Births of the window and children ever born (C26, C27).

The births of a household are its infants and its newborn dead (H3); each is given to a woman of the
household by the published ages of mothers, and to her own children where D2 tells who they are.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import Any, NamedTuple

from domain.census import CENSUS_2020
from domain.population.calibration import table
from domain.population.chance import Distribution
from domain.population.kinship import WOMAN
from domain.population.long_form.kin import Kin
from domain.population.long_form.marriage import NEVER
from domain.population.long_form.respondent import Respondent, month_number
from domain.population.natural_person import Record

_YOUNGEST, _OLDEST, _OLDEST_LAST_YEAR = 15, 64, 50
_MOTHER_YOUNGEST, _MOTHER_OLDEST = 20, 45
_BOYS = 0.5267
"""Share of boys among births at the published sex ratio of 111.3."""
_MOST_CHILDREN = 7
_ELDER_SEEN = 0.39
"""Share of the mothers of the window who have an elder child on the form."""
_MOST_BIRTHS = 2
_MONTHS_BETWEEN = 7
_CHILDLESS, _MOTHER = 1, 2
_NONE_LAST_YEAR, _GAVE_BIRTH = 1, 2


class Birth(NamedTuple):
    """A birth in the window: month ``YYYY-MM``, code of D4, index of an infant who lives."""

    month: str
    sex: int
    infant: int | None


class Childbearing(NamedTuple):
    """The births of each mother by her index, and how many births no woman could be found for."""

    births: Mapping[int, list[Birth]]
    without_mother: int


def births_of(form: dict[str, Any], persons: Sequence[Respondent]) -> list[Birth]:
    """The births that H3 counts: infants of the household, and the dead born in the window."""
    found = [
        Birth(p.birth, p.sex, p.index)
        for p in persons
        if p.sex is not None and p.age == 0 and CENSUS_2020.in_window(p.birth)
    ]
    found.extend(
        Birth(str(line["birth"]), int(line["sex"]), None)
        for line in form["deaths"]
        if CENSUS_2020.in_window(str(line["birth"]))
    )
    return sorted(found, key=lambda birth: (birth.month, birth.sex))


def mothers_of(
    births: Sequence[Birth], persons: Sequence[Respondent], ties: Kin, rng: Random
) -> Childbearing:
    """A mother for each birth, where a woman of the household may be one."""
    women = [p for p in persons if p.sex == WOMAN and p.aged(_MOTHER_YOUNGEST, _MOTHER_OLDEST)]
    found: dict[int, list[Birth]] = {}
    without = 0
    for birth in births:
        free = [w for w in women if _may_bear(birth, found.get(w.index, []))]
        own = [w for w in free if birth.infant in ties.children.get(w.index, ())]
        if not free:
            without += 1
            continue
        mother = Distribution((w, _births_by_age()[w.age or 0]) for w in own or free).draw(rng)
        found.setdefault(mother.index, []).append(birth)
    return Childbearing(found, without)


def _may_bear(birth: Birth, earlier: list[Birth]) -> bool:
    """Whether another birth of the same woman comes long enough after the first, or is a twin."""
    if not earlier:
        return True
    months = month_number(birth.month) - month_number(earlier[-1].month)
    return len(earlier) < _MOST_BIRTHS and (months == 0 or months >= _MONTHS_BETWEEN)


def fertility(
    persons: Sequence[Respondent],
    statuses: Sequence[int | None],
    ties: Kin,
    bearing: Childbearing,
    rng: Random,
) -> list[Record]:
    """C26 and C27 with their parts, for each person; empty for those who are not asked."""
    found: list[Record] = []
    for person in persons:
        asked = person.sex == WOMAN and person.aged(_YOUNGEST, _OLDEST)
        if not asked or statuses[person.index] in {None, NEVER}:
            found.append({})
            continue
        births = bearing.births.get(person.index, [])
        found.append(_fertility(person, _known(person, persons, ties, births), births, rng))
    return found


def _known(
    woman: Respondent, persons: Sequence[Respondent], ties: Kin, births: list[Birth]
) -> Counter[int]:
    """Her children of each sex that the form shows, the newborn among them."""
    infants = {birth.infant for birth in births}
    known = Counter(birth.sex for birth in births)
    for child in ties.children.get(woman.index, ()):
        sex = persons[child].sex
        if child not in infants and persons[child].age != 0 and sex is not None:
            known[sex] += 1
    return known


def _fertility(woman: Respondent, known: Counter[int], births: list[Birth], rng: Random) -> Record:
    age = woman.age or 0
    born = known.copy()
    total = _number_born(age, known.total(), len(births), rng)
    for _ in range(total - known.total()):
        born[1 if rng.random() < _BOYS else 2] += 1
    asked_last_year = age <= _OLDEST_LAST_YEAR
    if not total:
        return {"C26": _CHILDLESS}
    lost = Counter(birth.sex for birth in births if birth.infant is None)
    answers: Record = {"C26": _MOTHER}
    for sex, letter in ((1, "m"), (2, "f")):
        unseen = born[sex] - known[sex]
        dead = sum(rng.random() < _share_dead(age) for _ in range(unseen)) + lost[sex]
        answers[f"C26_born_{letter}"] = born[sex]
        answers[f"C26_alive_{letter}"] = born[sex] - dead
    if asked_last_year:
        answers["C27"] = _GAVE_BIRTH if births else _NONE_LAST_YEAR
        for number, birth in enumerate(births, start=1):
            answers[f"C27_month{number}"] = birth.month
            answers[f"C27_sex{number}"] = birth.sex
    return answers


def _number_born(age: int, known: int, births: int, rng: Random) -> int:
    """Children ever born, no fewer than the form shows and no more than her age allows."""
    most = min(_MOST_CHILDREN, max(age - 13, 0))
    if births:
        unseen = known == 1 and rng.random() < _elder_unseen()
        drawn = known + unseen
    else:
        drawn = _ever_born(age).draw(rng)
    return max(known, min(drawn, most))


def _share_dead(age: int) -> float:
    return 0.004 + 0.0012 * max(age - 30, 0)


@cache
def _births_by_age() -> Mapping[int, float]:
    """Births of the nation's sample by age of the mother."""
    return {int(row["mother_age"]): float(row["births"]) for row in table("births")}


@cache
def _elder_unseen() -> float:
    """Chance that a mother of one child on the form bore another before, who is not on it.

    With the elder children who are, births then have the published share of first ones.
    """
    rows = table("births")
    first = sum(int(row["parity1"]) for row in rows) / sum(int(row["births"]) for row in rows)
    return 1 - first / (1 - _ELDER_SEEN)


@cache
def _ever_born(age: int) -> Distribution[int]:
    """Children ever born of a woman of that age who was married some time."""
    row = max(
        (row for row in table("children_born") if int(row["first_age"]) <= max(age, 20)),
        key=lambda row: int(row["first_age"]),
    )
    return Distribution((number, float(row[str(number)])) for number in range(6))
