"""The cross-check over a running service: doubts are raised once, answered, and settle."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.end_to_end.command_line import Run
from tests.end_to_end.world import World, sender
from tests.end_to_end.worlds import Worlds


@pytest.fixture
def world(worlds: Worlds) -> Iterator[World]:
    with worlds.lent(120) as lent:
        yield lent


def do(world: World, account: str, act: str, /, **fields: Any) -> dict[str, Any]:
    """One act as an item of a batch: its answer."""
    command = {"act": act, **sender(), **fields}
    answer = world.post(account, "/commands", {"commands": [command]})
    assert answer.status_code == 200, answer.text
    [item] = answer.json()["items"]
    found: dict[str, Any] = item
    return found


def checked(world: World, account: str = "county-1", area: str = "500112") -> dict[str, Any]:
    """What a cross-check told in its receipt."""
    answer = do(world, account, "cross-check", area=area)
    assert answer["status"] == 200, answer
    result: dict[str, Any] = answer["receipt"]["result"]
    return result


def doubts(world: World, rule: str, account: str = "county-1", **asked: Any) -> list[Any]:
    answer = world.get(account, "/doubts", rule=rule, **asked)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["doubts"]
    return found


@pytest.fixture
def twice(world: World) -> tuple[str, str]:
    """A person who is registered as a resident in two households of a block; their ids."""
    block = world.blocks[0]
    form = next(
        f
        for f in world.forms(block)
        if len(f["persons"]) > 1
        and all(p["D7"] == 1 and p["D8"] == 1 and p.get("D3") for p in f["persons"])
    )
    again = copy.deepcopy(form)
    again["household"] |= {"hh": "801", "H2a": 1, "H2b": 0, "H3m": 0, "H3f": 0}
    again["household"] |= {"H4m": 0, "H4f": 0}
    again["persons"] = [dict(form["persons"][0], D2=0)]
    again.pop("deaths", None)
    again.pop("id", None)
    ids = [world.register(f)["result"]["household_id"] for f in (form, again)]
    return ids[0], ids[1]


def test_a_doubt_is_raised_once_and_settles_when_the_duplicate_is_resolved(
    world: World, twice: tuple[str, str]
) -> None:
    assert checked(world)["raised"] >= 1
    [doubt] = doubts(world, "X01", state="open")
    assert set(doubt["household_ids"]) == set(twice)
    assert doubt["area"] == world.blocks[0]
    assert checked(world)["raised"] == 0
    one, other = (
        world.get("county-1", f"/households/{i}", purpose="quality-check").json() for i in twice
    )
    merged = do(
        world,
        "county-1",
        "withdraw",
        household_id=other["household_id"],
        expected_version=other["version"],
        reason="duplicate",
        duplicate_of=one["household_id"],
    )
    assert merged["status"] == 200, merged
    assert checked(world)["settled"] >= 1
    [doubt] = doubts(world, "X01")
    assert doubt["state"] == "settled"


def test_a_batch_takes_one_check(world: World) -> None:
    checks = [{"act": "cross-check", **sender(), "area": area} for area in world.blocks[:2]]
    items = world.post("county-1", "/commands", {"commands": checks}).json()["items"]
    assert items[0]["status"] == 200, items[0]
    assert items[1]["problem"]["code"] == "one-check-at-a-time"
    assert checked(world, area=world.blocks[1])["area"] == world.blocks[1]


def test_the_check_of_a_block_finds_who_is_registered_in_another(world: World) -> None:
    one, other = world.blocks[:2]
    form = next(f for f in world.forms(one) if grown_up(f["persons"][0]) and len(f["persons"]) > 1)
    again = copy.deepcopy(form)
    again["household"] |= {"township": other[:9], "district": other[:12], "block": other[12:]}
    again["household"] |= {"hh": "803", "H2a": 1, "H2b": 0, "H3m": 0, "H3f": 0, "H4m": 0, "H4f": 0}
    again |= {"persons": [dict(form["persons"][0], D2=0)]}
    again.pop("deaths", None)
    again.pop("id", None)
    ids = {world.register(f)["result"]["household_id"] for f in (form, again)}
    assert checked(world, area=one)["raised"] >= 1
    assert ids in [set(d["household_ids"]) for d in doubts(world, "X01", state="open")]


def test_a_block_with_an_open_doubt_is_not_closed(world: World, twice: tuple[str, str]) -> None:
    block = world.blocks[0]
    checked(world)
    refused = do(world, "county-1", "close-block", block=block)
    assert refused["problem"]["counts"]["open_doubts"] >= 1
    refused = do(world, f"s-{block[:12]}-1", "close-block", block=block)
    assert refused["problem"]["code"] == "not-permitted"


def test_the_check_sent_again_is_answered_with_its_first_receipt(
    world: World, twice: tuple[str, str]
) -> None:
    command = {"act": "cross-check", **sender(), "area": "500112"}
    first, again = (
        world.post("county-1", "/commands", {"commands": [command]}).json()["items"][0]
        for _ in range(2)
    )
    assert again["repeated"]
    assert again["receipt"]["result"] == first["receipt"]["result"]


def test_who_registered_a_record_does_not_answer_its_doubt(
    world: World, twice: tuple[str, str]
) -> None:
    checked(world)
    [doubt] = doubts(world, "X01")
    answer = {"outcome": "not-a-duplicate", "explanation": "核实无误"}
    refused = do(
        world, f"e-{world.blocks[0]}", "resolve-doubt", doubt_id=doubt["doubt_id"], **answer
    )
    assert refused["problem"]["code"] == "not-permitted"
    supervisor = f"s-{world.blocks[0][:12]}-1"
    done = do(world, supervisor, "resolve-doubt", doubt_id=doubt["doubt_id"], **answer)
    assert done["status"] == 200, done
    again = do(world, supervisor, "resolve-doubt", doubt_id=doubt["doubt_id"], **answer)
    assert again["problem"]["code"] == "doubt-closed"
    assert checked(world)["raised"] == 0
    [doubt] = doubts(world, "X01")
    assert (doubt["state"], doubt["outcome"]) == ("resolved", "not-a-duplicate")


def test_who_changed_a_record_does_not_answer_its_doubt(
    world: World, twice: tuple[str, str]
) -> None:
    checked(world)
    [doubt] = doubts(world, "X01")
    supervisor = f"s-{world.blocks[0][:12]}-1"
    record = world.get(supervisor, f"/households/{twice[1]}", purpose="correction").json()
    amended = do(
        world,
        supervisor,
        "amend",
        household_id=twice[1],
        expected_version=record["version"],
        revision={"household": {"H6": record["answers"]["H6"] + 1}},
        reason="entry-mistake",
    )
    assert amended["status"] == 200, amended
    answer = {"outcome": "explained", "explanation": "核实无误"}
    refused = do(world, supervisor, "resolve-doubt", doubt_id=doubt["doubt_id"], **answer)
    assert refused["problem"]["code"] == "own-work"


def test_a_doubt_that_was_said_to_be_corrected_and_is_not_is_raised_again(
    world: World, twice: tuple[str, str]
) -> None:
    checked(world)
    [doubt] = doubts(world, "X01")
    given = {"doubt_id": doubt["doubt_id"], "outcome": "corrected", "explanation": "已更正"}
    do(world, "county-1", "resolve-doubt", **given)
    assert checked(world)["raised"] == 1


def test_opening_records_to_confirm_is_on_record(world: World, twice: tuple[str, str]) -> None:
    checked(world)
    readings = world.get("auditor", "/readings").json()["readings"]
    opened = {r["household_id"] for r in readings if r["act"] == "cross-check"}
    assert set(twice) <= opened


def test_a_doubt_holds_no_number_and_no_name(world: World, twice: tuple[str, str]) -> None:
    checked(world)
    told = json.dumps(doubts(world, "X01"), ensure_ascii=False)
    record = world.get(
        "county-1", f"/households/{twice[0]}", purpose="quality-check", identifiers=True
    ).json()
    for person in record["persons"]:
        assert person["answers"]["D3"] not in told
        assert person["answers"]["D1"] not in told


def test_nobody_checks_an_area_that_is_not_theirs(world: World) -> None:
    block = world.blocks[0]
    refused = do(world, f"s-{block[:12]}-1", "cross-check", area="500112")
    assert refused["problem"]["code"] == "outside-area"
    refused = do(world, f"e-{block}", "cross-check", area=block)
    assert refused["problem"]["code"] == "not-permitted"


def test_conservation_tells_who_counts_twice(world: World, twice: tuple[str, str]) -> None:
    world.follow()
    found = world.get("county-1", "/conservation").json()
    assert found["population"]["more"] == 1
    assert not found["conserved"]


def grown_up(person: dict[str, Any]) -> bool:
    return bool(person["D5"] < "1990-01" and person["D7"] == 1)


def test_a_move_leaves_the_population_as_it_is(world: World) -> None:
    block = world.blocks[0]
    form = next(
        f
        for f in world.forms(block)
        if sum(map(grown_up, f["persons"])) > 1
        and any(p["D2"] == 1 and grown_up(p) for p in f["persons"])
        and not f.get("deaths")
    )
    household_id = world.register(form)["result"]["household_id"]
    world.follow()
    before = world.get("county-1", "/conservation").json()["population"]
    lines = [{"number": "802", "building": "0001", "unit": "0001"}]
    listed = world.post(f"e-{block}", f"/blocks/{block}/listing", {"households": lines, **sender()})
    new = listed.json()["result"]["households"][0]["household_id"]
    record = world.get("county-1", f"/households/{household_id}", purpose="quality-check").json()
    record["as_of"] = world.head()["size"] - 1
    last = next(p["person_id"] for p in record["persons"] if p["answers"]["D2"] == 1)
    given = {
        "household_id": household_id,
        "expected_version": record["version"],
        "to_household_id": new,
        "to_expected_version": 1,
        "members": {"persons": [last], "relationships": {last: 0}},
        "household": {"H1": 1, "H5": 1, "H6": 61, "H7": 2},
        "reason": "two-households",
    }
    done = do(world, "county-1", "split-household", **given)
    assert done["status"] == 200, done
    world.follow()
    found = world.get("county-1", "/conservation").json()
    assert found["population"] == before
    [command] = found["bookkeeping"]
    assert (command["kind"], command["conserved"]) == ("split", True)
    assert_a_moved_person_is_read(world, record, new, last)


def assert_a_moved_person_is_read(
    world: World, before: dict[str, Any], household_id: str, person_id: str
) -> None:
    """The record, the trace, the timeline and the past know the person in both households."""
    asked = {"purpose": "quality-check"}
    now = world.get("county-1", f"/households/{household_id}", **asked).json()
    [moved] = now["persons"]
    was = next(p for p in before["persons"] if p["person_id"] == person_id)
    assert moved["answers"] == {**was["answers"], "D2": 0}
    then = world.get(
        "county-1", f"/households/{before['household_id']}/state", at=before["as_of"], **asked
    ).json()
    assert person_id in [p["person_id"] for p in then["household"]["persons"]]
    for kind in ("trace", "timeline", "state"):
        answer = world.get("county-1", f"/persons/{person_id}/{kind}", **asked)
        assert answer.status_code == 200, (kind, answer.text)
        assert answer.json()["household_id"] == household_id
    for place in (household_id, before["household_id"]):
        answer = world.get("county-1", f"/households/{place}/timeline", **asked)
        assert answer.status_code == 200, answer.text


def test_the_verbs_tell_doubts_and_conservation(
    world: World, twice: tuple[str, str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CENSUS_LEDGER_DATA", str(world.settings.data_directory))
    monkeypatch.setenv("DATABASE_URL", world.database.url)
    code, _, err = run("login", "county-1", "--server", world.address)
    assert code == 0, err
    code, out, err = run("cross-check")
    assert code == 0, err
    assert "raised" in out
    world.follow()
    code, out, err = run("doubts", "--rule", "X01")
    assert code == 0, err
    assert twice[0] in out
    code, out, _ = run("conservation")
    assert code == 1
    assert "more than once 1" in out
