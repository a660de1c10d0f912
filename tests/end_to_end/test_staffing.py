"""Who answers for what: posts, chain, live check and devices, asked of a running service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.end_to_end.command_line import Run
from tests.end_to_end.refusals import problem
from tests.end_to_end.world import BOOK, World, sender


def get(world: World, account: str, path: str, **params: Any) -> Any:
    answer = world.get(account, path, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def command(world: World, act: str, /, **fields: object) -> dict[str, Any]:
    """Have an act carried out by the county's office; its receipt."""
    body = {"commands": [{"act": act, **sender(channel="office"), **fields}]}
    answer = world.post("county-1", "/commands", body)
    assert answer.status_code == 200, answer.text
    [item] = answer.json()["items"]
    assert "receipt" in item, item
    receipt: dict[str, Any] = item["receipt"]
    return receipt


def post_of(world: World, account: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = get(world, "county-1", "/posts")["posts"]
    return next(
        p for p in found if p["appointment"] is not None and p["appointment"]["account"] == account
    )


def accounts(found: Mapping[str, Any]) -> dict[str, list[str]]:
    """The accounts of a chain by level."""
    return {
        link["role"]: [p["appointment"]["account"] for p in link["posts"] if p["appointment"]]
        for link in found["links"]
    }


@pytest.fixture(scope="module")
def registered(whole_world: World) -> dict[str, Any]:
    """A household's receipt, with the position of its last entry and its block."""
    block = whole_world.blocks[0]
    receipt = whole_world.register(whole_world.forms(block)[0])
    last = receipt["first_position"] + receipt["entries"] - 1
    return {**receipt["result"], "last": last, "block": block}


def test_chain_leads_from_the_enumerator_to_the_county(
    whole_world: World, registered: dict[str, Any]
) -> None:
    block = registered["block"]
    asked = (
        {"block": block},
        {"household": registered["household_id"]},
        {"person": registered["person_ids"][0]},
    )
    for subject in asked:
        found = get(whole_world, "auditor", "/chain", **subject)
        assert found["place"] == block
        told = accounts(found)
        assert told["enumerator"] == [f"e-{block}"]
        assert f"s-{block[:12]}-1" in told["supervisor"]
        assert told["community_office"] == [f"c-{block[:12]}"]
        assert told["township_office"] == [f"t-{block[:9]}"]
        assert set(told["county_office"]) == {"county-1", "county-2"}
        assert found["gaps"] == []
        assert found["links"][0]["posts"][0]["appointment"]["credential"].startswith(BOOK)


def test_chain_of_an_entry_names_who_made_it(
    whole_world: World, registered: dict[str, Any]
) -> None:
    found = get(whole_world, "auditor", "/chain", entry=registered["last"])
    assert found["position"] == registered["last"]
    assert found["place"] == registered["block"]
    assert found["maker"]["appointment"]["account"] == f"e-{registered['block']}"
    assert found["maker"]["topic"] == "PersonRegistered"
    opening = get(whole_world, "auditor", "/chain", entry=0)
    assert (opening["place"], opening["maker"]["appointment"]["account"]) == (BOOK, "county-1")


@pytest.mark.parametrize(
    "params", [{}, {"block": "500112011001001", "entry": 1}, {"block": "1"}, {"entry": -1}]
)
def test_chain_is_that_of_one_thing(whole_world: World, params: dict[str, Any]) -> None:
    problem(whole_world.get("auditor", "/chain", **params), 422, "invalid-request", whole_world)


def test_chain_is_told_to_those_whose_area_it_is(
    whole_world: World, registered: dict[str, Any]
) -> None:
    stranger = f"e-{whole_world.blocks[-1]}"
    for subject in (
        {"block": registered["block"]},
        {"household": registered["household_id"]},
        {"entry": registered["last"]},
    ):
        refused = whole_world.get(stranger, "/chain", **subject)
        problem(refused, 403, "outside-area", whole_world)
        refused = whole_world.get("operator", "/chain", **subject)
        problem(refused, 403, "not-permitted", whole_world)
    unknown = whole_world.get("auditor", "/chain", household=str(uuid4()))
    problem(unknown, 404, "unknown-household", whole_world)


def test_handover_changes_the_chain_from_then_on(whole_world: World, run: Run) -> None:
    block = whole_world.blocks[1]
    told = {"account": f"e-{block}", "reason": "transferred", "holder": "某丁"}
    before = whole_world.head()["size"] - 1
    receipt = command(whole_world, "hand-over", successor="successor", credential="C-1", **told)
    after = receipt["first_position"] + receipt["entries"] - 1
    path = "/chain"
    then = get(whole_world, "auditor", path, block=block, at=before)
    assert accounts(then)["enumerator"] == [f"e-{block}"]
    for params in ({}, {"at": after}, {"at_time": receipt["recorded_at"]}):
        now = get(whole_world, "auditor", path, block=block, **params)
        assert accounts(now)["enumerator"] == ["successor"]
    assert run("login", "auditor", "--server", whole_world.address)[0] == 0
    code, out, err = run("chain", block)
    assert (code, "successor" in out) == (0, True), err
    code, out, _ = run("chain", block, "--at", str(before), "--json")
    assert accounts(json.loads(out))["enumerator"] == [f"e-{block}"]


def test_live_check_tells_gaps_and_ends_with_1(whole_world: World, run: Run) -> None:
    block = whole_world.blocks[2]
    assert run("login", "auditor", "--server", whole_world.address)[0] == 0
    code, out, err = run("staffing", "--area", block)
    assert code == 0, err + out
    first = command(whole_world, "suspend", account=f"e-{block}", reason="under-inquiry")
    found = get(whole_world, "auditor", "/staffing", area=block)
    assert [(g["role"], g["place"]) for g in found["gaps"]] == [("enumerator", block)]
    assert [a["loss"] for a in found["about_to_lose"]] == ["suspended"]
    assert found["norm"] == {"households": 80, "persons": 250}
    chain = get(whole_world, "auditor", "/chain", block=block)
    assert chain["gaps"] == ["enumerator"]
    code, out, _ = run("staffing", "--area", block)
    assert (code, block in out) == (1, True)
    code, out, _ = run("chain", block)
    assert (code, "not acting" in out) == (0, True)
    second = command(whole_world, "reinstate", account=f"e-{block}")
    assert run("staffing", "--area", block, "--json")[0] == 0
    history = get(whole_world, "auditor", "/staffing/history", area=block)
    interval = history["intervals"][-1]
    assert (interval["role"], interval["place"]) == ("enumerator", block)
    assert interval["from_position"] == first["first_position"]
    assert interval["to_position"] == second["first_position"]
    code, out, _ = run("staffing", "--history", "--area", block)
    assert (code, f"#{first['first_position']}" in out) == (1, True)


def test_suspended_holder_reads_nothing_either(whole_world: World) -> None:
    block = whole_world.blocks[2]
    command(whole_world, "suspend", account=f"e-{block}", reason="unavailable")
    refused = whole_world.get(f"e-{block}", "/head")
    problem(refused, 403, "suspended", whole_world)
    command(whole_world, "reinstate", account=f"e-{block}")
    assert whole_world.get(f"e-{block}", "/head").status_code == 200


def test_enumerator_of_two_blocks_sees_both(whole_world: World) -> None:
    mine, other = whole_world.blocks[0], whole_world.blocks[2]
    post_id = post_of(whole_world, f"e-{mine}")["post_id"]
    assert whole_world.get(f"e-{mine}", f"/blocks/{other}/households").status_code == 403
    command(whole_world, "assign-area", post_id=post_id, area=other)
    assert whole_world.get(f"e-{mine}", f"/blocks/{other}/households").status_code == 200
    assert post_of(whole_world, f"e-{mine}")["areas"] == [mine, other]
    found = get(whole_world, "auditor", "/staffing", area=other)
    assert [o["accounts"] for o in found["overlaps"]] == [[f"e-{mine}", f"e-{other}"]]
    command(whole_world, "release-area", post_id=post_id, area=other)


def test_posts_are_listed_page_by_page(whole_world: World) -> None:
    whole = get(whole_world, "county-1", "/posts")["posts"]
    paged: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = get(whole_world, "county-1", "/posts", limit=7, **cursor)
        paged += page["posts"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert paged == whole
    own = get(whole_world, f"e-{whole_world.blocks[0]}", "/posts")["posts"]
    assert {area for p in own for area in p["areas"]} == {whole_world.blocks[0]}


def test_flagged_entries_are_listed(whole_world: World, run: Run) -> None:
    block = whole_world.blocks[0]
    post_id = post_of(whole_world, f"e-{block}")["post_id"]
    command(whole_world, "register-device", name="pad-lost", post_id=post_id)
    command(whole_world, "report-device-lost", name="pad-lost", since="2020-11-01T09:00:00+08:00")
    body = {
        "households": [{"building": "0001", "unit": "0009"}],
        **sender(device="pad-lost"),
    }
    answer = whole_world.post(f"e-{block}", f"/blocks/{block}/listing", body)
    assert answer.status_code == 201, answer.text
    flagged = get(whole_world, "auditor", "/flagged-entries")["entries"]
    assert {(e["flag"], e["device"], e["after_loss"]) for e in flagged} == {
        ("lost", "pad-lost", True)
    }
    assert flagged[0]["position"] == answer.json()["first_position"]
    found = get(whole_world, "auditor", "/devices/pad-lost")
    assert found["entries"] == flagged
    assert found["device"]["lost_since"] == "2020-11-01T09:00:00+08:00"
    listed = get(whole_world, "auditor", "/devices", area=block)["devices"]
    assert [d["device"] for d in listed] == ["pad-lost"]
    assert run("login", "auditor", "--server", whole_world.address)[0] == 0
    for words in (("devices",), ("devices", "pad-lost"), ("devices", "--flagged")):
        code, out, err = run(*words)
        assert (code, "lost" in out) == (0, True), err
    unknown = whole_world.get("auditor", "/devices/nobodys")
    problem(unknown, 404, "unknown-device", whole_world)


def test_any_act_is_sent_from_the_command_line(
    whole_world: World, run: Run, tmp_path: Path
) -> None:
    assert run("login", "county-1", "--server", whole_world.address)[0] == 0
    given = tmp_path / "unit.json"
    given.write_text(
        json.dumps(
            {
                "code": "police",
                "kind": "member-unit",
                "area": BOOK,
                "name_zh": "公安局",
                "name_en": "police",
                "duties": ["hukou-records", "security"],
            }
        ),
        encoding="utf-8",
    )
    code, out, err = run("act", "establish-unit", "--file", str(given))
    assert (code, "police" in out) == (0, True), err
    code, out, err = run(
        "act", "change-duties", "--set", "code=police", "--set", 'duties=["publicity"]', "--json"
    )
    assert code == 0, err
    assert json.loads(out)["result"] == {"unit": "police"}
    post_id = post_of(whole_world, "county-2")["post_id"]
    placed = run("act", "place-in-unit", "--set", f"post_id={post_id}", "--set", "unit=police")
    assert placed[0] == 0, placed[2]
    code, out, _ = run("units")
    assert (code, "publicity" in out, "police" in out) == (0, True, True)
    code, out, _ = run("posts", "--area", BOOK)
    assert (code, "police" in out) == (0, True)


def test_values_of_an_act_are_of_its_fields_kinds(whole_world: World, run: Run) -> None:
    assert run("login", "county-1", "--server", whole_world.address)[0] == 0
    account = f"e-{whole_world.blocks[2]}"
    course = ("course=enumerator-1", "hours=16", "passed=true", "on=2020-09-20")
    credential = ("credential=500112-00107", "valid_until=2099-12-31")
    for act, fields in (("train", course), ("certify", credential)):
        given = [word for field in fields for word in ("--set", field)]
        code, _, err = run("act", act, "--set", f"account={account}", *given)
        assert code == 0, err
    appointment = post_of(whole_world, account)["appointment"]
    assert appointment["trainings"] == [
        {"course": "enumerator-1", "hours": 16, "passed": True, "on": "2020-09-20"}
    ]
    assert appointment["credential"] == "500112-00107"
    assert appointment["valid_until"] == "2099-12-31"


def test_act_is_countersigned_and_sent_as_another_account(whole_world: World, run: Run) -> None:
    assert run("login", "auditor", "--server", whole_world.address)[0] == 0
    given = "act", "fix-seed", "--as", "county-1", "--set", "seed=" + "0f" * 32
    code, _, err = run(*given)
    assert (code, "second-person-needed" in err) == (1, True)
    # With a second person it is looked at, and comes too late for this county.
    code, _, err = run(*given, "--second", "county-2", "--json")
    assert (code, "seed-too-late" in err) == (1, True)


def test_refusal_and_missing_fields_of_an_act_are_told(
    whole_world: World, run: Run, tmp_path: Path
) -> None:
    no_object = tmp_path / "list.json"
    no_object.write_text("[]", encoding="utf-8")
    assert run("login", "county-1", "--server", whole_world.address)[0] == 0
    code, _, err = run("act", "suspend", "--set", "account=nobody")
    assert code == 1
    assert "fields-missing" in err
    assert "缺少必填内容" in err
    assert "--set reason=" in err
    code, _, err = run("act", "suspend", "--set", "account=nobody", "--set", "reason=unavailable")
    assert (code, "unknown-post" in err) == (1, True)
    for words in (
        ("act",),
        ("act", "no-such-act"),
        ("act", "suspend", "--set", "nonsense"),
        ("act", "suspend", "--set", "device=x"),
        ("act", "suspend", "--file", str(no_object)),
    ):
        code, _, err = run(*words)
        assert (code, "  usage\n" in err) == (2, True), words
    code, out, _ = run("act", "--list")
    assert (code, "suspend" in out, "reassign-area" in out) == (0, True, True)
    code, out, _ = run("act", "suspend", "--list", "--json")
    assert json.loads(out)["suspend"]["required"] == ["account", "reason"]


def test_holder_of_a_post_without_an_area_gets_a_password_and_sees_nothing(
    whole_world: World,
) -> None:
    block = whole_world.blocks[0]
    post_id = post_of(whole_world, f"e-{block}")["post_id"]
    told = {"account": f"e-{block}", "reason": "resigned", "holder": "某丁"}
    command(whole_world, "hand-over", successor="arealess", **told)
    command(whole_world, "release-area", post_id=post_id, area=block)
    given = whole_world.http.put(
        f"/books/{BOOK}/accounts/arealess/password",
        json={"password": "first-password-of-theirs"},
        headers={"Authorization": f"Bearer {whole_world.token('county-1')}"},
    )
    assert given.status_code == 204, given.text
    answer = whole_world.http.post(
        "/session",
        json={"book": BOOK, "account": "arealess", "password": "first-password-of-theirs"},
    )
    assert (answer.json()["area"], answer.json()["areas"]) == ("", [])
    token = answer.json()["access_token"]
    refused = whole_world.http.get(
        f"/books/{BOOK}/blocks", headers={"Authorization": f"Bearer {token}"}
    )
    problem(refused, 403, "outside-area", whole_world)
    found = get(whole_world, "county-1", "/posts")["posts"]
    assert [p["areas"] for p in found if p["post_id"] == post_id] == [[]]
