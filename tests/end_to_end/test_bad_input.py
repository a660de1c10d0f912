"""Bad input: a clear answer each time, nothing half-recorded, and nobody's name in it."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.problems import MEDIA_TYPE
from tests.end_to_end.refusals import assert_tells_nobody, problem
from tests.end_to_end.world import BOOK, SHORT_LIMIT, World, sender


def registration(world: World, form: dict[str, Any], account: str | None = None) -> httpx.Response:
    """Send a form as the enumerator of the first block, or as somebody else."""
    return world.post(account or f"e-{world.blocks[0]}", "/households", {"form": form, **sender()})


@pytest.fixture(scope="module")
def listed(whole_world: World) -> list[dict[str, Any]]:
    """Clean forms of the first block, which stand on its list."""
    forms = whole_world.forms(whole_world.blocks[0])[5:15]
    whole_world.list_forms(forms)
    return forms


@pytest.fixture
def form(listed: list[dict[str, Any]]) -> dict[str, Any]:
    """A clean listed form to spoil; nobody registers it."""
    return copy.deepcopy(listed[0])


@pytest.mark.parametrize(
    "content",
    ['{"form": {"name": "张', "[" * 100_000, b'{"form": "\xff\xfe"}', "", "NaN,"],
    ids=["cut off", "very deep", "no UTF-8", "nothing", "no JSON"],
)
def test_malformed_json_is_refused(unchanged: World, content: str | bytes) -> None:
    token = unchanged.token(f"e-{unchanged.blocks[0]}")
    answer = unchanged.http.post(
        f"/books/{BOOK}/households",
        content=content,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    if content:
        problem(answer, 400, "malformed-json", unchanged)
    else:
        problem(answer, 422, "invalid-request", unchanged)
    assert "张" not in answer.text


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


CODES = ("H1", "H2a", "H6", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D9", "D11")


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_junk_in_any_place_is_a_fault_of_ours(
    unchanged: World, form: dict[str, Any], data: st.DataObject
) -> None:
    body: dict[str, Any] = {"form": copy.deepcopy(form), **sender()}
    # Whatever else is right: the household number makes sure that nothing is recorded.
    body["form"]["household"]["hh"] = "996"
    places = [body, body["form"], body["form"]["household"], body["form"]["persons"][0]]
    place = data.draw(st.sampled_from(places))
    kept = {"hh"} if place is body["form"]["household"] else {"form", "household"}
    keys = sorted(set(place) - kept) + list(CODES)
    place[data.draw(st.sampled_from(keys) | st.text(st.characters()))] = data.draw(JUNK)
    account = f"e-{unchanged.blocks[0]}"
    content = json.dumps(body)
    if len(content) > SHORT_LIMIT // 2:
        return
    token = unchanged.token(account)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer = unchanged.http.post(f"/books/{BOOK}/households", content=content, headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    batch = f'{{"commands": [{json.dumps({**body, "act": "register"})}]}}'
    answer = unchanged.http.post(f"/books/{BOOK}/commands", content=batch, headers=headers)
    assert answer.status_code == 200, answer.text
    [item] = answer.json()["items"]
    assert 400 <= item["status"] < 500


def test_another_media_type_is_refused(unchanged: World) -> None:
    answer = unchanged.http.post(
        "/session", content="a=b", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    problem(answer, 415, "wrong-media-type", unchanged)


def test_an_unknown_item_is_named(unchanged: World, form: dict[str, Any]) -> None:
    form["persons"][0]["D99"] = 1
    found = problem(registration(unchanged, form), 422, "invalid-request", unchanged)
    [fault] = found["faults"]
    assert fault["code"] == "unknown-item"
    assert fault["item"] == "D99"
    assert fault["pointer"] == "/form/persons/0/D99"
    assert fault["message_zh"]


def test_a_key_that_may_be_a_name_is_not_repeated(unchanged: World, form: dict[str, Any]) -> None:
    form["persons"][0][form["persons"][0]["D1"]] = 1
    form["persons"][0][str(form["persons"][0]["D3"])] = 1
    found = problem(registration(unchanged, form), 422, "invalid-request", unchanged)
    assert {fault["pointer"] for fault in found["faults"]} == {"/form/persons/0"}


def test_text_that_nothing_can_store_spoils_its_own_item_alone(
    unchanged: World, form: dict[str, Any]
) -> None:
    form["persons"][0]["D1"] = "half a pair: \ud800"
    commands = [{"act": "register", "form": form, **sender()}, {"act": "nothing"}]
    token = unchanged.token(f"e-{unchanged.blocks[0]}")
    answer = unchanged.http.post(
        f"/books/{BOOK}/commands",
        content=json.dumps({"commands": commands}),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    [item, _] = answer.json()["items"]
    assert item["problem"]["faults"][0]["pointer"] == "/form/persons/0/D1"


def test_a_code_out_of_its_list_is_found_by_a_rule(unchanged: World, form: dict[str, Any]) -> None:
    form["persons"][0]["D4"] = 7
    found = problem(registration(unchanged, form), 422, "rules-violated", unchanged)
    finding = next(f for f in found["findings"] if "D4" in f["items"])
    assert finding["severity"] == "error"
    assert finding["person"] == 0
    assert finding["pointer"] == "/persons/0/D4"
    assert finding["message_zh"]
    assert finding["message_en"]


def test_an_id_number_with_a_wrong_check_digit_is_found_by_a_rule(
    unchanged: World, form: dict[str, Any]
) -> None:
    person = next(p for p in form["persons"] if p.get("D3"))
    wrong = "0" if person["D3"][-1] != "0" else "1"
    person["D3"] = person["D3"][:-1] + wrong
    answer = registration(unchanged, form)
    found = problem(answer, 422, "rules-violated", unchanged)
    assert "D3" in {item for finding in found["findings"] for item in finding["items"]}
    assert person["D3"] not in answer.text


def test_two_heads_are_found_by_a_rule(unchanged: World, listed: list[dict[str, Any]]) -> None:
    form = copy.deepcopy(next(f for f in listed if len(f["persons"]) > 1))
    form["persons"][1]["D2"] = 0
    found = problem(registration(unchanged, form), 422, "rules-violated", unchanged)
    assert "D2" in {item for finding in found["findings"] for item in finding["items"]}


def test_a_person_who_belongs_to_another_place_is_found_by_a_rule(
    unchanged: World, form: dict[str, Any]
) -> None:
    # Neither living here nor with the hukou here: rule R9, no record of this block.
    form["persons"][0].update(D7=4, D8=4, D9=5, D10=1)
    found = problem(registration(unchanged, form), 422, "rules-violated", unchanged)
    assert any({"D7", "D8"} & set(finding["items"]) for finding in found["findings"])


def test_a_household_that_is_not_listed_is_refused(unchanged: World, form: dict[str, Any]) -> None:
    form["household"]["hh"] = "997"
    problem(registration(unchanged, form), 422, "household-not-listed", unchanged)


def test_an_unknown_block_is_refused(unchanged: World, form: dict[str, Any]) -> None:
    form["household"]["block"] = "899"
    problem(registration(unchanged, form), 404, "unknown-block", unchanged)


def test_somebody_elses_block_is_refused(unchanged: World, form: dict[str, Any]) -> None:
    answer = registration(unchanged, form, f"e-{unchanged.blocks[1]}")
    problem(answer, 403, "outside-area", unchanged)


def test_who_may_not_register_is_refused_and_the_attempt_is_on_record(
    whole_world: World, form: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    size = whole_world.head()["size"]
    problem(registration(whole_world, form, "auditor"), 403, "not-permitted", whole_world)
    assert whole_world.head()["size"] == size + 1
    assert_tells_nobody(caplog.text, whole_world)


def test_an_office_registers_no_ordinary_household(
    whole_world: World, form: dict[str, Any]
) -> None:
    answer = registration(whole_world, form, "county-1")
    problem(answer, 403, "institution-only", whole_world)


def test_a_stale_version_is_refused_and_the_present_one_told(
    whole_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    receipt = whole_world.register(whole_world.forms(whole_world.blocks[0])[0])
    size = whole_world.head()["size"]
    answer = whole_world.post(
        f"e-{whole_world.blocks[0]}",
        f"/households/{receipt['result']['household_id']}/submit",
        {"expected_version": 1, "declaration": "signed-on-device", **sender()},
    )
    found = problem(answer, 409, "stale-version", whole_world)
    assert found["current_version"] == receipt["result"]["version"]
    assert whole_world.head()["size"] == size
    assert_tells_nobody(caplog.text, whole_world)


def test_a_command_sent_again_gets_its_first_answer(whole_world: World) -> None:
    form = whole_world.forms(whole_world.blocks[0])[1]
    whole_world.list_forms([form])
    account = f"e-{whole_world.blocks[0]}"
    body = {"form": form, **sender()}
    first = whole_world.post(account, "/households", body)
    size = whole_world.head()["size"]
    again = whole_world.post(account, "/households", body)
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert whole_world.head()["size"] == size


def test_a_command_id_with_another_content_is_refused(whole_world: World) -> None:
    first, second = whole_world.forms(whole_world.blocks[0])[2:4]
    whole_world.list_forms([first, second])
    account, one_id = f"e-{whole_world.blocks[0]}", str(uuid4())
    taken = whole_world.post(account, "/households", {"form": first, **sender(command_id=one_id)})
    assert taken.status_code == 201
    size = whole_world.head()["size"]
    answer = whole_world.post(account, "/households", {"form": second, **sender(command_id=one_id)})
    problem(answer, 409, "command-id-reused", whole_world)
    assert whole_world.head()["size"] == size


def test_of_a_batch_the_good_items_are_recorded_and_each_bad_one_is_named(
    whole_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world = whole_world
    caplog.set_level(logging.DEBUG)
    block = max(world.blocks, key=lambda code: len(world.forms(code)))
    pool = [f for f in world.forms(block) if len(f["persons"]) > 1]
    forms = [copy.deepcopy(pool[i % len(pool)]) for i in range(50)]
    for number, form in enumerate(forms):
        form["household"]["hh"] = f"{900 + number}"
    world.list_forms(forms)
    forms[7]["persons"][0]["D99"] = 1
    forms[23]["persons"][1]["D2"] = 0
    forms[41]["household"]["hh"] = "899"
    size = world.head()["size"]
    commands = [{"act": "register", "form": form, **sender()} for form in forms]
    answer = world.post(f"e-{block}", "/commands", {"commands": commands})
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert [item["index"] for item in items] == list(range(50))
    bad = {item["index"]: item["problem"]["code"] for item in items if "problem" in item}
    assert bad == {7: "invalid-request", 23: "rules-violated", 41: "household-not-listed"}
    assert items[7]["problem"]["faults"][0]["pointer"] == "/form/persons/0/D99"
    recorded = [item for item in items if "receipt" in item]
    assert {item["status"] for item in recorded} == {201}
    entries = sum(item["receipt"]["entries"] for item in recorded)
    assert world.head()["size"] == size + entries
    persons = sum(len(f["persons"]) for i, f in enumerate(forms) if i not in bad)
    assert entries == persons + 47
    assert_tells_nobody(answer.text, world)
    assert_tells_nobody(caplog.text, world)


def test_a_batch_over_its_size_is_refused(unchanged: World) -> None:
    commands = [{"act": "vacate"}] * 201
    answer = unchanged.post(f"e-{unchanged.blocks[0]}", "/commands", {"commands": commands})
    problem(answer, 422, "invalid-request", unchanged)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_refused(unchanged: World, chunked: bool) -> None:
    token = unchanged.token(f"e-{unchanged.blocks[0]}")
    content = b" " * (SHORT_LIMIT + 1)

    def parts() -> Iterator[bytes]:
        yield from (content[i : i + 8192] for i in range(0, len(content), 8192))

    answer = unchanged.http.post(
        f"/books/{BOOK}/households",
        content=parts() if chunked else content,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    found = problem(answer, 413, "body-too-large", unchanged)
    assert found["limit_bytes"] == SHORT_LIMIT


def test_an_unknown_household_is_not_found(unchanged: World) -> None:
    answer = unchanged.get("county-1", f"/households/{uuid4()}", purpose="review")
    problem(answer, 404, "unknown-household", unchanged)


def test_an_address_that_does_not_exist_is_not_found(unchanged: World) -> None:
    problem(unchanged.http.get("/nobody"), 404, "not-found", unchanged)
    answer = unchanged.http.delete("/health")
    problem(answer, 405, "method-not-allowed", unchanged)
    assert answer.headers["Allow"]


def test_reading_without_a_purpose_is_refused(unchanged: World) -> None:
    answer = unchanged.get("county-1", f"/households/{uuid4()}")
    found = problem(answer, 422, "invalid-request", unchanged)
    assert found["faults"][0]["pointer"] == "/query/purpose"


def test_a_device_time_without_an_offset_is_refused(unchanged: World, form: dict[str, Any]) -> None:
    answer = unchanged.post(
        f"e-{unchanged.blocks[0]}",
        "/households",
        {"form": form, **sender(device_time="2020-11-01 09:30")},
    )
    found = problem(answer, 422, "invalid-request", unchanged)
    assert found["faults"][0]["pointer"] == "/device_time"


def test_a_check_of_a_form_tells_its_findings_and_records_nothing(
    unchanged: World, form: dict[str, Any]
) -> None:
    form["persons"][0]["D4"] = 7
    answer = unchanged.post(f"e-{unchanged.blocks[0]}", "/forms:check", form)
    assert answer.status_code == 200
    assert answer.json()["errors"]
    assert_tells_nobody(answer.text, unchanged)


def test_an_operator_reads_no_household(whole_world: World) -> None:
    receipt = whole_world.register(whole_world.forms(whole_world.blocks[2])[1])
    household = receipt["result"]["household_id"]
    for path in (f"/households/{household}", f"/households/{household}/trace"):
        answer = whole_world.get("operator", path, purpose="investigation")
        problem(answer, 403, "not-permitted", whole_world)


def test_a_position_beyond_the_book_is_refused(unchanged: World) -> None:
    answer = unchanged.get("auditor", "/tables/1-1", as_of=10**9)
    problem(answer, 422, "position-not-reached", unchanged)
    answer = unchanged.get("auditor", "/tables/99-9")
    problem(answer, 404, "unknown-table", unchanged)
