from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.population.calibration import calibration
from domain.population.kinship import Families, ImpossibleComposition

FAMILIES = Families(calibration("50").pyramid)
SHAPES = sorted(calibration("50").household_size)


@given(shape=st.sampled_from(SHAPES), seed=st.integers(0, 10**9))
def test_a_family_has_its_size_and_one_head_who_comes_first(shape, seed):
    size, generations = shape
    members = FAMILIES.family(size, generations, Random(seed))
    assert len(members) == size
    assert [m.relationship for m in members].count(0) == 1
    assert members[0].relationship == 0
    assert members[0].age >= 16


@given(shape=st.sampled_from(SHAPES), seed=st.integers(0, 10**9))
def test_spouses_differ_in_sex_and_children_are_younger_than_the_head(shape, seed):
    members = FAMILIES.family(*shape, Random(seed))
    head = members[0]
    for relationship, sex, age in members:
        if relationship == 1:
            assert sex != head.sex
            assert abs(age - head.age) <= 25
        if relationship == 2:
            assert 15 <= head.age - age <= 70
        if relationship in {3, 5}:
            assert age - head.age >= 15


@given(shape=st.sampled_from(SHAPES), seed=st.integers(0, 10**9))
def test_no_child_lives_without_a_grown_up(shape, seed):
    ages = [m.age for m in FAMILIES.family(*shape, Random(seed))]
    assert min(ages) >= 15 or max(ages) >= 18


def test_a_family_of_two_persons_and_four_generations_cannot_be():
    with pytest.raises(ImpossibleComposition) as refusal:
        FAMILIES.family(2, 4, Random(1))
    assert refusal.value.code == "impossible-composition"
