"""Drawing from a finite distribution with a given source of randomness."""

from bisect import bisect
from collections.abc import Iterable
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Distribution(Generic[T]):
    """Values with weights; one call of ``random()`` and one bisection a draw."""

    __slots__ = ("_cumulative", "_last", "_total", "values")

    def __init__(self, weighted: Iterable[tuple[T, float]]) -> None:
        """Takes pairs of value and weight; weights of zero are left out."""
        pairs = [(value, weight) for value, weight in weighted if weight > 0]
        self.values = [value for value, _ in pairs]
        self._cumulative = list(accumulate(weight for _, weight in pairs))
        self._total = self._cumulative[-1]
        self._last = len(pairs) - 1

    def draw(self, rng: Random) -> T:
        """One value, by its share of the weights."""
        return self.at(rng.random())

    def at(self, draw: float) -> T:
        """The value of a draw that was made before, from 0 (included) to 1 (excluded)."""
        return self.values[bisect(self._cumulative, draw * self._total, 0, self._last)]
