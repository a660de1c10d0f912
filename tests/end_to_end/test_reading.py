"""Reading a household: who may, what they see, and that it is on record."""

from __future__ import annotations

import httpx
import psycopg
import pytest

from tests.end_to_end.world import BOOK, World, sender, serving


@pytest.fixture(scope="module")
def household(whole_world: World) -> tuple[str, dict[str, object]]:
    """A registered household's id, and its form."""
    form = whole_world.forms(whole_world.blocks[0])[0]
    return whole_world.register(form)["result"]["household_id"], form


def test_identifiers_are_told_only_where_asked_for(
    whole_world: World, household: tuple[str, dict[str, object]]
) -> None:
    household_id, form = household
    account = f"e-{whole_world.blocks[0]}"
    plain = whole_world.get(account, f"/households/{household_id}", purpose="review")
    asked = whole_world.get(
        account, f"/households/{household_id}", purpose="review", identifiers=True
    )
    name = form["persons"][0]["D1"]  # type: ignore[index]  # a form is plain JSON
    assert name not in plain.text
    assert "D1" not in plain.json()["persons"][0]["answers"]
    assert asked.json()["persons"][0]["answers"]["D1"] == name
    assert plain.json()["persons"][0]["answers"]["D4"] in {1, 2}


def test_a_household_is_read_without_its_key_unless_identifiers_are_asked_for(
    frail_world: World,
) -> None:
    world = frail_world
    form = world.forms(world.blocks[0])[0]
    household = world.register(form)["result"]["household_id"]
    path = f"/households/{household}"
    before = world.get("auditor", path, purpose="quality-check")
    with psycopg.connect(world.database.url) as owner:
        owner.execute("TRUNCATE vault.data_key")
    # The world's own service remembers the key.
    with serving(world.settings, world.database) as address:
        headers = {"Authorization": f"Bearer {world.token('auditor')}"}
        params = {"purpose": "quality-check"}
        url = f"{address}/books/{BOOK}{path}"
        closed = httpx.get(url, params=params, headers=headers, trust_env=False)
        asked = params | {"identifiers": "true"}
        opened = httpx.get(url, params=asked, headers=headers, trust_env=False)
    assert closed.status_code == 200, closed.text
    assert closed.json() == before.json()
    assert len(closed.json()["persons"]) == len(form["persons"])
    assert opened.json()["code"] == "key-missing"


def test_an_unchanged_household_is_answered_by_its_etag(
    whole_world: World, household: tuple[str, dict[str, object]]
) -> None:
    path = f"/books/500112/households/{household[0]}"
    headers = {"Authorization": f"Bearer {whole_world.token('auditor')}"}
    params = {"purpose": "quality-check"}
    first = whole_world.http.get(path, params=params, headers=headers)
    assert first.headers["ETag"] == f'"{first.json()["version"]}"'
    headers["If-None-Match"] = first.headers["ETag"]
    assert whole_world.http.get(path, params=params, headers=headers).status_code == 304


def test_each_reading_is_on_record_with_its_purpose(
    whole_world: World, household: tuple[str, dict[str, object]]
) -> None:
    household_id = household[0]
    for path in (f"/households/{household_id}", f"/households/{household_id}/trace"):
        answer = whole_world.get("county-2", path, purpose="quality-check", identifiers=True)
        assert answer.status_code == 200
    found, cursor = [], None
    while True:
        params = {"household_id": household_id, "limit": 1}
        if cursor is not None:
            params["cursor"] = cursor
        page = whole_world.get("auditor", "/readings", **params).json()
        found += page["readings"]
        cursor = page["next"]
        if cursor is None:
            break
    newest = [(r["account"], r["act"], r["purpose"], r["identifiers"]) for r in found[:2]]
    assert newest == [
        ("county-2", "trace", "quality-check", True),
        ("county-2", "read-household", "quality-check", True),
    ]
    assert len({r["reading_id"] for r in found}) == len(found)


def test_readings_are_for_the_auditor(whole_world: World) -> None:
    assert whole_world.get("county-1", "/readings").status_code == 403


def test_another_blocks_enumerator_reads_no_household(
    whole_world: World, household: tuple[str, dict[str, object]]
) -> None:
    account = f"e-{whole_world.blocks[1]}"
    answer = whole_world.get(account, f"/households/{household[0]}", purpose="registration")
    assert answer.json()["code"] == "outside-area"


def test_a_vacated_post_ends_access_at_once(whole_world: World) -> None:
    account = f"e-{whole_world.blocks[-1]}"
    assert whole_world.get(account, "/head").status_code == 200
    vacate = {"act": "vacate", "account": account, **sender(channel="office")}
    [answer] = whole_world.post("county-1", "/commands", {"commands": [vacate]}).json()["items"]
    assert answer["status"] == 200
    refused = whole_world.get(account, "/head")
    assert refused.status_code == 403
    assert refused.json()["code"] == "no-appointment"
