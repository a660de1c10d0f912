"""A file with all four forms: checked, registered, each line answered on its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson

from domain.rules.sound_form import sound_form
from tests.end_to_end.command_line import Run
from tests.end_to_end.world import World


def lines(world: World) -> list[dict[str, Any]]:
    """A death form, its household's short form, a foreigner beside it, and an undrawn long form."""
    block = world.blocks[0]
    address = {"district": block[:12], "township": block[:9], "block": block[12:]}
    short = sound_form("bereaved-family", {})
    death = {"form": "death", "household": dict(short["household"]), "deaths": short["deaths"]}
    foreign, long = sound_form("foreign", {}), sound_form("long-family", {})
    made = {"d": death, "s": short | {"deaths": []}, "f": foreign, "l": long}
    for name, form in made.items():
        number = "702" if name == "l" else "701"
        form["household"] |= address | {"hh": number}
        form["id"] = name
    keep = {"county", "township", "district", "block", "building", "unit", "hh"}
    death["household"] = {k: v for k, v in death["household"].items() if k in keep}
    for line in death["deaths"]:
        line.pop("household", None)
    return list(made.values())


def test_a_file_of_all_four_forms_is_registered_line_by_line(
    whole_world: World, run: Run, tmp_path: Path
) -> None:
    forms = lines(whole_world)
    file = tmp_path / "forms.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, forms)))
    assert run("login", f"e-{whole_world.blocks[0]}", "--server", whole_world.address)[0] == 0
    code, told, err = run("register", str(file), "--list", "--json")
    answers = {line["id"]: line for line in map(json.loads, told.splitlines())}
    assert code == 1, err
    assert answers["l"]["problem"]["code"] == "not-drawn"
    results = [answers[name]["receipt"]["result"] for name in "dsf"]
    assert len({result["household_id"] for result in results}) == 1
    assert [result["status"] for result in results] == ["listed", "registered", "registered"]
    household = results[0]["household_id"]
    record = whole_world.get(
        "auditor", f"/households/{household}", purpose="investigation", identifiers=True
    ).json()
    assert (len(record["persons"]), len(record["foreigners"]), len(record["deaths"])) == (3, 1, 1)
    assert record["foreigners"][0]["answers"]["R8"] == forms[2]["persons"][0]["R8"]


def test_a_file_of_all_four_forms_is_checked(whole_world: World, run: Run, tmp_path: Path) -> None:
    forms = lines(whole_world)
    file = tmp_path / "forms.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, forms)))
    _, told, err = run("check", str(file), "--json")
    verdicts = {line["id"]: line for line in map(json.loads, told.splitlines())}
    assert set(verdicts) == {"d", "s", "f", "l"}, err
    # The short form alone does not know of its household's dead.
    assert verdicts["s"]["errors"] == ["H26"]
    assert [verdicts[name]["errors"] for name in "dfl"] == [[], [], []]
