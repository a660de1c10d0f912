from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.population.calibration import table
from domain.population.names import full_name, newborn_name, surname

SYLLABLES = {row["syllable"] for row in table("syllables")}
SURNAMES = {row["surname"] for row in table("surnames")}


@given(seed=st.integers(), sex=st.sampled_from([1, 2]))
def test_a_name_is_a_common_surname_and_one_or_two_common_syllables(seed, sex):
    rng = Random(seed)
    family = surname(rng)
    name = full_name(family, sex, rng)
    assert family in SURNAMES
    assert name[0] == family
    assert 2 <= len(name) <= 3
    assert set(name[1:]) <= SYLLABLES


def test_some_infants_have_no_name_yet_and_the_form_says_so():
    rng = Random(1)
    names = [newborn_name("李", 1, rng) for _ in range(500)]
    assert 10 <= names.count("未取名") <= 60
    assert all(name == "未取名" or name[0] == "李" for name in names)


def test_names_are_varied():
    rng = Random(1)
    assert len({full_name(surname(rng), 2, rng) for _ in range(1000)}) > 900
