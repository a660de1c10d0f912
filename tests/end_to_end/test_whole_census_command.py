"""``census-ledger simulate --whole-census``: from nothing to a closed census, by one command."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.end_to_end.command_line import Run, run_here

pytestmark = pytest.mark.long


FEW = ("simulate", "--whole-census", "--households", "100", "--json")


@pytest.fixture
def alone(
    temporary_folder: Callable[[], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs a verb on a data folder in which there is nothing yet."""
    monkeypatch.setenv("CENSUS_LEDGER_DATA", str(temporary_folder()))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return partial(run_here, monkeypatch, capsys)


def test_one_command_counts_closes_and_verifies_and_a_second_finds_it_there(alone: Run) -> None:
    code, said, err = alone(*FEW)
    told = json.loads(said)
    assert code == 0, err
    assert told["sound"] is told["verified"] is told["outcome"]["sound"] is True
    assert told["households"] == 100
    assert told["outcome"]["statuses"].keys() <= {"county_accepted", "withdrawn"}
    assert told["stages"]
    code, said, err = alone(*FEW)
    assert code == 1
    assert said == ""
    assert "whole-census-there" in err


def test_a_census_of_one_block_is_refused_before_anything_is_made(alone: Run) -> None:
    code, _, err = alone("simulate", "--whole-census", "--households", "20")
    assert code == 1
    assert "unplannable-territory" in err


def test_another_service_is_no_place_for_it(alone: Run) -> None:
    code, _, err = alone(*FEW, "--server", "http://127.0.0.1:9")
    assert code == 2
    assert "whole-census" in err
