from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.population.fitting import population_model
from domain.population.identities import Identities
from domain.population.standing import Standings, longest_absence
from domain.residence import ResidenceRule, residence_rule

MODEL = population_model("50")
LEAST_YEARS = {2: 0, 3: 0.5, 4: 1, 5: 2, 6: 3, 7: 4, 8: 5, 9: 10}


def standings_of(whole_county):
    return Standings(MODEL, Identities("500112", Random(1)), whole_county)


PART, WHOLE = standings_of(False), standings_of(True)


def rule_of(standing):
    return residence_rule(standing.lives, standing.registered, standing.away)


@given(age=st.integers(0, 105))
def test_nobody_has_been_away_for_longer_than_a_life(age):
    assert LEAST_YEARS[longest_absence(age)] < age + 1


@given(age=st.integers(0, 105), years=st.integers(3, 9), seed=st.integers())
def test_each_standing_falls_under_its_rule(age, years, seed):
    rng = Random(seed)
    origin = PART.origin(rng)
    assert rule_of(PART.separated(age, origin, years, rng)) is ResidenceRule.R3
    assert rule_of(PART.visiting(age, rng)) is ResidenceRule.R4
    assert rule_of(PART.away(age, 2, rng)) is ResidenceRule.R6
    assert rule_of(PART.away(age, years, rng)) is ResidenceRule.R7


@given(age=st.integers(0, 105), seed=st.integers())
def test_members_of_local_families_are_residents(age, seed):
    standing = PART.of_local_family(age, Random(seed))
    assert rule_of(standing).resident
    assert age >= 16 or standing.lives == 1


@given(age=st.integers(0, 105), seed=st.integers())
def test_another_county_is_named_where_it_is_asked_and_only_there(age, seed):
    rng = Random(seed)
    for standing in (
        PART.of_local_family(age, rng),
        PART.visiting(age, rng),
        PART.away(age, 5, rng),
        PART.separated(age, PART.origin(rng), 5, rng),
    ):
        assert (standing.lives_county is not None) == (standing.lives == 5)
        assert (standing.registered_county is not None) == (standing.registered == 4)
        assert "500112" not in {standing.lives_county, standing.registered_county}


@given(age=st.integers(0, 105), seed=st.integers())
def test_in_a_whole_county_nobody_uncounted_is_placed_elsewhere_in_it(age, seed):
    rng = Random(seed)
    assert WHOLE.visiting(age, rng).registered == 4
    assert WHOLE.away(age, 5, rng).lives == 5


UNUSUAL = {
    0: lambda age: age < 16,
    1: lambda age: age < 3 or age > 60,
    5: lambda age: age < 15,
    6: lambda age: age < 40,
    7: lambda age: age < 20,
    8: lambda age: age < 50,
}


@given(age=st.integers(0, 105), seed=st.integers())
def test_reasons_for_leaving_are_usual_for_the_age(age, seed):
    reason = PART.reason(age, Random(seed))
    assert 0 <= reason <= 9
    assert not UNUSUAL.get(reason, lambda age: False)(age)


@pytest.mark.parametrize("birth", ["2020-05", "2020-10"])
def test_an_infant_under_half_a_year_has_not_left_for_half_a_year(birth):
    rng = Random(1)
    rules = {rule_of(PART.of_migrant_family(0, birth, PART.origin(rng), 9, rng)) for _ in range(50)}
    assert rules == {ResidenceRule.R1, ResidenceRule.R2}


def test_young_families_come_from_elsewhere_more_often_than_old_ones():
    rng = Random(1)
    families = [c for c, _ in MODEL.weighted if c.kind == "family"]
    young = [PART.from_elsewhere(c, rng) for c in families if c.members[0].age < 35]
    old = [PART.from_elsewhere(c, rng) for c in families if c.members[0].age >= 65]
    assert sum(young) / len(young) > 2 * sum(old) / len(old)
