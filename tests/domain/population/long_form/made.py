"""Small short forms to make long ones of, and runs of made-up households."""

from functools import cache

from domain.population import generate, lay_out, long_form
from domain.population.households import SyntheticHousehold
from domain.population.long_form.respondent import respondents

HOUSEHOLDS = 4000
COUNTIES = {"50": ("500112", "500112011"), "37": ("370871", "370871")}


@cache
def households(province="37", number=HOUSEHOLDS, mistakes=0.0):
    """Those of a run that have anybody left."""
    run = generate(lay_out(*COUNTIES[province], number), number, 11, mistakes)
    return [made for made in run if made.form["household"]["hh"] != "999"]


@cache
def long_forms(province="37"):
    return [long_form(made, seed=11) for made in households(province)]


def persons():
    return [person for made in long_forms() for person in made.form["persons"]]


def person(relationship, birth="1980-05", sex=1, **changes):
    """Somebody living here, hukou and all."""
    return {
        "D1": "某",
        "D2": relationship,
        "D3": None,
        "D4": sex,
        "D5": birth,
        "D6": "01",
        "D7": 1,
        "D8": 1,
        "D9": 1,
        "D10": None,
        "D11": 4,
        "D12": 1,
    } | changes


def short_form(*records, deaths=(), household_type=1, **changes):
    """The form of a household in a street community of Longxi."""
    infants = [r["D4"] for r in records if r["D5"] >= "2019-11"]
    address = {
        "county": "500112",
        "township": "500112011",
        "district": "500112011001",
        "block": "001",
        "building": "0001",
        "unit": "0001",
        "hh": "001",
    }
    answers = {
        "H1": household_type,
        "H2a": sum(r["D7"] == 1 for r in records),
        "H2b": sum(r["D7"] != 1 for r in records),
        "H3m": infants.count(1),
        "H3f": infants.count(2),
        "H4m": 0,
        "H4f": 0,
        "H5": 1,
        "H6": 89,
        "H7": 3,
    }
    return {
        "form": "short",
        "id": "500112011001001-001",
        "household": address | answers | changes,
        "persons": list(records),
        "deaths": list(deaths),
    }


def long_of(*records, seed=1, **changes):
    """The long form of such a household."""
    return long_form(SyntheticHousehold(short_form(*records, **changes)), seed)


def people(*records):
    return respondents(short_form(*records))
