"""Synthetic households of a territory: forms as offices exchange them, block by block.

The same territory, seed and share of mistakes always give the same forms in the same order; asking
for fewer households gives the beginning of the same sequence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from random import Random
from typing import NamedTuple

from domain.census import CENSUS_2020
from domain.population.address import address
from domain.population.deaths import Deaths, born_in_window, deaths_of_sex
from domain.population.dwelling import dwelling
from domain.population.families import FamilyMaker
from domain.population.fitting import population_model
from domain.population.identities import Identities
from domain.population.links import Links
from domain.population.natural_person import People, month_of_birth
from domain.population.planting import plant_mistake, plant_oddity
from domain.population.short_form import Form, counts, short_form
from domain.population.standing import Standings
from domain.population.territory import Block, Territory

ODDITIES = 0.01
"""Share of households that are right and yet carry a warning, for reviewers to explain."""

_ALL_DEAD = "999"
_CENTENARIAN = month_of_birth(100, CENSUS_2020.reference_month_number)


@dataclass(frozen=True, slots=True)
class SyntheticHousehold:
    """A form, and what is known to be wrong or odd about it.

    ``planted``: ids of the rules that own a mistake put into it; empty for a clean household.
    ``expected_warnings``: ids of warnings that a clean household carries all the same.
    """

    form: Form
    planted: tuple[str, ...] = ()
    expected_warnings: tuple[str, ...] = ()


def generate(
    territory: Territory, households: int, seed: int, mistakes: float = 0.0
) -> Iterator[SyntheticHousehold]:
    """Forms of the first ``households`` households of the territory, in order of block and number.

    ``mistakes``: share of households (0..1) with one planted mistake. Household numbers are unique
    in their block; 999 stands, in some blocks in the place of the last number, for a household of
    which nobody is left. Raises ``ValueError`` for a share outside 0..1.
    """
    if not 0.0 <= mistakes <= 1.0:
        raise ValueError("差错比例应在 0 到 1 之间 / The share of mistakes is in 0..1")
    return _stream(territory, households, seed, mistakes)


class _Clean(NamedTuple):
    """A form before anything is put in; ``linked``: somebody on it stands on another form, too."""

    form: Form
    linked: bool


def _stream(
    territory: Territory, households: int, seed: int, mistakes: float
) -> Iterator[SyntheticHousehold]:
    # Mistakes have a source of their own, so that the other households stay as they are.
    slips = Random(f"{seed}: mistakes of {territory.county}")
    generator = _Generator(territory, seed)
    clean = chain.from_iterable(map(generator.block, territory.blocks))
    for household in islice(clean, households):
        yield _finished(household, mistakes, slips, generator.identities)


def _finished(
    clean: _Clean, mistakes: float, slips: Random, identities: Identities
) -> SyntheticHousehold:
    """Puts in the mistake or the oddity that this household is due, if any.

    An oddity leaves alone those who stand on two forms, which must go on to agree.
    """
    form = clean.form
    expected = ("P05",) if _has_centenarian(form) else ()
    draw = slips.random()
    if draw < mistakes:
        planted = plant_mistake(form, slips, identities)
        if planted is not None:
            return SyntheticHousehold(form, (planted,), expected)
    elif draw >= 1 - ODDITIES * (1 - mistakes) and not expected and not clean.linked:
        odd = plant_oddity(form, slips, identities)
        expected = () if odd is None else (odd,)
    return SyntheticHousehold(form, (), expected)


def _has_centenarian(form: Form) -> bool:
    return any(person["D5"] <= _CENTENARIAN for person in form["persons"])


class _Generator:
    """The state of one run: numbers issued, and people waiting for their second record."""

    def __init__(self, territory: Territory, seed: int) -> None:
        self._rng = Random(f"{seed}: households of {territory.county}")
        self._model = population_model(territory.county[:2])
        self.identities = Identities(territory.county, self._rng)
        people = People(self._model.calibration)
        standings = Standings(self._model, self.identities, territory.whole_county)
        self._links = Links(territory)
        self._families = FamilyMaker(self._model, people, standings, self._links, self.identities)
        self._deaths = Deaths(self._model, people.schooling, self.identities)
        self._ethnicities = people.ethnicities

    def block(self, block: Block) -> Iterator[_Clean]:
        """The forms of a block, in order of household number."""
        rng = self._rng
        self._links.enter(block)
        planned = block.planned_households
        all_dead = rng.random() < self._deaths.per_family_alone * planned
        for number in range(1, planned + 1):
            if all_dead and number == planned:
                yield _Clean(self._all_dead(block, number), linked=False)
            else:
                yield self._living(block, number)

    def _living(self, block: Block, number: int) -> _Clean:
        rng = self._rng
        household = self._families.household(block, rng)
        deaths = []
        if household.type == 1:
            deaths = [
                self._deaths.line(f"{number:03d}", household.ethnicity, rng)
                for _ in range(self._deaths.number(rng))
            ]
        answers = address(block, number, f"{number:03d}") | counts(household, deaths)
        answers |= dwelling(household.type, household.living, rng)
        return _Clean(short_form(answers, household.records, deaths), household.linked)

    def _all_dead(self, block: Block, number: int) -> Form:
        """A household of one person who died in the window: number 999, deaths only."""
        line = self._deaths.line(_ALL_DEAD, self._ethnicities.draw(self._rng), self._rng)
        births_and_deaths: dict[str, int | str | None] = {
            "H3m": born_in_window([line], 1),
            "H3f": born_in_window([line], 2),
            "H4m": deaths_of_sex([line], 1),
            "H4f": deaths_of_sex([line], 2),
        }
        return short_form(address(block, number, _ALL_DEAD) | births_and_deaths, [], [line])
