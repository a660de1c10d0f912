"""A household's whole way, from the list to acceptance and a countersigned correction."""

from __future__ import annotations

from typing import Any

from ledger.verifier.book import verify_book
from ledger.verifier.kept import Kept
from tests.end_to_end.world import BOOK, World, sender


def test_a_household_goes_from_the_list_to_a_countersigned_correction(whole_world: World) -> None:
    world = whole_world
    block = world.blocks[0]
    district = block[:12]
    enumerator = f"e-{block}"
    form = world.forms(block)[0]
    receipt = world.register(form)
    household = receipt["result"]["household_id"]
    person = receipt["result"]["person_ids"][0]
    version = receipt["result"]["version"]

    def act(account: str, verb: str, **body: Any) -> dict[str, Any]:
        nonlocal version
        answer = world.post(
            account,
            f"/households/{household}/{verb}",
            {"expected_version": version, **sender(channel="office"), **body},
        )
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        version = told["result"]["version"]
        return told

    act(enumerator, "submit", declaration="signed-on-device")
    returned = act(
        f"s-{district}-1",
        "return",
        reason="revisit",
        remarks=[{"item": "D1", "person": 0, "text": "请核对"}],
    )
    assert returned["result"]["status"] == "returned"
    name = form["persons"][0]["D1"] + "一"
    act(enumerator, "amend", reason="after-return", revision={"persons": {person: {"D1": name}}})
    act(enumerator, "submit", declaration="signed-on-device")
    for account in (f"s-{district}-1", f"c-{district}", f"t-{block[:9]}", "county-1"):
        told = act(account, "approve")
    assert told["result"]["status"] == "county_accepted"
    before = world.head()

    correction = {
        "reason": "cross-check",
        "authority": {"document": "渝北人普办〔2020〕7号", "issued_by": "渝北区普查办公室"},
        "revision": {"persons": {person: {"D1": form["persons"][0]["D1"]}}},
    }
    alone = world.post(
        "county-1",
        f"/households/{household}/correct",
        {"expected_version": version, **sender(), **correction},
    )
    assert alone.status_code == 403
    assert alone.json()["code"] == "second-person-needed"
    act("county-1", "correct", second_token=world.token("county-2"), **correction)

    trace = world.get(
        "auditor", f"/persons/{person}/trace", purpose="investigation", identifiers=True
    ).json()
    last = trace["steps"][-1]
    assert last["actor"]["account"] == "county-1"
    assert last["second"]["account"] == "county-2"
    assert last["reason"] == "cross-check"
    assert [(c["item"], c["before"], c["after"]) for c in last["changes"]] == [
        ("D1", name, form["persons"][0]["D1"])
    ]
    whole = world.get("auditor", f"/households/{household}/trace", purpose="investigation").json()
    assert [step["topic"] for step in whole["steps"] if step["about"] == "household"] == [
        "HouseholdListed",
        "HouseholdRegistered",
        "HouseholdSubmitted",
        "HouseholdReturned",
        "HouseholdAmended",
        "HouseholdSubmitted",
        *["HouseholdApproved"] * 4,
        "HouseholdCorrected",
    ]

    kept = [Kept(before["size"], before["root"])]
    report = verify_book(world.database.url, BOOK, kept=kept)
    assert report.sound
    assert report.size == world.head()["size"]
    assert report.root == world.head()["root"]


def test_an_accepted_household_is_withdrawn_under_four_eyes_alone(whole_world: World) -> None:
    world = whole_world
    block = world.blocks[0]
    district = block[:12]
    receipt = world.register(world.forms(block)[1])
    household, version = receipt["result"]["household_id"], receipt["result"]["version"]

    def act(account: str, verb: str, **body: Any) -> tuple[int, dict[str, Any]]:
        nonlocal version
        answer = world.post(
            account,
            f"/households/{household}/{verb}",
            {"expected_version": version, **sender(channel="office"), **body},
        )
        told: dict[str, Any] = answer.json()
        version = told["result"]["version"] if answer.status_code == 200 else version
        return answer.status_code, told

    supervisor, township = f"s-{district}-1", f"t-{block[:9]}"
    act(f"e-{block}", "submit", declaration="signed-on-device")
    act(supervisor, "approve")
    gone: dict[str, Any] = {"reason": "not-in-block"}
    cited = {"authority": {"document": "500112-2020-8", "issued_by": "渝北区普查办公室"}}
    status, told = act(supervisor, "withdraw", **gone, **cited)
    assert (status, told["code"]) == (403, "not-permitted")
    status, told = act(township, "withdraw", **gone)
    assert (status, told["code"]) == (422, "authority-needed")
    for account in (f"c-{district}", township, "county-1"):
        assert act(account, "approve")[0] == 200
    for second in ({}, {"second_token": world.token("county-1")}):
        status, told = act(township, "withdraw", **gone, **cited, **second)
        assert (status, told["code"]) == (403, "second-person-needed")
    batch = {
        "commands": [
            {
                "act": "withdraw",
                "household_id": household,
                "expected_version": version,
                **sender(channel="office"),
                **gone,
                **cited,
                "second_token": world.token("county-2"),
            }
        ]
    }
    [item] = world.post(township, "/commands", batch).json()["items"]
    assert item["receipt"]["result"]["status"] == "withdrawn"
    trace = world.get("auditor", f"/households/{household}/trace", purpose="investigation").json()
    last = [step for step in trace["steps"] if step["about"] == "household"][-1]
    assert (last["actor"]["account"], last["second"]["account"]) == (township, "county-2")


def test_a_table_as_of_a_position_does_not_change_with_what_comes_later(
    whole_world: World,
) -> None:
    world = whole_world
    forms = world.forms(world.blocks[1])[:2]
    world.register(forms[0])
    position = world.head()["size"] - 1

    def population() -> Any:
        found = world.get("auditor", "/tables/1-1", as_of=position, area=world.blocks[1])
        assert found.status_code == 200, found.text
        return found.json()["cells"]

    before = population()
    assert before
    world.register(forms[1])
    assert population() == before
    later = world.get(
        "auditor", "/tables/1-1", as_of=world.head()["size"] - 1, area=world.blocks[1]
    ).json()["cells"]
    assert later != before


def test_a_table_in_long_form_is_csv(whole_world: World) -> None:
    answer = whole_world.get("auditor", "/tables/1-5", format="csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.splitlines()[0] == "table,area,residence,row,col,value"
    assert int(answer.headers["Census-Ledger-Position"]) >= 0


def test_microdata_hold_no_identifiers_and_their_reading_is_on_record(
    whole_world: World,
) -> None:
    form = whole_world.forms(whole_world.blocks[2])[0]
    whole_world.register(form)
    position = whole_world.head()["size"] - 1
    answer = whole_world.get("auditor", "/microdata/persons", purpose="statistics", as_of=position)
    assert answer.status_code == 200, answer.text
    assert form["persons"][0]["D1"] not in answer.text
    assert str(form["persons"][0]["D3"]) not in answer.text
    readings = whole_world.get("auditor", "/readings", limit=1).json()["readings"]
    assert readings[0]["purpose"] == "statistics"
    assert readings[0]["account"] == "auditor"


def test_progress_counts_each_household_at_one_step(whole_world: World) -> None:
    found = whole_world.get("county-1", "/progress").json()
    assert {block["block"] for block in found["blocks"]} == set(whole_world.blocks)


def test_a_block_tells_its_households_page_by_page(whole_world: World) -> None:
    world = whole_world
    block = world.blocks[1]
    forms = world.forms(block)[2:5]
    world.list_forms(forms)
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({} if cursor is None else {"cursor": cursor})
        page = world.get(f"e-{block}", f"/blocks/{block}/households", **params).json()
        seen += page["households"]
        cursor = page["next"]
        if cursor is None:
            break
    numbers = [line["number"] for line in seen]
    assert numbers == sorted(set(numbers))
    assert {form["household"]["hh"] for form in forms} <= set(numbers)
    by_number = {line["number"]: line["status"] for line in seen}
    assert by_number[forms[0]["household"]["hh"]] == "listed"
