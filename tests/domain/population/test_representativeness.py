"""Thirty thousand households against the published figures.

Tolerances are sampling errors: four standard errors of a share, times a design effect where persons
are drawn by whole households. With some 150 comparisons a run, chance alone passes four standard
errors about once in a hundred runs, and the seed is fixed.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from math import sqrt

import pytest

from domain.age import completed_age
from domain.census import CENSUS_2020
from domain.population.calibration import age_group, calibration
from domain.population.households import generate
from domain.population.territory import lay_out
from domain.residence import ResidenceRule, residence_rule

HOUSEHOLDS = 30_000
STANDARD_ERRORS = 4
# Below this many persons a share is no longer distributed normally.
LEAST_EXPECTED = 30
# A household shares its ethnicity and, mostly, its absence: persons of one household count about as
# one. Ages and education within a household are nearly independent of each other.
ALIKE, INDEPENDENT = 3.5, 1.5
LEVEL = {1: 0, 2: 0, 3: 1, 4: 2, 5: 3, 6: 4, 7: 5, 8: 6, 9: 6}
LEVELS = (
    "none_or_preschool",
    "primary",
    "junior",
    "senior",
    "college3",
    "bachelor",
    "postgraduate",
)
PROVINCES = pytest.mark.parametrize("province", ["50", "37"])


@dataclass
class Counts:
    """Residents and family households of a run, counted by what is published."""

    ages: Counter = field(default_factory=Counter)
    single_ages: Counter = field(default_factory=Counter)
    levels: Counter = field(default_factory=Counter)
    ethnicities: Counter = field(default_factory=Counter)
    sizes: Counter = field(default_factory=Counter)
    rules: Counter = field(default_factory=Counter)
    collective: int = 0
    deaths: int = 0


@cache
def counted(province):
    county, area = {"50": ("500112", "500112011"), "37": ("370871", "370871")}[province]
    counts = Counts()
    for household in generate(lay_out(county, area, HOUSEHOLDS), HOUSEHOLDS, seed=2020):
        form = household.form
        counts.deaths += len(form["deaths"])
        residents = 0
        for person in form["persons"]:
            rule = residence_rule(person["D7"], person["D8"], person["D9"])
            if not rule.resident:
                continue
            residents += 1
            counts.rules[rule] += 1
            age = completed_age(person["D5"], CENSUS_2020)
            counts.ages[age_group(age), person["D4"]] += 1
            counts.single_ages[age] += 1
            counts.ethnicities[person["D6"]] += 1
            if person["D11"] is not None:
                counts.levels[person["D4"], LEVELS[LEVEL[person["D11"]]]] += 1
        if form["household"].get("H1") == 1 and residents:
            counts.sizes[min(residents, 10)] += 1
        counts.collective += form["household"].get("H1") == 2
    return counts


def shares(numbers):
    total = sum(numbers.values())
    return {key: number / total for key, number in numbers.items()}


def with_rare_together(published, total):
    """The key under which each category is compared: rare ones are one category together."""
    return {
        key: key if share * total >= LEAST_EXPECTED else "rare"
        for key, share in shares(published).items()
    }


def assert_alike(found, published, design_effect):
    """Each published share is met within its sampling error."""
    total = sum(found.values())
    category = with_rare_together(published, total)
    got, expected = Counter(), Counter()
    for key, share in shares(published).items():
        expected[category[key]] += share
        got[category[key]] += found[key] / total
    for key, share in expected.items():
        error = sqrt(design_effect * share * (1 - share) / total)
        assert got[key] == pytest.approx(share, abs=STANDARD_ERRORS * error), key


@PROVINCES
def test_residents_have_the_ages_and_sexes_of_the_province(province):
    published = Counter()
    for (age, sex), number in calibration(province).pyramid.items():
        published[age_group(age), sex] += number
    assert_alike(counted(province).ages, published, INDEPENDENT)


@PROVINCES
def test_family_households_have_the_sizes_of_the_nation(province):
    published = Counter()
    for (size, _), number in calibration(province).household_size.items():
        published[size] += number
    assert_alike(counted(province).sizes, published, 1.0)


@PROVINCES
def test_the_share_of_collective_households_is_that_of_the_nation(province):
    counts = counted(province)
    family = sum(counts.sizes.values())
    share = calibration(province).collective_share
    error = sqrt(share * (1 - share) / (family + counts.collective))
    assert counts.collective / (family + counts.collective) == pytest.approx(share, abs=4 * error)


@PROVINCES
def test_residents_of_three_and_over_have_the_education_of_the_province(province):
    assert_alike(counted(province).levels, calibration(province).education, INDEPENDENT)


@PROVINCES
def test_residents_have_the_ethnicities_of_the_nation(province):
    assert_alike(counted(province).ethnicities, calibration(province).ethnicity, ALIKE)


@PROVINCES
def test_as_many_are_absent_from_their_hukou_as_in_the_nation(province):
    rules = counted(province).rules
    total = sum(rules.values())
    share = calibration(province).separated_share
    error = sqrt(ALIKE * share * (1 - share) / total)
    assert rules[ResidenceRule.R3] / total == pytest.approx(share, abs=STANDARD_ERRORS * error)


@PROVINCES
def test_deaths_come_at_the_registered_rate_of_the_province(province):
    counts = counted(province)
    expected = calibration(province).deaths_per_resident * sum(counts.rules.values())
    assert counts.deaths == pytest.approx(expected, abs=STANDARD_ERRORS * sqrt(expected))


@PROVINCES
def test_no_final_digit_of_age_is_preferred(province):
    """Whipple's index over ages 23-62 stays near that of the published single ages."""
    single = counted(province).single_ages
    published = Counter()
    for (age, _), number in calibration(province).pyramid.items():
        published[age] += number
    share = sum(published[a] for a in range(25, 61, 5)) / sum(published[a] for a in range(23, 63))
    total = sum(single[a] for a in range(23, 63))
    found = sum(single[a] for a in range(25, 61, 5)) / total
    error = sqrt(INDEPENDENT * share * (1 - share) / total)
    assert found == pytest.approx(share, abs=STANDARD_ERRORS * error)
