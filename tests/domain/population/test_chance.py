from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.population.chance import Distribution


def test_values_come_by_their_weights():
    distribution = Distribution([("a", 1.0), ("b", 3.0)])
    rng = Random(1)
    drawn = Counter(distribution.draw(rng) for _ in range(10_000))
    # Four standard errors of a share of 3/4.
    assert drawn["b"] / 10_000 == pytest.approx(0.75, abs=4 * (0.75 * 0.25 / 10_000) ** 0.5)


@given(weights=st.lists(st.floats(0, 1e6), min_size=1).filter(any), seed=st.integers())
def test_a_value_without_weight_never_comes(weights, seed):
    distribution = Distribution(enumerate(weights))
    rng = Random(seed)
    assert all(weights[distribution.draw(rng)] > 0 for _ in range(20))


def test_the_largest_draw_still_gives_the_last_value():
    class Highest(Random):
        def random(self):
            return 1 - 2**-53

    assert Distribution([("a", 0.1), ("b", 0.2), ("c", 0.3)]).draw(Highest()) == "c"


def test_a_draw_made_before_gives_the_value_of_its_share():
    distribution = Distribution([("a", 1.0), ("b", 3.0)])
    assert [distribution.at(draw) for draw in (0.0, 0.24, 0.26, 0.99)] == ["a", "a", "b", "b"]
