"""Phases, listing, visits, comments and closing over HTTP and from the command line."""

from __future__ import annotations

import json
from typing import Any

from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World, sender

DOCUMENT = {"document": "渝北人普〔2020〕3号", "issued_by": "渝北区普查办公室"}


def one(world: World, account: str, act: str, /, **fields: object) -> dict[str, Any]:
    """Send one command of a batch; the answer to it."""
    command = {"act": act, **fields, **sender(channel="office")}
    [answer] = world.post(account, "/commands", {"commands": [command]}).json()["items"]
    told: dict[str, Any] = answer
    return told


def code_of(answer: dict[str, Any]) -> str:
    """The refusal's code."""
    return str(answer["problem"]["code"])


def an_inspector(world: World) -> str:
    """An inspector of the county, who has signed in."""
    account, password = "inspector-1", "a-password-for-tests"
    titles = {"title_zh": "督查员", "title_en": "inspector", "holder": "某甲", "credential": "CR-8"}
    post = {"role": "inspector", "area": BOOK, "account": account, **titles}
    assert one(world, "county-1", "establish", **post)["status"] == 200
    answer = world.http.put(
        f"/books/{BOOK}/accounts/{account}/password",
        json={"password": password},
        headers={"Authorization": f"Bearer {world.token('county-1')}"},
    )
    assert answer.status_code == 204, answer.text
    signed_in = world.http.post(
        "/session", json={"book": BOOK, "account": account, "password": password}
    )
    world.tokens[account] = signed_in.json()["access_token"]
    return account


def test_phases_are_told_with_their_plan(signed_in: Run) -> None:
    code, told, err = signed_in("phases", "--json")
    assert code == 0, err
    phases = {p["phase"]: p for p in json.loads(told)["phases"]}
    assert phases["listing"] == {
        "phase": "listing",
        "planned_first": "2020-10-11",
        "planned_last": "2020-10-31",
        "open": True,
        "begun": True,
    }
    assert (phases["closed"]["open"], phases["closed"]["planned_first"]) == (False, None)
    code, shown, _ = signed_in("phases")
    assert code == 0
    assert "短表登记" in shown
    assert "2020-11-15" in shown


def test_a_closed_phase_refuses_and_says_when_it_is_planned(frail_world: World) -> None:
    world = frail_world
    form = world.forms(world.blocks[0])[0]
    world.list_forms([form])
    closing = {"phase": "short_registration"}
    assert code_of(one(world, "county-1", "close-phase", **closing)) == "authority-needed"
    assert one(world, "county-1", "close-phase", **closing, authority=DOCUMENT)["status"] == 200
    answer = world.post(f"e-{world.blocks[0]}", "/households", {"form": form, **sender()})
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "phase-closed"
    assert problem["phases"] == [
        {
            "phase": "short_registration",
            "planned_first": "2020-11-01",
            "planned_last": "2020-11-15",
        }
    ]


def test_a_blocks_list_of_buildings_and_late_lines_are_told(frail_world: World) -> None:
    world, block = frail_world, frail_world.blocks[0]
    building = {"number": "0001", "kind": "residential", "storeys": 6, "units": ["0001"]}
    line = {
        "building": "0001",
        "unit": "0001",
        "expected": {"persons": 3, "deaths": True, "mode": "self"},
    }
    enumerator, supervisor = f"e-{block}", f"s-{block[:12]}-1"
    listed = one(world, enumerator, "list-buildings", block=block, buildings=[building])
    assert (listed["status"], listed["receipt"]["result"]["units"]) == (201, 1)
    one(world, "county-1", "close-phase", phase="listing", authority=DOCUMENT)
    assert one(world, enumerator, "list", block=block, households=[line])["status"] == 201
    [told] = world.get("county-1", "/blocks", area=block).json()["blocks"]
    assert (told["buildings"], told["units"], told["unconfirmed"]) == (1, 1, ["001"])
    assert (told["virtual"], told["closed"]) == (False, False)
    listing = world.get(supervisor, f"/blocks/{block}/listing").json()
    assert listing["buildings"] == [building]
    assert listing["households"][0]["expected"] == {
        "persons": 3,
        "absent": None,
        "foreigners": False,
        "deaths": True,
        "mode": "self",
    }
    assert world.get("operator", f"/blocks/{block}/listing").status_code == 403
    assert one(world, supervisor, "confirm-listing", block=block, numbers=["001"])["status"] == 200
    assert not world.get(supervisor, f"/blocks/{block}/listing").json()["households"][0][
        "unconfirmed"
    ]


def test_visits_are_counted_and_nobody_who_refused_is_listed(frail_world: World) -> None:
    world, block = frail_world, frail_world.blocks[0]
    enumerator, supervisor = f"e-{block}", f"s-{block[:12]}-1"
    world.list_forms(world.forms(block)[:2])
    listed = world.get(enumerator, f"/blocks/{block}/households").json()["households"]
    refusing, vacant = (household["household_id"] for household in listed)
    one(world, enumerator, "visit", household_id=refusing, outcome="refused", remark="门外谈话")
    told = one(
        world, enumerator, "visit", household_id=vacant, outcome="vacant", next_visit="2020-11-09"
    )
    assert told["receipt"]["result"]["proposes_withdrawal"] is True
    found = world.get(supervisor, f"/blocks/{block}/visits")
    assert found.json()["outcomes"] == {"refused": 1, "vacant": 1}
    assert [p["household_id"] for p in found.json()["proposals"]] == [vacant]
    assert refusing not in found.text
    visits = world.get(
        supervisor, f"/households/{refusing}/visits", purpose="review", identifiers=True
    ).json()["visits"]
    assert [(v["outcome"], v["remark"]) for v in visits] == [("refused", "门外谈话")]
    version = next(h["version"] for h in listed if h["household_id"] == vacant)
    withdrawn = one(
        world,
        supervisor,
        "withdraw",
        household_id=vacant,
        expected_version=version,
        reason="vacant",
    )
    assert withdrawn["receipt"]["result"]["status"] == "withdrawn"
    assert world.get(supervisor, f"/blocks/{block}/visits").json()["proposals"] == []


def test_comments_are_read_and_keep_a_block_open(frail_world: World) -> None:
    world, block = frail_world, frail_world.blocks[0]
    supervisor = f"s-{block[:12]}-1"
    household_id = world.register(world.forms(block)[0])["result"]["household_id"]
    made = one(world, supervisor, "comment", household_id=household_id, item="H6", text="偏大")
    assert (made["status"], made["receipt"]["result"]["comment"]) == (201, 1)
    path = f"/households/{household_id}/comments"
    read = world.get(supervisor, path, purpose="review").json()
    assert (read["unresolved"], read["comments"][0]["text"]) == (1, None)
    read = world.get(supervisor, path, purpose="review", identifiers=True).json()
    assert read["comments"][0]["text"] == "偏大"
    inspector = an_inspector(world)
    read = world.get(inspector, path, purpose="quality-check", identifiers=True).json()
    assert read["comments"][0]["text"] == "偏大"
    answers = world.get(inspector, f"/households/{household_id}", purpose="quality-check")
    assert (answers.status_code, answers.json()["code"]) == (403, "not-permitted")
    refused = one(world, "county-1", "close-block", block=block)
    assert code_of(refused) == "block-not-ready"
    assert refused["problem"]["counts"] == {"open_comments": 1, "not_submitted": 1}
    assert code_of(one(world, "county-1", "close-area", area=BOOK)) == "area-not-ready"
