"""Threads that name the same key take turns; several keys never make two wait for each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

from ledger.turns import Turns


def test_one_at_a_time_is_at_a_key() -> None:
    turns = Turns()
    inside, most = 0, 0

    def go(_: int) -> None:
        nonlocal inside, most
        with turns.taken(["block"]):
            inside += 1
            most = max(most, inside)
            sum(range(2_000))
            inside -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(go, range(200)))
    assert most == 1


def test_several_keys_in_any_order_are_all_taken_in_the_end() -> None:
    turns = Turns()
    keys = [str(n) for n in range(20)]

    def go(seed: int) -> int:
        with turns.taken(Random(seed).sample(keys, 5)):
            return seed

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(go, range(300))) == list(range(300))


def test_turn_is_given_back_after_an_error() -> None:
    turns = Turns()
    for _ in range(2):
        try:
            with turns.taken(["block", "block"]):
                raise RuntimeError
        except RuntimeError:
            continue
    with turns.taken(["block"]):
        pass
