"""Past states and timelines, asked of a running service and from the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.end_to_end.command_line import Run
from tests.end_to_end.world import World, sender


class Amended:
    """A household registered and amended, with the positions of both commands' last entries."""

    def __init__(self, world: World) -> None:
        self.block = world.blocks[0]
        form = next(f for f in world.forms(self.block) if f["household"].get("H6"))
        self.floor = form["household"]["H6"]
        self.name = form["persons"][0]["D1"]
        self.number = form["household"]["hh"]
        first = world.register(form)
        self.id = first["result"]["household_id"]
        self.person = first["result"]["person_ids"][0]
        self.registered = first["first_position"] + first["entries"] - 1
        self.listed = first["first_position"] - 1
        self.registered_at = first["recorded_at"]
        answer = world.post(
            f"e-{self.block}",
            f"/households/{self.id}/amend",
            {
                "expected_version": first["result"]["version"],
                "revision": {"household": {"H6": self.floor + 1}},
                "reason": "entry-mistake",
                **sender(),
            },
        )
        assert answer.status_code == 200, answer.text
        second = answer.json()
        self.amended = second["first_position"] + second["entries"] - 1


@pytest.fixture(scope="module")
def amended(whole_world: World) -> Amended:
    return Amended(whole_world)


def state(world: World, path: str, **params: Any) -> Any:
    answer = world.get("auditor", path + "/state", **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_household_is_shown_as_it_stood(whole_world: World, amended: Amended) -> None:
    path, purpose = f"/households/{amended.id}", {"purpose": "investigation"}
    then = state(whole_world, path, at=amended.registered, **purpose)
    assert then["position"] == amended.registered
    assert then["recorded_at"] == amended.registered_at.replace("+00:00", "Z")
    assert then["household"]["answers"]["H6"] == amended.floor
    assert then["household"]["status"] == "registered"
    now = state(whole_world, path, **purpose)
    assert now["household"]["answers"]["H6"] == amended.floor + 1
    assert now["household"] == whole_world.get("auditor", path, **purpose).json()
    by_time = state(whole_world, path, at_time=amended.registered_at, **purpose)
    assert by_time == then
    listed = state(whole_world, path, at=amended.listed, **purpose)["household"]
    assert (listed["status"], listed["persons"]) == ("listed", [])


def test_identifiers_of_the_past_are_told_only_where_asked_for(
    whole_world: World, amended: Amended
) -> None:
    for path in (f"/households/{amended.id}", f"/persons/{amended.person}"):
        given = {"purpose": "investigation", "at": amended.registered}
        plain = whole_world.get("auditor", path + "/state", **given)
        asked = whole_world.get("auditor", path + "/state", identifiers=True, **given)
        assert amended.name not in plain.text
        assert amended.name in asked.text


def test_person_is_shown_as_the_person_stood(whole_world: World, amended: Amended) -> None:
    path, purpose = f"/persons/{amended.person}", {"purpose": "investigation"}
    found = state(whole_world, path, at=amended.registered, **purpose)
    assert found["household_id"] == amended.id
    assert (found["version"], found["withdrawn"]) == (1, False)
    early = whole_world.get("auditor", path + "/state", at=amended.listed, **purpose)
    assert (early.status_code, early.json()["code"]) == (404, "unknown-person")


def test_block_and_book_are_shown_as_they_stood(whole_world: World, amended: Amended) -> None:
    path = f"/blocks/{amended.block}"
    then = state(whole_world, path, at=amended.registered)
    [line] = [one for one in then["households"] if one["household_id"] == amended.id]
    assert (line["number"], line["status"], line["version"]) == (amended.number, "registered", 2)
    now = state(whole_world, path)
    assert next(o for o in now["households"] if o["household_id"] == amended.id)["version"] == 3
    before = state(whole_world, "", at=amended.listed, area=amended.block)
    after = state(whole_world, "", at=amended.registered, area=amended.block)
    assert before["households"]["listed"] - after["households"].get("listed", 0) == 1
    assert after["households"]["registered"] - before["households"].get("registered", 0) == 1
    assert after["posts"][0]["account"] == f"e-{amended.block}"
    assert state(whole_world, "", at=0)["blocks"] == 0


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"at": 10**9}, "position-not-reached"),
        ({"at": 2**63 - 1}, "position-not-reached"),
        ({"at": 2**63}, "invalid-request"),
        ({"at": -1}, "invalid-request"),
        ({"at_time": "2020-11-01T00:00:00+08:00"}, "nothing-recorded-yet"),
        ({"at_time": "2020-11-01T00:00:00"}, "invalid-request"),
        ({"at_time": "0001-01-01T00:00:00+14:00"}, "nothing-recorded-yet"),
    ],
)
def test_position_that_is_none_is_told(
    whole_world: World, amended: Amended, params: dict[str, Any], code: str
) -> None:
    answer = whole_world.get("auditor", f"/blocks/{amended.block}/state", **params)
    assert answer.json()["code"] == code, answer.text


def test_past_is_open_to_whom_the_present_is(whole_world: World, amended: Amended) -> None:
    stranger = f"e-{whole_world.blocks[-1]}"
    for path in (f"/households/{amended.id}", f"/persons/{amended.person}"):
        for kind in ("state", "timeline"):
            given = {"purpose": "review"}
            refused = whole_world.get(stranger, f"{path}/{kind}", **given)
            assert refused.json()["code"] == "outside-area"
            refused = whole_world.get("operator", f"{path}/{kind}", **given)
            assert refused.json()["code"] == "not-permitted"
    assert whole_world.get(stranger, f"/blocks/{amended.block}/state").status_code == 403


def test_reading_the_past_is_on_record(whole_world: World, amended: Amended) -> None:
    def readings() -> list[dict[str, Any]]:
        found = whole_world.get("auditor", "/readings", household_id=amended.id, limit=500)
        told: list[dict[str, Any]] = found.json()["readings"]
        return told

    before = len(readings())
    for path in (f"/households/{amended.id}/state", f"/persons/{amended.person}/timeline"):
        answer = whole_world.get("auditor", path, purpose="quality-check", identifiers=True)
        assert answer.status_code == 200
    acts = [(r["act"], r["purpose"], r["identifiers"]) for r in readings()[:2]]
    assert len(readings()) == before + 2
    assert sorted(acts) == [
        ("read-household", "quality-check", True),
        ("trace", "quality-check", True),
    ]


def test_timeline_tells_the_values_of_a_field(whole_world: World, amended: Amended) -> None:
    found = whole_world.get("auditor", f"/households/{amended.id}/timeline", purpose="review")
    [floor] = [one for one in found.json()["fields"] if one["item"] == "H6"]
    assert [value["value"] for value in floor["values"]] == [amended.floor, amended.floor + 1]
    assert floor["values"][0]["to_position"] == floor["values"][1]["from_position"]
    assert floor["values"][1]["reason"] == "entry-mistake"
    assert amended.name not in found.text


def test_command_line_shows_the_past(signed_in: Run, amended: Amended) -> None:
    address = f"{amended.block}/{amended.number}"
    code, told, err = signed_in("state", "household", address, "--at", str(amended.registered))
    assert code == 0, err
    assert f"#{amended.registered}" in told
    assert f"H6 {amended.floor}" in told
    code, told, _ = signed_in(
        "state", "household", address, "--time", amended.registered_at, "--json"
    )
    assert json.loads(told)["position"] == amended.registered
    code, told, _ = signed_in("state", "person", amended.person)
    assert (code, amended.id in told) == (0, True)
    code, told, _ = signed_in("state", "block", amended.block)
    assert (code, amended.number in told) == (0, True)
    code, told, _ = signed_in("state", "book", "--area", amended.block, "--at", "0")
    assert (code, "blocks 0" in told) == (0, True)


def test_command_line_shows_the_timeline(signed_in: Run, amended: Amended) -> None:
    code, told, err = signed_in("timeline", "household", f"{amended.block}/{amended.number}")
    assert code == 0, err
    assert "密封 / sealed" in told
    assert amended.name not in told
    assert "录入差错" in told
    code, told, _ = signed_in("timeline", "person", amended.person, "--identifiers")
    assert (code, amended.name in told) == (0, True)


def test_command_line_takes_a_position_or_a_moment(signed_in: Run, amended: Amended) -> None:
    both = "--at", "1", "--time", "2020-11-01T09:00:00+08:00"
    assert signed_in("state", "block", amended.block, *both)[0] == 2
    assert signed_in("state", "block", amended.block, "--time", "yesterday")[0] == 2
    assert signed_in("state", "block", amended.block, "--time", "2020-11-01T09:00:00")[0] == 2
