"""The command line against a running service."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World, sender


def test_a_sign_in_says_the_post_and_keeps_the_token_private(whole_world: World, run: Run) -> None:
    code, told, _ = run("login", "auditor", "--server", whole_world.address)
    assert code == 0
    assert "auditor" in told
    kept = whole_world.settings.sign_in_file
    assert kept.stat().st_mode & 0o777 == 0o600
    assert whole_world.passwords["auditor"] not in kept.read_text()


def test_a_wrong_password_is_a_problem(
    whole_world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CENSUS_LEDGER_PASSWORD", "wrong")
    code, told, err = run("login", "operator", "--server", whole_world.address)
    assert (code, told) == (1, "")
    assert "sign-in-failed" in err
    assert "账号或密码错误" in err


def test_a_failed_sign_in_leaves_the_one_before_and_says_so(
    signed_in: Run, whole_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = whole_world.settings.sign_in_file.read_bytes()
    monkeypatch.setenv("CENSUS_LEDGER_PASSWORD", "wrong")
    code, _, err = signed_in("login", "county-1", "--server", whole_world.address)
    assert code == 1
    assert f"still signed in as auditor · {BOOK}" in err
    assert whole_world.settings.sign_in_file.read_bytes() == before
    code, _, err = signed_in("progress")
    assert code == 0, err


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"server": "x", "who": {}}', "nonsense"])
def test_a_kept_sign_in_that_cannot_be_read_is_none(
    whole_world: World, run: Run, content: str
) -> None:
    whole_world.settings.sign_in_file.write_text(content)
    code, _, err = run("progress")
    assert code == 1
    assert "not-signed-in" in err
    code, _, err = run("login", "auditor", "--server", whole_world.address)
    assert code == 0, err


def test_nobody_signed_in_is_a_problem(whole_world: World, run: Run) -> None:
    whole_world.settings.sign_in_file.unlink(missing_ok=True)
    code, _, err = run("progress")
    assert code == 1
    assert "not-signed-in" in err


def test_no_service_is_a_problem(run: Run) -> None:
    code, _, err = run("login", "auditor", "--server", "http://127.0.0.1:9")
    assert code == 1
    assert "service-unreachable" in err
    assert err.count("The service does not answer") == 1
    assert err.count("服务没有应答") == 1
    assert err.count("http://127.0.0.1:9") == 2


def test_a_person_is_traced_with_and_without_the_name(whole_world: World, signed_in: Run) -> None:
    form = whole_world.forms(whole_world.blocks[0])[0]
    person = whole_world.register(form)["result"]["person_ids"][0]
    code, told, err = signed_in("trace", "person", person)
    assert code == 0, err
    assert "read by auditor" in told.splitlines()[0]
    assert "Person registered" in told
    assert "+08:00" in told
    assert "UTC" not in told
    assert form["persons"][0]["D1"] not in told
    code, told, _ = signed_in("trace", "person", person, "--identifiers", "--json")
    assert form["persons"][0]["D1"] in told
    assert json.loads(told)["person_id"] == person


def test_a_household_is_traced_from_its_listing(whole_world: World, signed_in: Run) -> None:
    form = whole_world.forms(whole_world.blocks[0])[1]
    household = whole_world.register(form)["result"]["household_id"]
    code, told, err = signed_in("trace", "household", household)
    assert code == 0, err
    assert f"e-{whole_world.blocks[0]}" in told
    code, _, err = signed_in("trace", "household", "nonsense")
    assert code == 2
    assert "BLOCK/NUMBER" in err


@pytest.mark.parametrize("table_id", ["1-1", "1-5", "1-7", "3-1"])
def test_a_table_is_shown_and_written_long(
    whole_world: World, signed_in: Run, table_id: str
) -> None:
    code, told, err = signed_in("table", table_id)
    assert code == 0, err
    assert table_id in told
    assert "…" not in told
    code, told, _ = signed_in("table", table_id, "--format", "long")
    assert told.splitlines()[0] == "table,area,residence,row,col,value"
    assert all(line.startswith(f"{table_id},") for line in told.splitlines()[1:])
    code, told, _ = signed_in("table", table_id, "--json", "--as-of", "3")
    assert json.loads(told)["as_of"] == 3


def test_an_unknown_table_is_a_problem(signed_in: Run) -> None:
    code, _, err = signed_in("table", "99-9")
    assert code == 1
    assert "unknown-table" in err


def test_progress_is_shown_by_district_and_by_block(whole_world: World, signed_in: Run) -> None:
    district = whole_world.blocks[0][:12]
    code, told, err = signed_in("progress")
    assert code == 0, err
    assert district in told
    code, told, _ = signed_in("progress", "--area", district)
    assert whole_world.blocks[0] in told
    code, told, _ = signed_in("progress", "--json")
    assert json.loads(told)["area"] == BOOK


def test_a_file_is_registered_line_by_line_and_may_be_repeated(
    whole_world: World, run: Run, tmp_path: Path
) -> None:
    block = whole_world.blocks[1]
    good = copy.deepcopy(whole_world.forms(block)[:3])
    spoilt = copy.deepcopy(good[0])
    spoilt["household"]["hh"] = "801"
    spoilt["persons"][0]["D4"] = 7
    elsewhere = copy.deepcopy(whole_world.forms(whole_world.blocks[0])[2])
    file = tmp_path / "forms.jsonl"
    lines: list[Any] = [*good, spoilt, elsewhere]
    file.write_bytes(b"\n".join([*map(orjson.dumps, lines), b"{no json"]))
    run("login", f"e-{block}", "--server", whole_world.address)
    size = whole_world.head()["size"]
    code, told, err = run("register", str(file), "--list", "--json")
    assert code == 1, err
    answers = [json.loads(line) for line in told.splitlines()]
    assert [a["line"] for a in answers] == [1, 2, 3, 4, 5, 6]
    assert [a["problem"]["code"] for a in answers[3:]] == [
        "rules-violated",
        "outside-area",
        "malformed-json",
    ]
    assert not any(a["repeated"] for a in answers[:3])
    grown = whole_world.head()["size"]
    assert grown > size
    code, told, err = run("register", str(file), "--list")
    assert code == 1
    assert "already on record 3" in told
    assert "refused 3" in told
    assert "rules-violated" in err
    assert whole_world.head()["size"] == grown
    for form in lines:
        assert form["persons"][0]["D1"] not in told + err


def test_a_file_of_one_form_is_answered_with_its_receipt(
    whole_world: World, run: Run, tmp_path: Path
) -> None:
    block = whole_world.blocks[1]
    form = copy.deepcopy(whole_world.forms(block)[4])
    form["household"]["hh"] = "802"
    file = tmp_path / "form.jsonl"
    file.write_bytes(orjson.dumps(form))
    run("login", f"e-{block}", "--server", whole_world.address)
    code, told, err = run("register", str(file), "--list")
    assert code == 0, err
    assert "已登记 / registered  v2" in told
    assert whole_world.head()["root"] in told


def test_the_book_is_verified_against_a_kept_receipt(whole_world: World, run: Run) -> None:
    receipt = whole_world.register(whole_world.forms(whole_world.blocks[2])[0])
    kept = f"{receipt['tree_size']}:{receipt['root']}"
    code, told, err = run("verify", "--kept", kept)
    assert code == 0, err
    assert whole_world.head()["root"] in told
    code, told, _ = run("verify", "--json", "--kept", f"{receipt['tree_size']}:AAAA")
    assert code == 1
    assert json.loads(told)["findings"][0]["kind"] == "rewritten"
    code, _, err = run("verify", "--kept", "nonsense")
    assert code == 2
    assert "kept-not-readable" in err
    code, _, err = run("verify", "--book", "999999")
    assert code == 2
    assert "which-book" in err


def test_a_rebuild_finds_the_same_rows(whole_world: World, run: Run) -> None:
    code, told, err = run("rebuild", "--json")
    assert code == 0, err
    report = json.loads(told)
    assert report["unchanged"]
    assert report["position"] == whole_world.head()["size"] - 1
    code, told, _ = run("rebuild")
    assert report["digest_after"] in told


def test_a_simulation_takes_the_next_township_to_acceptance(whole_world: World, run: Run) -> None:
    code, told, err = run(
        *("simulate", "--households", "90", "--mistakes", "0.2", "--concurrency", "3"),
        *("--server", whole_world.address, "--json"),
    )
    assert code == 0, err
    result = json.loads(told)
    assert result["households"] == 90
    assert result["refused_then_mended"] > 0
    assert result["returned"] > 0
    assert result["households_per_second"] > 0
    assert result["township"] not in {block[:9] for block in whole_world.blocks}
    whole_world.follow()
    blocks = whole_world.get("county-1", "/progress", area=result["township"]).json()["blocks"]
    assert sum(b["listed"] for b in blocks) == 90
    assert sum(b["county_accepted"] + b["withdrawn"] for b in blocks) == 90


def test_a_vacated_enumerator_is_told_so(whole_world: World, run: Run) -> None:
    account = f"e-{whole_world.blocks[2]}"
    run("login", account, "--server", whole_world.address)
    vacate = {"act": "vacate", "account": account, **sender(channel="office")}
    whole_world.post("county-1", "/commands", {"commands": [vacate]})
    code, _, err = run("progress")
    assert code == 1
    assert "no-appointment" in err
