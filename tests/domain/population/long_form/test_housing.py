from collections import Counter
from random import Random

import pytest

from domain.codes import code_list
from domain.population.long_form.housing import housing

LISTS = {
    "H8": "building_storeys",
    "H9": "load_bearing_type",
    "H10": "construction_period",
    "H12": "cooking_fuel",
    "H14": "kitchen",
    "H15": "toilet",
    "H16": "bath",
    "H17": "housing_source",
    "H18": "monthly_rent",
    "H19": "car_value",
}


def dwellings(migrant, rural, number=3000):
    rng = Random(1)
    return [housing(migrant, rural, rng) for _ in range(number)]


@pytest.mark.parametrize("rural", [False, True])
def test_answers_are_codes_and_every_code_in_use_occurs(rural):
    made = dwellings(False, rural)
    for item, name in LISTS.items():
        assert {d[item] for d in made if item in d} <= set(code_list(name).answers)


def test_rent_is_that_of_tenants():
    assert all(("H18" in d) == (d["H17"] in {1, 2}) for d in dwellings(True, False))


def test_a_lift_is_not_asked_of_single_storey_houses():
    assert all(("H11" in d) == (d["H8"] != 1) for d in dwellings(False, True))


def test_towers_and_new_high_rises_have_a_lift():
    high = [d for d in dwellings(False, False) if d["H8"] == 4 or (d["H8"] == 3 and d["H10"] >= 7)]
    assert high
    assert all(d["H11"] == 1 for d in high)


def test_without_piped_water_no_toilet_flushes():
    assert all(d["H15"] not in {1, 2} for d in dwellings(False, True) if d["H13"] == 2)


def test_newcomers_rent_and_villagers_build():
    newcomers = Counter(d["H17"] for d in dwellings(True, False))
    villagers = Counter(d["H17"] for d in dwellings(False, True))
    assert newcomers.most_common(1)[0][0] == 2
    assert villagers.most_common(1)[0][0] == 7
