from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.census import CENSUS_2020
from domain.codes import code_list
from domain.id_number import parts
from domain.population.deaths import Deaths, born_in_window, deaths_of_sex
from domain.population.fitting import population_model
from domain.population.identities import Identities
from domain.population.schooling import Schooling

MODEL = population_model("50")


SCHOOLING = Schooling(MODEL.calibration)


def deaths_of(seed):
    rng = Random(seed)
    return Deaths(MODEL, SCHOOLING, Identities("500112", rng)), rng


@given(seed=st.integers())
def test_a_line_is_consistent_in_itself(seed):
    deaths, rng = deaths_of(seed)
    line = deaths.line("007", "01", rng)
    assert line["household"] == "007"
    assert CENSUS_2020.in_window(line["death"])
    assert line["birth"] <= line["death"]
    years = int(line["death"][:4]) - int(line["birth"][:4])
    before_birthday = line["death"][5:] < line["birth"][5:]
    assert line["age"] == years - before_birthday
    assert (line["education"] is None) == (line["age"] < 3)
    assert (line["marital"] is None) == (line["age"] < 15)
    assert line["marital"] is None or line["marital"] in code_list("marital_status")
    if line["id"] is not None:
        said = parts(line["id"])
        assert (said.birth, said.sex) == (line["birth"], line["sex"])


def test_deaths_come_at_the_registered_rate():
    deaths, rng = deaths_of(1)
    households = 40_000
    number = sum(deaths.number(rng) for _ in range(households))
    expected = deaths.per_family * households
    # About Poisson: four standard errors.
    assert number == pytest.approx(expected, abs=4 * expected**0.5)
    residents = households / (1 - MODEL.calibration.collective_share)
    residents *= MODEL.residents_per_household
    rate = (deaths.per_family + deaths.per_family_alone) * households / residents
    assert rate == pytest.approx(MODEL.calibration.deaths_per_resident)


def test_the_dead_have_the_published_ages():
    deaths, rng = deaths_of(2)
    lines = [deaths.line("001", "01", rng) for _ in range(6000)]
    old = sum(line["age"] >= 65 for line in lines) / len(lines)
    published = MODEL.calibration.death_age
    by_sex = {
        sex: sum(
            n
            for (group, s), n in published.items()
            if s == sex and int(group.rstrip("+").split("-")[0]) >= 65
        )
        / sum(n for (_, s), n in published.items() if s == sex)
        for sex in (1, 2)
    }
    registered = MODEL.calibration.deaths
    expected = sum(registered[s] * by_sex[s] for s in (1, 2)) / sum(registered.values())
    assert old == pytest.approx(expected, abs=4 * (0.25 / len(lines)) ** 0.5)


def test_only_children_born_in_the_window_are_births():
    line = {"sex": 1, "birth": "2020-01", "death": "2020-02"}
    earlier = {"sex": 1, "birth": "2019-10", "death": "2019-12"}
    assert born_in_window([line, earlier], 1) == 1
    assert born_in_window([line, earlier], 2) == 0
    assert deaths_of_sex([line, earlier], 1) == 2
