from collections import defaultdict

import pytest

from domain.population.calibration import calibration
from domain.population.fitting import collective_shares, family_shares, population_model

PROVINCES = ("50", "37")


@pytest.mark.parametrize("province", PROVINCES)
def test_the_pool_has_the_published_ages_and_sexes_year_by_year(province):
    model = population_model(province)
    published = calibration(province).pyramid
    residents = defaultdict(float)
    for composition, weight in model.weighted:
        for _, sex, age in composition.members:
            residents[min(age, 100), sex] += weight
    total = sum(residents.values())
    population = sum(published.values())
    for cell, number in published.items():
        assert residents[cell] / total == pytest.approx(number / population, rel=1e-6)


@pytest.mark.parametrize("province", PROVINCES)
def test_the_pool_has_the_published_sizes_and_generations(province):
    model = population_model(province)
    households = defaultdict(float)
    for composition, weight in model.weighted:
        if composition.kind == "family":
            households[len(composition.members), composition.generations] += weight
    assert households == pytest.approx(family_shares(calibration(province)), rel=1e-6)


def test_mean_sizes_are_the_published_ones():
    published = calibration("50")
    families, collectives = family_shares(published), collective_shares(published)
    mean = sum(size * share for (size, _), share in families.items()) / sum(families.values())
    assert mean == pytest.approx(2.6162, abs=1e-4)
    mean = sum(size * share for size, share in collectives.items()) / sum(collectives.values())
    assert mean == pytest.approx(published.collective_size, abs=1e-4)
    assert sum(families.values()) + sum(collectives.values()) == pytest.approx(1)


@pytest.mark.parametrize("province", PROVINCES)
def test_no_composition_of_several_persons_stands_for_many_households(province):
    weights = [weight for c, weight in population_model(province).weighted if len(c.members) > 1]
    assert max(weights) < 0.004
    effective = sum(weights) ** 2 / sum(weight * weight for weight in weights)
    assert effective > len(weights) / 4


def test_everyone_grown_up_may_live_alone():
    alone = [c.members[0] for c, _ in population_model("50").weighted if len(c.members) == 1]
    assert {(m.sex, m.age) for m in alone} >= {(s, a) for s in (1, 2) for a in range(16, 101)}


def test_generations_follow_from_the_relationships():
    generation = {0: 0, 1: 0, 8: 0, 9: 0, 3: 1, 4: 1, 5: 2, 2: -1, 6: -1, 7: -2}
    for composition, _ in population_model("50").weighted:
        if composition.kind == "family":
            present = {generation[m.relationship] for m in composition.members}
            assert len(present) == composition.generations
