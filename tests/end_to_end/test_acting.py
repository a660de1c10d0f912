"""The acts on a household from the command line, in the order of a record's life."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.end_to_end.command_line import Run
from tests.end_to_end.world import World


@pytest.fixture
def form(whole_world: World) -> dict[str, Any]:
    """A clean form of the first block that no test has used, of two persons or more."""
    forms = [f for f in whole_world.forms(whole_world.blocks[0]) if len(f["persons"]) > 1]
    number = whole_world.head()["size"] % len(forms)
    found = forms[number]
    found["household"]["hh"] = f"{700 + whole_world.head()['size'] % 200}"
    return found


@pytest.fixture
def address(whole_world: World, form: dict[str, Any], run: Run, tmp_path: Path) -> str:
    """The household of the form, registered, as BLOCK/NUMBER; its enumerator is signed in."""
    file = tmp_path / "form.jsonl"
    file.write_bytes(orjson.dumps(form))
    block = whole_world.blocks[0]
    run("login", f"e-{block}", "--server", whole_world.address)
    code, _, err = run("register", str(file), "--list")
    assert code == 0, err
    return f"{block}/{form['household']['hh']}"


def test_a_record_goes_from_submission_to_a_countersigned_correction(
    whole_world: World, run: Run, address: str
) -> None:
    district = whole_world.blocks[0][:12]
    supervisor = f"s-{district}-1"

    def act(*arguments: str) -> dict[str, Any]:
        code, told, err = run(*arguments, "--json")
        assert code == 0, err
        receipt: dict[str, Any] = json.loads(told)
        return receipt

    assert act("submit", address)["result"]["status"] == "submitted"
    returned = act("return", address, "--as", supervisor, "--reason", "revisit", "--remark", "?")
    assert returned["result"]["status"] == "returned"
    space = ("--set", "H5=1", "--set", "H6=96", "--set", "/household/H7=3")
    act("amend", address, "--reason", "after-return", *space)
    act("submit", address)
    for account in (supervisor, f"c-{district}", f"t-{district[:9]}", "county-1"):
        approved = act("approve", address, "--as", account)
    assert approved["result"]["status"] == "county_accepted"
    correction = (
        *("correct", address, "--as", "county-1", "--reason", "inspection"),
        *("--document", "2020-7", "--issued-by", "office", "--set", "H6=97"),
    )
    code, _, err = run(*correction)
    assert code == 1
    assert "second-person-needed" in err
    code, _, err = run(*correction, "--second", "county-1")
    assert code == 1
    assert "second-person-needed" in err
    assert act(*correction, "--second", "county-2")["result"]["status"] == "county_accepted"
    run("login", "auditor", "--server", whole_world.address)
    code, told, err = run("trace", "household", address)
    assert code == 0, err
    assert "96 → 97" in told
    assert "(inspection)" in told
    assert "county-2" in told


def test_a_person_is_named_by_the_place_on_the_form(
    whole_world: World, run: Run, address: str, form: dict[str, Any]
) -> None:
    block = whole_world.blocks[0]
    code, told, err = run(
        *("amend", address, "--reason", "entry-mistake", "--set", "/persons/1/D6=01"),
        *("--set", f"/persons/0/D1={form['persons'][0]['D1']}甲"),
    )
    assert code == 0, err
    assert "已登记 / registered  v3" in told
    code, _, err = run("approve", address)
    assert code == 1
    assert "act: approve" in err
    code, _, err = run("return", address, "--as", f"s-{block[:12]}-1", "--reason", "revisit")
    assert code == 1
    assert "已登记 / registered" in err
    code, _, err = run("amend", address, "--reason", "entry-mistake", "--set", "/persons/99/D6=01")
    assert code == 2, err
    code, _, err = run("amend", f"{block}/999", "--reason", "entry-mistake", "--set", "H6=1")
    assert code == 1
    assert "unknown-household" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("submit", "nonsense"),
        ("submit", "BLOCK/001", "--explain", "nonsense"),
        ("amend", "BLOCK/001", "--reason", "entry-mistake", "--set", "nonsense"),
        ("return", "BLOCK/001", "--reason", "nonsense"),
    ],
)
def test_an_argument_of_a_wrong_shape_is_explained(
    run: Run, address: str, arguments: tuple[str, ...]
) -> None:
    code, _, err = run(*(a.replace("BLOCK/001", address) for a in arguments))
    assert code == 2
    assert "  usage\n" in err


def test_a_warning_is_explained_from_the_command_line(
    whole_world: World, run: Run, address: str
) -> None:
    code, _, err = run(
        "amend", address, "--reason", "entry-mistake", "--set", "H5=1", "--set", "H6=95",
        "--set", "H7=40",
    )  # fmt: skip
    assert code == 0, err
    code, _, err = run("submit", address)
    assert code == 1
    assert "H30" in err
    code, told, err = run("submit", address, "--explain", "H30=已核实")
    assert code == 0, err
    assert "submitted" in told
