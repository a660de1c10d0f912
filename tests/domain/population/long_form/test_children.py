from random import Random

from domain.population.long_form.children import births_of, mothers_of
from domain.population.long_form.kin import kin
from tests.domain.population.long_form.made import (
    long_forms,
    long_of,
    people,
    person,
    persons,
    short_form,
)

COUNTS = ("C26_born_m", "C26_born_f", "C26_alive_m", "C26_alive_f")
INFANT = {"D11": None, "D12": None}


def test_an_infant_is_a_birth_of_its_mother():
    long = long_of(person(0, "1990-05"), person(1, "1992-03", 2), person(2, "2020-02", 2, **INFANT))
    mother = long.form["persons"][1]
    assert (mother["C26"], mother["C27"]) == (2, 2)
    assert (mother["C27_month1"], mother["C27_sex1"]) == ("2020-02", 2)
    assert mother["C26_born_f"] >= 1


def test_twins_are_two_births_of_one_month():
    twins = [person(2, "2020-02", sex, **INFANT) for sex in (1, 2)]
    mother = long_of(person(0, "1990-05"), person(1, "1992-03", 2), *twins).form["persons"][1]
    assert [mother[f"C27_month{n}"] for n in (1, 2)] == ["2020-02"] * 2
    assert {mother[f"C27_sex{n}"] for n in (1, 2)} == {1, 2}


def test_a_newborn_who_died_was_born_and_is_not_alive():
    line = {"birth": "2020-03", "death": "2020-04", "sex": 1, "age": 0, "household": "001"}
    long = long_of(person(0, "1990-05"), person(1, "1992-03", 2), deaths=[line], H3m=1, H4m=1)
    mother = long.form["persons"][1]
    assert mother["C27_month1"] == "2020-03"
    assert mother["C26_born_m"] == mother["C26_alive_m"] + 1


def test_two_births_of_one_woman_are_seven_months_apart_or_twins():
    records = [person(0, "1990-05"), person(1, "1992-03", 2)]
    infants = [person(2, month, **INFANT) for month in ("2020-02", "2020-05")]
    form, found = short_form(*records, *infants), people(*records, *infants)
    bearing = mothers_of(births_of(form, found), found, kin(found), Random(1))
    assert [len(births) for births in bearing.births.values()] == [1]
    assert bearing.without_mother == 1


def test_a_birth_that_no_woman_here_can_have_borne_is_expected_to_be_doubted():
    long = long_of(person(0, "1955-05"), person(7, "2020-02", **INFANT))
    assert long.expected_warnings == ("H25",)


def test_the_children_that_the_form_shows_are_among_those_born():
    children = [person(2, f"{year}-04", 1, D11=4) for year in (2003, 2007, 2010)]
    for seed in range(20):
        mother = long_of(person(0, "1978-05"), person(1, "1980-03", 2), *children, seed=seed).form[
            "persons"
        ][1]
        assert mother["C26_born_m"] >= 3


def test_children_are_asked_of_ever_married_women_of_fifteen_to_sixty_four():
    for p in persons():
        asked = p["D4"] == 2 and "1955-11" <= p["D5"] <= "2005-10" and p["C24"] != 1
        assert ("C26" in p) == asked
        assert ("C26_born_m" in p) == (p.get("C26") == 2)
        last_year = p.get("C26") == 2 and p["D5"] >= "1969-11"
        assert ("C27" in p) == last_year


def test_no_more_children_are_alive_than_were_born():
    mothers = [p for p in persons() if p.get("C26") == 2]
    assert mothers
    for p in mothers:
        born_m, born_f, alive_m, alive_f = (p[item] for item in COUNTS)
        assert born_m + born_f > 0
        assert alive_m <= born_m
        assert alive_f <= born_f


def test_births_of_the_window_are_those_of_the_household():
    for made in long_forms():
        if "H25" in made.expected_warnings:
            continue
        born = [
            p[f"C27_sex{n}"] for p in made.form["persons"] for n in (1, 2) if f"C27_sex{n}" in p
        ]
        household = made.form["household"]
        assert (born.count(1), born.count(2)) == (household["H3m"], household["H3f"])
