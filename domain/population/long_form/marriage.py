"""Marital status and the month of the first marriage (C24, C25).

Who has a spouse in the household is married. What the others are is fitted, so that each age and
sex has the status that the nation's people of that age and sex have.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TypeAlias

from domain.census import CENSUS_2020
from domain.population.calibration import OLDEST, calibration, table
from domain.population.chance import Distribution
from domain.population.fitting import PopulationModel
from domain.population.kinship import WOMAN
from domain.population.long_form.kin import LEGAL_AGES, Kin, kin, of_age
from domain.population.long_form.respondent import Respondent, month_number, month_of

NEVER, MARRIED, DIVORCED, WIDOWED = 1, 2, 3, 4
STATUSES = ("never", "married", "divorced", "widowed")
ASKED_AGE = 15
_NATION = "00"
_ROUNDS = 60
_LEAST_FIRST_AGE, _MOST_FIRST_AGE = 18, 65
_MEAN_FIRST_AGE = {1: 25.6, 2: 23.8}
_MARRIAGE = 5
_PREGNANCY = 9
_LEAST = 1e-9

_Shares: TypeAlias = Mapping[int, float]
_AgeSex: TypeAlias = tuple[int, int]


@cache
def status_shares() -> Mapping[tuple[int, int], _Shares]:
    """Share of each code of C24 by (age 15..100, sex).

    The prior of each age is fitted to the nation's totals of each sex.
    """
    pyramid = calibration(_NATION).pyramid
    fitted: dict[tuple[int, int], _Shares] = {}
    for sex, name in ((1, "male"), (2, "female")):
        totals = next(row for row in table("marital_totals") if row["sex"] == name)
        published = [float(totals[status]) for status in STATUSES]
        bands = {
            int(row["first_age"]): [float(row[status]) for status in STATUSES]
            for row in table("marital_prior")
            if int(row["sex"]) == sex
        }
        ages = range(ASKED_AGE, OLDEST + 1)
        band_of = {age: max(first for first in bands if first <= age) for age in ages}
        people = dict.fromkeys(bands, 0.0)
        for age in ages:
            people[band_of[age]] += pyramid[age, sex]
        _rake(bands, people, published)
        for age in ages:
            row = bands[band_of[age]]
            fitted[age, sex] = {code: n / sum(row) for code, n in enumerate(row, start=1)}
    return fitted


def _rake(bands: dict[int, list[float]], people: Mapping[int, float], totals: list[float]) -> None:
    """Scales rows to the people of each age and columns to the totals, until both agree."""
    everyone = sum(people.values())
    for _ in range(_ROUNDS):
        for column, total in enumerate(totals):
            wanted = total / sum(totals) * everyone
            factor = wanted / sum(row[column] for row in bands.values())
            for row in bands.values():
                row[column] *= factor
        for first, row in bands.items():
            factor = people[first] / sum(row)
            row[:] = [n * factor for n in row]


class Marriages:
    """Draws marital statuses for the households of a province."""

    def __init__(self, model: PopulationModel) -> None:
        """Learns how many of each age and sex have a spouse, or a child, in their household."""
        self._alone: dict[_AgeSex, Distribution[int]] = {}
        self._once: dict[_AgeSex, Distribution[int]] = {}
        found = _living(model)
        for sex in (1, 2):
            of_sex = {key: living for key, living in found.items() if key[1] == sex}
            for (key, once), row in _fitted(of_sex).items():
                (self._once if once else self._alone)[key] = Distribution(enumerate(row, start=1))

    def statuses(
        self, persons: Sequence[Respondent], ties: Kin, mothers: Iterable[int], rng: Random
    ) -> list[int | None]:
        """C24 of each person; None for those who are not asked.

        ``mothers`` gave birth in the window. Who left for marriage (D10) was married, whatever
        the age.
        """
        bound = ties.married_once | set(mothers)
        found: list[int | None] = []
        for person in persons:
            if person.age is None or person.age < ASKED_AGE:
                found.append(None)
                continue
            draw = rng.random()  # one each, whatever comes of it
            if person.index in ties.spouse:
                found.append(MARRIED)
            elif not of_age(person):
                found.append(MARRIED if person.reason == _MARRIAGE else NEVER)
            else:
                key = min(person.age, OLDEST), person.sex or WOMAN
                once = person.index in bound or person.reason == _MARRIAGE
                found.append((self._once if once else self._alone)[key].at(draw))
        return found


@dataclass(slots=True)
class _Living:
    """How many of an age and sex live with a spouse, with children only, and otherwise."""

    coupled: float = 0.0
    once: float = 0.0
    alone: float = 0.0


def _living(model: PopulationModel) -> dict[_AgeSex, _Living]:
    """The residents of a province from fifteen on, by those they live with."""
    found: dict[_AgeSex, _Living] = {}
    for composition, weight in model.weighted:
        ties = kin(composition.members)
        for index, member in enumerate(composition.members):
            if member.age < ASKED_AGE:
                continue
            living = found.setdefault((min(member.age, OLDEST), member.sex), _Living())
            if index in ties.spouse:
                living.coupled += weight
            elif index in ties.married_once:
                living.once += weight
            else:
                living.alone += weight
    return found


def _fitted(found: Mapping[_AgeSex, _Living]) -> dict[tuple[_AgeSex, bool], list[float]]:
    """Statuses of those of one sex without a spouse in the household, as rows of C24.

    By age and sex, and whether they were married some time. Couples are married, and so many of an
    age may be coupled that fewer than wanted are left unmarried; the others make up for it, so that
    the total of each status is what the shares of each age and sex come to.
    """
    shares = status_shares()
    wanted = [0.0] * len(STATUSES)
    rows: dict[tuple[_AgeSex, bool], list[float]] = {}
    mass: dict[tuple[_AgeSex, bool], float] = {}
    for key, living in found.items():
        share = list(shares[key].values())
        everyone = living.coupled + living.once + living.alone
        for column, part in enumerate(share):
            wanted[column] += part * everyone
        wanted[MARRIED - 1] -= living.coupled
        left = max(share[1] - living.coupled / everyone, _LEAST)
        mass[key, True], rows[key, True] = living.once, [0.0, left, *share[2:]]
        of_legal_age = key[0] >= LEGAL_AGES[key[1]]
        never = max(share[0], _LEAST)
        mass[key, False] = living.alone
        rows[key, False] = [never, left, *share[2:]] if of_legal_age else [never, 0.0, 0.0, 0.0]
    for _ in range(_ROUNDS):
        for column, total in enumerate(wanted):
            factor = max(total, _LEAST) / sum(row[column] for row in rows.values())
            for row in rows.values():
                row[column] *= factor
        for place, row in rows.items():
            factor = max(mass[place], _LEAST) / sum(row)
            row[:] = [n * factor for n in row]
    return rows


def first_marriages(
    persons: Sequence[Respondent], statuses: Sequence[int | None], ties: Kin, rng: Random
) -> list[str | None]:
    """C25 of each person, ``YYYY-MM``; the two of a couple were married in the same month."""
    months: list[str | None] = [None] * len(persons)
    for person in persons:
        status = statuses[person.index]
        if status is None or status == NEVER or months[person.index] is not None:
            continue
        couple = [person]
        other = ties.spouse.get(person.index)
        if other is not None and statuses[other] == MARRIED:
            couple.append(persons[other])
        children = [persons[c] for c in ties.children.get(person.index, ())]
        first_birth = min((month_number(child.birth) for child in children), default=None)
        month = _wedding(couple, first_birth, rng)
        for partner in couple:
            months[partner.index] = month
    return months


def _wedding(couple: list[Respondent], first_birth: int | None, rng: Random) -> str:
    """A month in which everyone of the couple was of a usual age, before the first child."""
    person = couple[0]
    age = rng.gauss(_MEAN_FIRST_AGE[person.sex or WOMAN], 3.2)
    births = [month_number(partner.birth) for partner in couple]
    last = month_number(CENSUS_2020.reference_month)
    earliest = max(births) + 12 * _LEAST_FIRST_AGE
    latest = min(min(births) + 12 * _MOST_FIRST_AGE, last)
    if first_birth is not None:
        latest = min(latest, first_birth - _PREGNANCY)
    # Who is under age has no usual month, and marries in the last one.
    month = max(earliest, min(births[0] + round(age * 12), latest))
    return month_of(min(month, last))
