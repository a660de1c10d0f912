"""The long forms of thirty thousand households against what they are fitted to.

Published are the marital status of the nation, the health of its old people, and age and order of
births. What is ours (industry, hours) is only held to the tables that it is drawn from.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from math import sqrt

import pytest

from domain.age import completed_age
from domain.census import CENSUS_2020
from domain.population.calibration import calibration, table
from domain.population.long_form import long_form
from domain.population.long_form.marriage import status_shares
from domain.population.long_form.old_age import health
from domain.population.territory import is_village
from domain.residence import residence_rule
from tests.domain.population.long_form.made import households

HOUSEHOLDS = 30_000
STANDARD_ERRORS = 4
# Persons of one household are married or not together, and share a village.
ALIKE = 1.8
PROVINCES = pytest.mark.parametrize("province", ["50", "37"])
SECTOR = {"A": "primary"} | dict.fromkeys("BCDE", "secondary")


@dataclass
class Counts:
    """Residents of a run, counted by the answers of their long forms."""

    marital: Counter = field(default_factory=Counter)
    health: Counter = field(default_factory=Counter)
    mothers: Counter = field(default_factory=Counter)
    orders: Counter = field(default_factory=Counter)
    sections: Counter = field(default_factory=Counter)
    registered_births: int = 0


@cache
def counted(province):
    counts = Counts()
    for made in households(province, HOUSEHOLDS):
        long = long_form(made, seed=2020)
        household = long.form["household"]
        counts.registered_births += household["H3m"] + household["H3f"]
        rural = is_village(household["district"])
        for person, industry in zip(long.form["persons"], long.industry, strict=True):
            count_births(counts, person)
            if not residence_rule(person["D7"], person["D8"], person["D9"]).resident:
                continue
            if "C24" in person:
                counts.marital[person["D4"], person["C24"]] += 1
            if "C29" in person:
                counts.health[person["C29"]] += 1
            if industry is not None:
                counts.sections[rural, industry[0]] += 1
    return counts


def count_births(counts, person):
    if person.get("C27") != 2:
        return
    births = 2 if "C27_month2" in person else 1
    counts.mothers[completed_age(person["D5"], CENSUS_2020)] += births
    counts.orders[min(person["C26_born_m"] + person["C26_born_f"], 3)] += 1


def assert_alike(found, wanted):
    """Each share is met within its sampling error."""
    total, everyone = found.total(), sum(wanted.values())
    for key, number in wanted.items():
        share = number / everyone
        error = sqrt(ALIKE * share * (1 - share) / total)
        assert found[key] / total == pytest.approx(share, abs=STANDARD_ERRORS * error), key


@PROVINCES
@pytest.mark.parametrize("sex", [1, 2])
def test_residents_have_the_marital_status_of_their_age_and_sex(province, sex):
    wanted = Counter()
    for (age, of_sex), number in calibration(province).pyramid.items():
        if of_sex == sex and age >= 15:
            for status, share in status_shares()[age, sex].items():
                wanted[status] += share * number
    found = Counter({s: n for (x, s), n in counted(province).marital.items() if x == sex})
    assert_alike(found, wanted)


@PROVINCES
def test_the_old_have_the_health_of_their_age(province):
    shares = health().shares
    wanted = Counter()
    for (age, _), number in calibration(province).pyramid.items():
        if age >= 60:
            for code, share in enumerate(shares[max(f for f in shares if f <= age)], start=1):
                wanted[code] += share * number
    assert_alike(counted(province).health, wanted)


@PROVINCES
def test_most_births_have_a_mother_of_about_the_published_age(province):
    """Who may be the mother is told by the compositions, which know no mothers: 2.5 years off."""
    counts = counted(province)
    assert counts.mothers.total() > 0.6 * counts.registered_births
    published = {int(row["mother_age"]): int(row["births"]) for row in table("births")}
    mean = sum(age * n for age, n in published.items()) / sum(published.values())
    found = sum(age * n for age, n in counts.mothers.items()) / counts.mothers.total()
    assert found == pytest.approx(mean, abs=2.5)


@PROVINCES
def test_births_are_first_second_and_later_ones_about_as_published(province):
    published = Counter()
    for row in table("births"):
        for order, name in ((1, "parity1"), (2, "parity2"), (3, "parity3plus")):
            published[order] += int(row[name])
    orders = counted(province).orders
    for order, number in published.items():
        share = number / published.total()
        assert orders[order] / orders.total() == pytest.approx(share, abs=0.09), order


def test_sections_of_industry_off_the_land_are_those_of_town_and_village():
    for rural, name in ((False, "urban"), (True, "rural")):
        table_of = {
            row["section"]: int(row[name]) for row in table("industry") if row["section"] != "A"
        }
        sections = counted("37").sections
        found = Counter({s: n for (r, s), n in sections.items() if r == rural and s != "A"})
        assert_alike(found, table_of)


def test_town_and_village_together_work_in_the_sectors_of_the_nation():
    """The nation's 750.64 million at work: 23.6 in the primary, 28.7 in the secondary sector."""
    found = {rural: Counter() for rural in (False, True)}
    for (rural, section), number in counted("37").sections.items():
        found[rural][SECTOR.get(section, "tertiary")] += number
    villages = 0.384
    for sector, wanted in {"primary": 0.236, "secondary": 0.287, "tertiary": 0.477}.items():
        in_villages, elsewhere = (found[r][sector] / found[r].total() for r in (True, False))
        mixed = villages * in_villages + (1 - villages) * elsewhere
        assert mixed == pytest.approx(wanted, abs=0.03), sector
