"""Destroyed keys, from outside: names are gone for good, figures and proofs are what they were."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from projections.digest import digest
from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World, sender

ORDER = {"document": "普查销毁〔2021〕1号", "issued_by": "渝北区人口普查办公室"}
SAID_ZH, SAID_EN = "已密封；密钥已由", "sealed; key destroyed by county-1"


def registered(world: World, number: int, block: str | None = None) -> tuple[str, dict[str, Any]]:
    """A registered household's id, and its form."""
    form = world.forms(block or world.blocks[0])[number]
    return world.register(form)["result"]["household_id"], form


def order(world: World, second: str = "county-2", **given: object) -> dict[str, Any]:
    """The body of an order to destroy."""
    return sender(authority=ORDER, second_token=world.token(second), channel="office", **given)


def destroyed(world: World, household_id: str, version: int = 2) -> dict[str, Any]:
    """Have the household's key destroyed; the receipt."""
    answer = world.post(
        "county-1",
        f"/households/{household_id}/destroy-key",
        order(world, expected_version=version),
    )
    assert answer.status_code == 200, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def read(world: World, household_id: str, **params: object) -> Any:
    """The household's record, as the auditor reads it."""
    asked = {"purpose": "investigation", "identifiers": True, **params}
    answer = world.get("auditor", f"/households/{household_id}", **asked)
    assert answer.status_code == 200, answer.text
    return answer


def figures(world: World) -> tuple[list[object], list[str]]:
    """A table's cells, the progress, and all microdata, as of now."""
    world.follow()
    told: list[object] = [
        world.get("auditor", f"/tables/{table}").json()["cells"]
        for table in ("1-1", "1-5", "1-7", "3-1")
    ]
    told.append(world.get("auditor", "/progress").json()["blocks"])
    micro = [
        world.get("auditor", f"/microdata/{kind}", purpose="statistics").text
        for kind in ("households", "persons", "deaths", "foreigners")
    ]
    return told, micro


def test_a_reading_says_who_had_the_key_destroyed_and_when(whole_world: World) -> None:
    household_id, form = registered(whole_world, 0)
    before = read(whole_world, household_id)
    assert before.json()["sealed_for_good"] is None
    receipt = destroyed(whole_world, household_id)
    answer = read(whole_world, household_id)
    told = answer.json()
    assert form["persons"][0]["D1"] not in answer.text
    assert all(not {"D1", "D3"} & set(p["answers"]) for p in told["persons"])
    assert told["persons"][0]["answers"]["D4"] == form["persons"][0]["D4"]
    sealed = told["sealed_for_good"]
    assert sealed["said_zh"].startswith(SAID_ZH)
    assert sealed["said_en"].startswith(SAID_EN)
    assert (sealed["account"], sealed["second_account"]) == ("county-1", "county-2")
    assert sealed["authority_document"] == ORDER["document"]
    assert sealed["position"] == receipt["first_position"]
    assert sealed["destroyed_at"][:19] == receipt["recorded_at"][:19]
    assert answer.headers["ETag"] != before.headers["ETag"]


def test_a_trace_says_so_too_and_names_who_acted(whole_world: World) -> None:
    household_id, form = registered(whole_world, 1)
    destroyed(whole_world, household_id)
    person_id = read(whole_world, household_id).json()["persons"][0]["person_id"]
    for path in (f"/households/{household_id}", f"/persons/{person_id}"):
        for kind in ("state", "timeline"):
            answer = whole_world.get(
                "auditor", f"{path}/{kind}", purpose="investigation", identifiers=True
            )
            assert answer.status_code == 200, answer.text
            told = answer.json()
            assert told.get("household", told)["sealed_for_good"]["said_zh"].startswith(SAID_ZH)
            assert form["persons"][0]["D1"] not in answer.text
    for path in (f"/households/{household_id}/trace", f"/persons/{person_id}/trace"):
        answer = whole_world.get("auditor", path, purpose="investigation", identifiers=True)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert told["sealed_for_good"]["said_zh"].startswith(SAID_ZH)
        assert form["persons"][0]["D1"] not in answer.text
        assert all(step["actor"]["holder"] for step in told["steps"])
        assert {c["item"] for s in told["steps"] for c in s["changes"]} >= {"D4", "D5"}
    steps = whole_world.get(
        "auditor", f"/households/{household_id}/trace", purpose="investigation"
    ).json()["steps"]
    assert steps[-1]["topic"] == "HouseholdKeyDestroyed"
    assert steps[-1]["second"]["account"] == "county-2"
    assert steps[-1]["authority_document"] == ORDER["document"]


def test_a_removed_name_in_an_amendment_is_told_as_sealed(whole_world: World) -> None:
    household_id, form = registered(whole_world, 2)
    person_id = read(whole_world, household_id).json()["persons"][0]["person_id"]
    name = form["persons"][0]["D1"] + "甲"
    body = {
        "expected_version": 2,
        "reason": "entry-mistake",
        "revision": {"persons": {person_id: {"D1": name}}},
        **sender(),
    }
    answer = whole_world.post(
        f"e-{whole_world.blocks[0]}", f"/households/{household_id}/amend", body
    )
    assert answer.status_code == 200, answer.text
    destroyed(whole_world, household_id, version=3)
    told = whole_world.get(
        "auditor", f"/persons/{person_id}/trace", purpose="investigation", identifiers=True
    ).json()
    changes = [c for step in told["steps"] for c in step["changes"] if c["item"] == "D1"]
    assert [(c["sealed"], c["before"], c["after"]) for c in changes] == [(True, None, None)] * 2


def test_who_may_not_or_lacks_a_second_person_destroys_nothing(whole_world: World) -> None:
    world = whole_world
    household_id, form = registered(world, 3)
    path = f"/households/{household_id}/destroy-key"
    for account, second, code in (
        (f"t-{world.blocks[0][:9]}", "county-2", "not-permitted"),
        ("auditor", "county-2", "not-permitted"),
        ("county-1", "auditor", "not-permitted"),
        ("county-1", "county-1", "second-person-needed"),
        ("county-1", f"t-{world.blocks[0][:9]}", "second-person-needed"),
    ):
        answer = world.post(account, path, order(world, second, expected_version=2))
        assert (answer.status_code, answer.json()["code"]) == (403, code), (account, second)
        answer = world.post(account, "/destroy-keys", order(world, second))
        assert (answer.status_code, answer.json()["code"]) == (403, code), (account, second)
    lacking = {k: v for k, v in order(world).items() if k != "second_token"}
    assert world.post("county-1", "/destroy-keys", lacking).status_code == 422
    assert (
        read(world, household_id).json()["persons"][0]["answers"]["D1"]
        == (form["persons"][0]["D1"])
    )


def test_what_needs_the_key_is_refused_afterwards(whole_world: World) -> None:
    household_id, _ = registered(whole_world, 4)
    destroyed(whole_world, household_id)
    body = {"expected_version": 3, "reason": "entry-mistake", "revision": {"household": {"H6": 77}}}
    answer = whole_world.post(
        f"e-{whole_world.blocks[0]}", f"/households/{household_id}/amend", {**body, **sender()}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "key-destroyed")


def test_figures_rows_and_proofs_stay_what_they_were(whole_world: World, run: Run) -> None:
    household_id, _ = registered(whole_world, 5)
    before = figures(whole_world)
    with psycopg.connect(whole_world.database.url) as owner:
        as_of = whole_world.head()["size"] - 1
        rows = digest(owner, BOOK, as_of)
    destroyed(whole_world, household_id)
    assert figures(whole_world) == before
    with psycopg.connect(whole_world.database.url) as owner:
        assert digest(owner, BOOK, as_of) == digest(owner, BOOK, as_of + 1) == rows
    code, told, err = run("verify", "--json")
    assert code == 0, told + err
    code, told, err = run("rebuild", "--json")
    assert json.loads(told)["unchanged"] is True, err


def test_the_command_line_destroys_one_key_once_it_is_confirmed(
    whole_world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    household_id, form = registered(whole_world, 6)
    address = f"{whole_world.blocks[0]}/{form['household']['hh']}"
    code, _, err = run("login", "county-1", "--server", whole_world.address)
    assert code == 0, err
    ground = ("--document", "2021-1", "--issued-by", "office", "--second", "county-2")
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "no")
    code, _, _ = run("destroy-keys", address, *ground)
    assert code == 1
    assert read(whole_world, household_id).json()["sealed_for_good"] is None
    monkeypatch.setattr("typer.prompt", lambda *_, **__: BOOK)
    code, told, err = run("destroy-keys", address, *ground)
    assert code == 0, err
    assert "v3" in told
    code, _, err = run("destroy-keys", household_id, *ground, "--yes")
    assert code == 1
    assert "key-destroyed" in err
    run("login", "auditor", "--server", whole_world.address)
    code, told, err = run("trace", "household", address, "--identifiers")
    assert code == 0, err
    assert SAID_ZH in told
    assert SAID_EN in told
    assert "依据 / ground 2021-1 · office" in told
    persons = len(form["persons"])
    assert [told.count(f"  {item}  ") for item in ("D1", "D3")] == [persons, persons]
    in_their_place = "/ sealed; key destroyed by county-1 and county-2 on 20"
    assert " ".join(told.split()).count(in_their_place) == 2 * persons
    person_id = read(whole_world, household_id).json()["persons"][0]["person_id"]
    code, told, err = run("state", "person", person_id, "--identifiers")
    assert code == 0, err
    assert SAID_ZH in told


def test_one_household_or_the_whole_book_is_named(run: Run) -> None:
    ground = ("--document", "2021-1", "--issued-by", "office", "--second", "county-2")
    assert run("destroy-keys", *ground)[0] == 2
    assert run("destroy-keys", "500112011001001/001", "--whole-book", *ground)[0] == 2


def test_the_whole_book_is_sealed_for_good_at_the_end(frail_world: World) -> None:
    world = frail_world
    first, form = registered(world, 0)
    second, _ = registered(world, 1)
    before = figures(world)
    answer = world.post("county-1", "/destroy-keys", body := order(world))
    assert answer.status_code == 200, answer.text
    again = world.post("county-1", "/destroy-keys", body)
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (200, "true")
    assert again.json() == answer.json()
    for household_id in (first, second):
        told = read(world, household_id).json()
        assert told["sealed_for_good"]["whole_book"] is True
        assert all("D1" not in person["answers"] for person in told["persons"])
        trace = world.get(
            "auditor", f"/households/{household_id}/trace", purpose="investigation"
        ).json()
        assert trace["sealed_for_good"]["said_en"].startswith(SAID_EN)
    assert figures(world) == before
    search = {"id_number": "110101190001010015", "purpose": "investigation"}
    refused = world.post("auditor", "/persons/find", search)
    assert (refused.status_code, refused.json()["code"]) == (409, "key-destroyed")
    late = world.forms(world.blocks[0])[0]
    late["household"]["hh"] = form["household"]["hh"]
    refused = world.post(f"e-{world.blocks[0]}", "/households", {"form": late, **sender()})
    assert refused.json()["code"] == "key-destroyed"
