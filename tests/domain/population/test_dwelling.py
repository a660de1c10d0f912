from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.population.dwelling import dwelling


@given(persons=st.integers(0, 15), seed=st.integers())
def test_floor_space_and_rooms_of_a_family_are_usual(persons, seed):
    answers = dwelling(1, persons, Random(seed))
    space, rooms = answers["H6"], answers["H7"]
    assert (space is None) == (rooms is None) == (answers["H5"] != 1)
    assert answers["H5"] != 2
    if space is not None:
        assert 8 <= space <= 1000
        assert 4 * persons <= space
        assert 5 * rooms <= space <= 120 * rooms


@given(persons=st.integers(1, 20), seed=st.integers())
def test_a_collective_household_has_no_conventional_dwelling(persons, seed):
    answers = dwelling(2, persons, Random(seed))
    assert answers["H5"] in {2, 3, 4}
    assert answers["H6"] is None
    assert answers["H7"] is None


def test_most_families_live_in_conventional_dwellings():
    rng = Random(1)
    kinds = [dwelling(1, 3, rng)["H5"] for _ in range(2000)]
    assert kinds.count(1) > 1850
