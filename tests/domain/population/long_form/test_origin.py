import pytest

from domain.divisions import counties, prefectures
from domain.population.long_form.origin import place_type
from tests.domain.population.long_form.made import long_of, person, persons

OWN = "370871"


@pytest.mark.parametrize(
    ("district", "expected"),
    [("500112011001", 4), ("500112100001", 3), ("500112100201", 2), ("500112200201", 1)],
)
def test_the_type_of_a_place_is_that_of_its_code(district, expected):
    assert place_type(district) == expected


def test_the_type_of_hukou_place_is_asked_of_those_who_left_it():
    for p in persons():
        left = p["D9"] not in {None, 1} and p["D8"] != 5
        assert ("C11" in p) == left


def test_residence_five_years_ago_is_asked_from_five_on():
    assert all(("C14" in p) == (p["D5"] <= "2015-10") for p in persons())


def test_places_of_five_years_ago_are_complete_and_are_other_counties():
    elsewhere = [p for p in persons() if p.get("C14") == 2]
    assert elsewhere
    for p in elsewhere:
        county = p["C14_county"]
        assert county in counties() - {OWN}
        assert p["C14_prefecture"] == county[:4] + "00"
        assert p["C14_prefecture"] in prefectures()
        assert p["C14_province"] == county[:2]


def test_who_came_from_another_county_since_lived_there_then():
    came = [p for p in persons() if p["D8"] == 4 and p["D9"] in range(2, 8) and "C14" in p]
    assert came
    assert all(p["C14"] == 2 for p in came)


def test_the_province_of_birth_is_another_one():
    born = [p for p in persons() if p["C13"] == 3]
    assert born
    assert all(p["C13_province"] != OWN[:2] for p in born)


def test_a_county_of_hukou_that_is_missing_or_the_own_one_names_another_place():
    for county in (None, "500112"):
        moved = person(0, D8=4, D9=4, D10=0, D8_county=county)
        for seed in range(10):
            (p,) = long_of(moved, seed=seed).form["persons"]
            assert p["C14_county"] != "500112"
