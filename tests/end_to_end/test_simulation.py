"""A simulation is a census in small, and can be cut off at any point and gone on with."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from api.cli.demo_accounts import DemoAccounts
from api.cli.simulating import perform
from api.client import Client, ServiceProblem
from api.simulation import Wish, cases
from tests.end_to_end.world import BOOK, World

pytestmark = pytest.mark.long


TOWNSHIP = "500112012"
OTHER_TOWNSHIP = "500112013"
WISH = Wish(households=60, seed=11, mistakes=0.3)


class CutOff(Exception):
    """The client's machine was switched off."""


class FrailClient(Client):
    """Sends so many batches of commands and then no more."""

    def __init__(self, server: str, batches: int) -> None:
        super().__init__(server)
        self._left = itertools.count(batches, -1)

    def commands(self, *arguments: Any) -> list[dict[str, Any]]:
        """Send a batch, or fail before it or right after it."""
        left = next(self._left)
        if left < 0:
            raise CutOff
        answers = super().commands(*arguments)
        if left == 0:
            raise CutOff
        return answers


def test_a_simulation_that_is_cut_off_goes_on_and_ends_the_same(whole_world: World) -> None:
    accounts = DemoAccounts(whole_world.settings.demo_accounts_file)
    for batches in (1, 3, 5, 8, 11):
        with (
            FrailClient(whole_world.address, batches) as frail,
            pytest.raises(CutOff),
        ):
            perform(frail, BOOK, TOWNSHIP, WISH, accounts, 1)
    with Client(whole_world.address) as client:
        first = perform(client, BOOK, TOWNSHIP, WISH, accounts, 4)
        size = whole_world.head()["size"]
        second = perform(client, BOOK, TOWNSHIP, WISH, accounts, 4)
    assert whole_world.head()["size"] == size
    timed = {"seconds", "registration_seconds", "households_per_second"}
    assert {k: v for k, v in first.report().items() if k not in timed} == {
        k: v for k, v in second.report().items() if k not in timed
    }
    assert first.refused_then_mended > 0
    assert first.returned > 0
    whole_world.follow()
    blocks = whole_world.get("county-1", "/progress", area=TOWNSHIP).json()["blocks"]
    accepted = sum(block["county_accepted"] for block in blocks)
    assert accepted == WISH.households - first.withdrawn


def test_a_simulation_on_numbers_that_are_taken_is_a_problem(whole_world: World) -> None:
    accounts = DemoAccounts(whole_world.settings.demo_accounts_file)
    township = whole_world.blocks[0][:9]
    with Client(whole_world.address) as client, pytest.raises(ServiceProblem) as caught:
        perform(client, BOOK, township, Wish(households=120, seed=99), accounts, 1)
    assert caught.value.code == "already-established"


def test_withdrawals_of_accepted_households_are_countersigned(
    whole_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "WITHDRAWN", 0.2)
    accounts = DemoAccounts(whole_world.settings.demo_accounts_file)
    with Client(whole_world.address) as client:
        wish = Wish(households=40, seed=5)
        result = perform(client, BOOK, OTHER_TOWNSHIP, wish, accounts, 1)
    assert result.withdrawn > 0
    whole_world.follow()
    blocks = whole_world.get("county-1", "/progress", area=OTHER_TOWNSHIP).json()["blocks"]
    assert sum(b["county_accepted"] for b in blocks) == wish.households - result.withdrawn
