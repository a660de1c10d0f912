from collections import Counter
from functools import cache
from math import sqrt

import pytest

from domain.age import completed_age
from domain.census import CENSUS_2020
from domain.forms import parse_form
from domain.population import FOREIGN_SHARE, foreign_households, generate, lay_out
from domain.population.calibration import table
from domain.rules import check

LONGXI = lay_out("500112", None, 10_000)
LEAST_YEARS = {1: 0, 2: 0, 3: 0, 4: 1, 5: 2, 6: 5}


@cache
def forms():
    return list(foreign_households(LONGXI, seed=7, share=0.6))


def persons():
    return [person for form in forms() for person in form["persons"]]


def test_a_foreign_form_draws_no_finding():
    assert not any(check(parse_form(form)) for form in forms()[:2000])


def test_the_same_seed_gives_the_same_forms_and_another_one_others():
    first = list(foreign_households(LONGXI, 1, 0.1))
    assert list(foreign_households(LONGXI, 1, 0.1)) == first
    assert list(foreign_households(LONGXI, 2, 0.1)) != first


def test_without_a_share_they_are_as_frequent_as_in_the_nation():
    territory = lay_out("370871", "370871", 30_000)
    expected = FOREIGN_SHARE * territory.households
    found = len(list(foreign_households(territory, seed=1)))
    assert found == pytest.approx(expected, abs=4 * sqrt(expected))


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(ValueError, match="0"):
        foreign_households(LONGXI, 1, share)


def test_numbers_and_units_follow_those_of_the_other_households():
    small = lay_out("500112", None, 1000)
    taken, units = set(), set()
    for form in [h.form for h in generate(small, 1000, 1)] + list(
        foreign_households(small, 1, 0.2)
    ):
        address = form["household"]
        block = address["district"] + address["block"]
        number, unit = (block, address["hh"]), (block, address["building"], address["unit"])
        assert number not in taken
        assert unit not in units
        taken.add(number)
        units.add(unit)


def test_a_full_block_takes_no_more_households():
    block = lay_out("500112", "500112011", 1).blocks[0]
    assert block.planned_households == 1
    assert len(list(foreign_households(lay_out("500112", "500112011", 1), 1, 1.0))) == 1


def assert_published(found, published):
    """Shares within four standard errors, persons of one household counting about as two."""
    total, everyone = found.total(), sum(published.values())
    assert set(found) == set(published)
    for key, number in published.items():
        share = number / everyone
        error = sqrt(2 * share * (1 - share) / total)
        assert found[key] / total == pytest.approx(share, abs=4 * error), key


def test_identities_and_sexes_are_the_published_ones():
    published = {
        (int(row["code"]), sex): int(row[name])
        for row in table("foreigners_identity")
        for sex, name in ((1, "male"), (2, "female"))
    }
    assert_published(Counter((p["R8"], p["R3"]) for p in persons()), published)


@pytest.mark.parametrize("item", ["R5", "R6"])
def test_purpose_and_time_of_stay_are_the_published_ones(item):
    published = {
        int(row["code"]): int(row["persons"])
        for row in table("foreigners_stay")
        if row["item"] == item
    }
    assert_published(Counter(p[item] for p in persons()), published)


def test_nobody_has_lived_here_longer_than_lived():
    for person in persons():
        assert completed_age(person["R4"], CENSUS_2020) >= LEAST_YEARS[person["R6"]]


def test_foreigners_alone_have_a_nationality_and_a_romanised_name():
    for person in persons():
        assert ("R8_nationality" in person) == (person["R8"] == 4)
        assert person["R1"].isascii() == (person["R8"] == 4)


def test_children_are_younger_than_their_parents():
    for form in forms():
        head, *others = form["persons"]
        for person in others:
            if person["R2"] == 2:
                gap = completed_age(head["R4"], CENSUS_2020) - completed_age(
                    person["R4"], CENSUS_2020
                )
                assert gap >= 20
