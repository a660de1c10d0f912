"""Finding a person by ID number: who may, where, and that it leaves a trace and no number."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from domain.id_number import check_character
from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World, sender, serving


@pytest.fixture(scope="module")
def block(whole_world: World) -> str:
    """The first block."""
    return whole_world.blocks[0]


@pytest.fixture(scope="module")
def form(whole_world: World, block: str) -> dict[str, Any]:
    """A registered form whose first two persons have ID numbers."""
    found = next(
        f
        for f in whole_world.forms(block)
        if len(f["persons"]) > 1 and all(p.get("D3") for p in f["persons"][:2])
    )
    whole_world.register(found)
    return found


def find(world: World, account: str, number: str, purpose: str = "investigation") -> Any:
    """What a search answers."""
    answer = world.post(account, "/persons/find", {"id_number": number, "purpose": purpose})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()["persons"]


def test_a_person_is_found_by_those_who_review_the_block(
    whole_world: World, block: str, form: dict[str, Any]
) -> None:
    number = form["persons"][1]["D3"]
    reviewers = (f"s-{block[:12]}-1", f"c-{block[:12]}", f"t-{block[:9]}", "county-1", "auditor")
    for account in reviewers:
        [found] = find(whole_world, account, number)
        assert (found["block"], found["status"]) == (block, "registered")
    record = whole_world.get(
        "auditor",
        f"/households/{found['household_id']}",
        purpose="investigation",
        identifiers=True,
    ).json()
    person = next(p for p in record["persons"] if p["person_id"] == found["person_id"])
    assert person["answers"]["D3"] == number


def test_a_number_is_found_however_it_is_written(whole_world: World, form: dict[str, Any]) -> None:
    number = form["persons"][0]["D3"]
    wide = number.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    assert (
        find(whole_world, "auditor", f" {wide.lower()} ")
        == find(whole_world, "auditor", number)
        != []
    )


def test_a_number_of_another_area_or_of_nobody_finds_nothing(
    whole_world: World, block: str, form: dict[str, Any]
) -> None:
    elsewhere = next(b for b in whole_world.blocks if b[:12] != block[:12])
    number = form["persons"][0]["D3"]
    assert find(whole_world, f"c-{elsewhere[:12]}", number) == []
    assert find(whole_world, "auditor", "110101190001010015") == []


@pytest.mark.parametrize("role", ["enumerator", "operator"])
def test_who_does_not_review_finds_nobody(
    whole_world: World, block: str, form: dict[str, Any], role: str
) -> None:
    account = f"e-{block}" if role == "enumerator" else role
    body = {"id_number": form["persons"][0]["D3"], "purpose": "review"}
    answer = whole_world.post(account, "/persons/find", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")


@pytest.mark.parametrize("number", ["12345", "王某", "1" * 19, "50011219850615123Y", ""])
def test_what_is_no_number_is_refused_and_not_repeated(whole_world: World, number: str) -> None:
    body = {"id_number": number, "purpose": "review"}
    answer = whole_world.post("auditor", "/persons/find", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert not number or number not in answer.text


def test_a_search_and_what_it_opened_are_on_record(
    whole_world: World, block: str, form: dict[str, Any]
) -> None:
    [found] = find(whole_world, "auditor", form["persons"][0]["D3"], "quality-check")
    readings = whole_world.get("auditor", "/readings", limit=2).json()["readings"]
    opened, search = readings
    assert {r["act"] for r in readings} == {"find-person"}
    assert {r["purpose"] for r in readings} == {"quality-check"}
    assert opened["person_id"] == found["person_id"]
    assert (opened["area"], search["area"]) == (block, block[:6])
    assert search["household_id"] is None
    assert all(r["identifiers"] for r in readings)


def test_a_number_that_was_amended_is_found_no_more(whole_world: World, block: str) -> None:
    form = next(
        f
        for f in whole_world.forms(block)[2:]
        if f["persons"][0].get("D3") and f["persons"][0]["D3"][-1] != "X"
    )
    receipt = whole_world.register(form)["result"]
    old = form["persons"][0]["D3"]
    [person_id] = [p["person_id"] for p in find(whole_world, "auditor", old)]
    new = next(
        n
        for step in range(2, 200, 2)
        if (n := with_sequence(old, step)) != old and find(whole_world, "auditor", n) == []
    )
    body = {
        "expected_version": receipt["version"],
        "reason": "entry-mistake",
        "revision": {"persons": {person_id: {"D3": new}}},
        **sender(),
    }
    answer = whole_world.post(f"e-{block}", f"/households/{receipt['household_id']}/amend", body)
    assert answer.status_code == 200, answer.text
    assert find(whole_world, "auditor", old) == []
    assert [p["person_id"] for p in find(whole_world, "auditor", new)] == [person_id]


def with_sequence(number: str, step: int) -> str:
    """The number with its sequence moved on by an even step, so that the sex stays."""
    sequence = (int(number[14:17]) + step) % 1000
    first17 = f"{number[:14]}{sequence:03d}"
    return first17 + check_character(first17)


def test_the_index_holds_no_number(whole_world: World, form: dict[str, Any]) -> None:
    with psycopg.connect(whole_world.database.url) as owner:
        digests = [
            bytes(digest)
            for (digest,) in owner.execute("SELECT digest FROM vault.person_index").fetchall()
        ]
    assert len(digests) > 1
    assert all(len(digest) == 32 for digest in digests)
    number = form["persons"][0]["D3"].encode()
    assert not any(number in digest for digest in digests)


@pytest.fixture
def unreadable(whole_world: World, form: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Two households where the form's number may stand too; a broken key, and a missing one."""
    others = [f for f in whole_world.forms(whole_world.blocks[-1]) if f["persons"]][:2]
    broken, missing = (whole_world.register(f)["result"]["household_id"] for f in others)
    [found] = find(whole_world, "auditor", form["persons"][0]["D3"])
    with psycopg.connect(whole_world.database.url) as owner:
        kept = owner.execute(
            "SELECT * FROM vault.data_key WHERE subject_id = ANY(%s::uuid[])", [[broken, missing]]
        ).fetchall()
        for household in (broken, missing):
            owner.execute(
                "INSERT INTO vault.person_index SELECT book_id, digest, gen_random_uuid(), %s "
                "FROM vault.person_index WHERE person_id = %s",
                (household, found["person_id"]),
            )
        change = "UPDATE vault.data_key SET wrapped = '\\x00' WHERE subject_id = %s"
        owner.execute(change, [broken])
        owner.execute("DELETE FROM vault.data_key WHERE subject_id = %s", [missing])
    yield broken, missing
    with psycopg.connect(whole_world.database.url) as owner:
        owner.execute(
            "DELETE FROM vault.person_index WHERE household_id = ANY(%s::uuid[]) AND digest = "
            "(SELECT digest FROM vault.person_index WHERE person_id = %s)",
            ([broken, missing], found["person_id"]),
        )
        owner.execute("DELETE FROM vault.data_key WHERE subject_id = %s", [broken])
        for row in kept:
            owner.execute("INSERT INTO vault.data_key VALUES (%s, %s, %s, %s, %s)", row)


def test_a_household_that_cannot_be_opened_hides_no_other(
    whole_world: World,
    form: dict[str, Any],
    unreadable: tuple[str, str],
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = form["persons"][0]["D3"]
    [sound] = {p["household_id"] for p in find(whole_world, "auditor", number)}
    # The world's own service remembers the keys; another one has to read them.
    with serving(whole_world.settings, whole_world.database) as address:
        answer = httpx.post(
            f"{address}/books/{BOOK}/persons/find",
            json={"id_number": number, "purpose": "investigation"},
            headers={"Authorization": f"Bearer {whole_world.token('auditor')}"},
            trust_env=False,
        )
        assert run("login", "auditor", "--server", address)[0] == 0
        monkeypatch.setattr("sys.stdin", io.StringIO(number + "\n"))
        code, told, err = run("find-person")
    assert answer.status_code == 200, answer.text
    assert [person["household_id"] for person in answer.json()["persons"]] == [sound]
    broken, missing = unreadable
    codes = {h["household_id"]: h["code"] for h in answer.json()["unreadable"]}
    assert codes == {broken: "seal-broken", missing: "key-missing"}
    assert code == 0, err
    assert all(household in told for household in (sound, broken, missing))
    assert number not in answer.text + told + err


def test_the_command_line_reads_the_number_from_standard_input(
    whole_world: World,
    signed_in: Run,
    form: dict[str, Any],
    block: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = form["persons"][0]["D3"]
    monkeypatch.setattr("sys.stdin", io.StringIO(number + "\n"))
    code, told, err = signed_in("find-person", "--purpose", "quality-check")
    assert code == 0, err
    assert block in told
    assert number not in told + err
    monkeypatch.setattr("sys.stdin", io.StringIO(number + "\n"))
    code, told, err = signed_in("find-person", "--json")
    assert code == 0, err
    assert len(json.loads(told)["persons"]) == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("110101190001010015\n"))
    code, told, err = signed_in("find-person")
    assert code == 0, err
    assert "nobody found" in told


def test_an_index_that_was_lost_is_made_anew(
    whole_world: World, form: dict[str, Any], run: Run
) -> None:
    number = form["persons"][0]["D3"]
    with psycopg.connect(whole_world.database.url) as owner:
        before = owner.execute("SELECT * FROM vault.person_index ORDER BY 2, 3").fetchall()
        owner.execute("TRUNCATE vault.person_index")
    assert find(whole_world, "auditor", number) == []
    code, told, err = run("index-persons")
    assert code == 0, err
    assert "numbers indexed" in told
    assert len(find(whole_world, "auditor", number)) == 1
    with psycopg.connect(whole_world.database.url) as owner:
        rows = owner.execute("SELECT * FROM vault.person_index ORDER BY 2, 3").fetchall()
    assert rows == before
    assert json.loads(run("index-persons", "--json")[1])["numbers"] == len(before)
