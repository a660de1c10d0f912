"""The model of a province: a pool of household compositions, weighted to the published figures.

The pool is made once, from a fixed seed, so that it depends on the province alone. Its weights are
fitted by iterative proportional updating: in turn, every margin (households by size and
generations, persons by single age and sex) scales the households that hold it, until all agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from random import Random
from typing import Literal, NamedTuple, TypeAlias

from domain.population.calibration import AgeSex, Calibration, calibration
from domain.population.chance import Distribution
from domain.population.kinship import HEAD, OTHER, Families, Member

Kind: TypeAlias = Literal["family", "students", "workers", "care"]

_POOL_SEED = 20201101
_FAMILIES = 9000
_COLLECTIVES = 1800
_LEAST_IN_CELL = 40
_YOUNGEST_ALONE = 16
_ROUNDS = 40
_LARGEST_FAMILY = 15
_LARGEST_COLLECTIVE = 19
# Youngest and oldest member of each kind of collective household, and its share of the pool.
_COLLECTIVE_AGES: Mapping[Kind, tuple[int, int, float]] = {
    "students": (16, 22, 0.40),
    "workers": (17, 60, 0.52),
    "care": (68, 98, 0.08),
}


class Composition(NamedTuple):
    """The residents of a household to be; ``generations`` is 0 for a collective household."""

    kind: Kind
    generations: int
    members: tuple[Member, ...]


class PopulationModel(NamedTuple):
    """Compositions, and the share of households that each stands for."""

    calibration: Calibration
    weighted: Sequence[tuple[Composition, float]]
    compositions: Distribution[Composition]

    @property
    def residents_per_household(self) -> float:
        """Mean residents, family and collective households together."""
        return sum(weight * len(c.members) for c, weight in self.weighted)


@cache
def population_model(province: str) -> PopulationModel:
    """The fitted model of a province (two digits); about a second, once a process."""
    published = calibration(province)
    rng = Random(_POOL_SEED)
    families = Families(published.pyramid)
    pool = [*_families(published, families, rng), *_collectives(published, families, rng)]
    weights = _fitted([weight for _, weight in pool], _margins(published, pool))
    weighted = [(c, weight) for (c, _), weight in zip(pool, weights, strict=True)]
    return PopulationModel(published, weighted, Distribution(weighted))


def _families(
    published: Calibration, families: Families, rng: Random
) -> Iterable[tuple[Composition, float]]:
    """Family compositions with their weight before fitting; rare cells have more of them."""
    alone = {key: n for key, n in published.pyramid.items() if key[0] >= _YOUNGEST_ALONE}
    for (size, generations), share in family_shares(published).items():
        if size == 1:
            # One of each age and sex, so that no margin hangs on a few households by chance.
            for (age, sex), number in alone.items():
                weight = share * number / sum(alone.values())
                yield Composition("family", generations, (Member(HEAD, sex, age),)), weight
            continue
        number = max(_LEAST_IN_CELL, round(_FAMILIES * share**0.75 / 2.2))
        for _ in range(number):
            members = families.family(size, generations, rng)
            yield Composition("family", generations, members), share / number


def _collectives(
    published: Calibration, families: Families, rng: Random
) -> Iterable[tuple[Composition, float]]:
    sizes = collective_shares(published)
    for (size, share), (kind, ages) in product(sizes.items(), _COLLECTIVE_AGES.items()):
        youngest, oldest, kind_share = ages
        number = max(6, round(_COLLECTIVES * share / published.collective_share * kind_share))
        for _ in range(number):
            _, sex = families.person(youngest, oldest, rng)
            drawn = [families.person(youngest, oldest, rng) for _ in range(size)]
            # One dormitory room, one sex; the residents of a home live mixed.
            members = tuple(
                Member(OTHER if i else HEAD, own if kind == "care" else sex, age)
                for i, (age, own) in enumerate(drawn)
            )
            yield Composition(kind, 0, members), share * kind_share / number


def family_shares(published: Calibration) -> dict[tuple[int, int], float]:
    """Share of all households by (size 1..15, generations), family households only.

    The published "10 and over" is spread over 10..15 so that its mean is the published one.
    """
    total = sum(published.household_size.values())
    family = 1 - published.collective_share
    tail = _tilted(range(10, _LARGEST_FAMILY + 1), published.largest_family_size)
    shares: dict[tuple[int, int], float] = {}
    for (size, generations), households in published.household_size.items():
        spread = tail if size == 10 else {size: 1.0}
        for exact, part in spread.items():
            shares[exact, generations] = family * households / total * part
    return shares


def collective_shares(published: Calibration) -> dict[int, float]:
    """Share of all households by size, collective households only, with the published mean."""
    sizes = _tilted(range(1, _LARGEST_COLLECTIVE + 1), published.collective_size)
    return {size: published.collective_share * share for size, share in sizes.items()}


def _tilted(values: range, mean: float) -> dict[int, float]:
    """A geometric distribution over ``values`` with that mean (ratio found by bisection)."""
    low, high = 0.01, 4.0
    shares: dict[int, float] = {}
    for _ in range(60):
        ratio = (low + high) / 2
        powers = {value: ratio ** (value - values[0]) for value in values}
        total = sum(powers.values())
        shares = {value: power / total for value, power in powers.items()}
        if sum(value * share for value, share in shares.items()) < mean:
            low = ratio
        else:
            high = ratio
    return shares


def _margins(
    published: Calibration, pool: Sequence[tuple[Composition, float]]
) -> list[tuple[float, list[int]]]:
    """Each margin as its target and the households that hold it, once for each person of it."""
    cells: dict[tuple[str, int, int], list[int]] = {}
    residents: dict[AgeSex, list[int]] = {}
    for index, (composition, _) in enumerate(pool):
        family = composition.kind == "family"
        cell = ("family" if family else "collective", len(composition.members))
        cells.setdefault((*cell, composition.generations), []).append(index)
        for _, sex, age in composition.members:
            residents.setdefault((min(age, 100), sex), []).append(index)
    targets: dict[tuple[str, int, int], float] = {
        ("family", *cell): share for cell, share in family_shares(published).items()
    }
    targets |= {("collective", n, 0): share for n, share in collective_shares(published).items()}
    persons = sum(size * share for (_, size, _), share in targets.items())
    scale = persons / sum(published.pyramid.values())
    margins = [(targets[cell], indices) for cell, indices in cells.items()]
    margins += [(published.pyramid[key] * scale, indices) for key, indices in residents.items()]
    return margins


def _fitted(weights: list[float], margins: Sequence[tuple[float, list[int]]]) -> list[float]:
    """Weights under which the margins come out as targeted."""
    for _ in range(_ROUNDS):
        for target, indices in margins:
            factor = target / sum([weights[i] for i in indices])
            for i in set(indices):
                weights[i] *= factor
    total = sum(weights)
    return [weight / total for weight in weights]
