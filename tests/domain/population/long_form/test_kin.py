import pytest

from domain.population.kinship import Member
from domain.population.long_form.kin import kin, of_age


def test_head_and_spouse_are_a_couple():
    ties = kin([Member(0, 1, 40), Member(1, 2, 38)])
    assert ties.spouse == {0: 1, 1: 0}
    assert ties.married_once == {0, 1}


@pytest.mark.parametrize("relationship", [3, 4, 5])
def test_two_elders_of_a_kind_and_of_both_sexes_are_a_couple(relationship):
    ties = kin([Member(0, 1, 40), Member(relationship, 1, 70), Member(relationship, 2, 68)])
    assert ties.spouse == {1: 2, 2: 1}


def test_a_child_in_law_is_married_to_the_child_of_about_the_same_age():
    members = [Member(0, 1, 60), Member(2, 1, 23), Member(2, 1, 34), Member(6, 2, 32)]
    assert kin(members).spouse == {2: 3, 3: 2}


def test_children_are_those_of_head_and_spouse():
    ties = kin([Member(0, 1, 40), Member(1, 2, 38), Member(2, 2, 12), Member(2, 1, 9)])
    assert ties.children == {0: [2, 3], 1: [2, 3]}


def test_the_parents_of_the_head_are_those_of_a_sibling_too():
    ties = kin([Member(0, 1, 40), Member(3, 2, 66), Member(8, 2, 35)])
    assert ties.children == {1: [0, 2]}


def test_grandchildren_are_those_of_the_couple_among_the_children():
    members = [Member(0, 2, 62), Member(2, 1, 36), Member(6, 2, 35), Member(7, 1, 5)]
    assert kin(members).children == {0: [1], 1: [3], 2: [3]}


def test_nobody_is_a_parent_of_somebody_hardly_younger():
    assert kin([Member(0, 2, 30), Member(2, 1, 18)]).children == {}


def test_who_has_a_child_here_was_married_some_time():
    assert kin([Member(0, 2, 40), Member(2, 1, 12)]).married_once == {0}


def test_a_lodger_has_no_ties():
    ties = kin([Member(0, 1, 40), Member(9, 2, 38)])
    assert ties.spouse == ties.children == {}
    assert ties.married_once == set()


@pytest.mark.parametrize(
    ("sex", "age", "expected"), [(1, 21, False), (1, 22, True), (2, 19, False), (2, 20, True)]
)
def test_the_legal_age_of_marriage_differs_by_sex(sex, age, expected):
    assert of_age(Member(9, sex, age)) is expected
