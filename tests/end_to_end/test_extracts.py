"""Extracts of administrative records over a running service: who supplies them, what they raise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from domain.events import ExtractCompared, ExtractSource
from domain.id_number import make
from ledger.application import BookApplication
from tests.end_to_end.test_cross_check import do, doubts
from tests.end_to_end.world import World
from tests.end_to_end.worlds import Worlds

STRANGERS = [make("110101", date(1930, 1, 1), serial) for serial in range(19)]
"""Numbers of nobody in the county."""


@pytest.fixture
def world(worlds: Worlds) -> Iterator[World]:
    with worlds.lent(120) as lent:
        yield lent


@pytest.fixture
def officer(world: World) -> str:
    """A department's data officer, who has signed in."""
    account, password = "police-1", "a-password-for-tests"
    post = {"role": "data_officer", "area": "500112", "title_zh": "数据员", "title_en": "officer"}
    given = do(
        world, "county-1", "establish", account=account, credential="CR-9", holder="某甲", **post
    )
    assert given["status"] == 200, given
    post_id = given["receipt"]["result"]["post_id"]
    bear(world, "police", post_id, ["hukou-records", "birth-records", "cremation-records"])
    answer = world.http.put(
        f"/books/500112/accounts/{account}/password",
        json={"password": password},
        headers={"Authorization": f"Bearer {world.token('county-1')}"},
    )
    assert answer.status_code == 204, answer.text
    signed_in = world.http.post(
        "/session", json={"book": "500112", "account": account, "password": password}
    )
    world.tokens[account] = signed_in.json()["access_token"]
    return account


def bear(world: World, unit: str, post_id: str, duties: list[str]) -> None:
    """Let a post belong to a new unit with these duties."""
    told = {"code": unit, "name_zh": "公安分局", "name_en": "Police", "duties": duties}
    for act, fields in (
        ("establish-unit", {"kind": "member-unit", "area": "500112", **told}),
        ("place-in-unit", {"post_id": post_id, "unit": unit}),
    ):
        given = do(world, "county-1", act, **fields)
        assert given["status"] == 200, given


PAPER = {"document": "普查比对〔2020〕3号", "issued_by": "渝北区公安分局"}


def hukou(block: str, *numbers: str) -> list[dict[str, Any]]:
    """Lines of the police's file: some numbers among those of strangers."""
    return [{"block": block, "id_number": number} for number in (*numbers, *STRANGERS)]


def compare(world: World, officer: str, source: str, lines: list[dict[str, Any]]) -> Any:
    answer = do(world, officer, "compare-extract", source=source, authority=PAPER, lines=lines)
    assert answer["status"] == 200, answer
    return answer["receipt"]["result"]


def refused(world: World, officer: str, source: str, lines: list[dict[str, Any]]) -> Any:
    answer = do(world, officer, "compare-extract", source=source, authority=PAPER, lines=lines)
    assert answer["status"] >= 400, answer
    return answer["problem"]


def test_who_is_in_the_police_file_and_on_no_form_is_a_doubt_until_registered(
    world: World, officer: str
) -> None:
    block = world.blocks[0]
    here, missing = [f for f in world.forms(block) if all(p.get("D3") for p in f["persons"])][:2]
    world.register(here)
    lines = hukou(block, *(form["persons"][0]["D3"] for form in (here, missing)))
    assert compare(world, officer, "police-hukou", lines)["raised"] == 1 + len(STRANGERS)
    found = doubts(world, "X05", state="open")
    assert {code for doubt in found for code in doubt["blocks"]} == {block}
    assert missing["persons"][0]["D3"] not in json.dumps(found)
    world.register(missing)
    assert compare(world, officer, "police-hukou", lines)["settled"] == 1


def test_more_birth_certificates_than_children_are_a_doubt(world: World, officer: str) -> None:
    line = {"block": world.blocks[0], "sex": 1, "month": "2020-03"}
    assert compare(world, officer, "birth-certificates", [line, line])["raised"] == 2
    outside = {"block": world.blocks[0], "sex": 1, "month": "2019-03"}
    assert compare(world, officer, "birth-certificates", [outside])["settled"] == 2


def test_more_cremations_than_death_lines_are_a_doubt(world: World, officer: str) -> None:
    line = {"block": world.blocks[0], "sex": 2, "month": "2020-02"}
    assert compare(world, officer, "deaths", [line])["raised"] == 1


def test_an_extract_is_on_record_without_its_lines(world: World, officer: str) -> None:
    number = next(
        p["D3"] for f in world.forms(world.blocks[0]) for p in f["persons"] if p.get("D3")
    )
    compare(world, officer, "police-hukou", hukou(world.blocks[0], number))
    application = BookApplication("500112", world.database)
    try:
        size = application.head().size
        entries = application.read(size - 60, 60)
    finally:
        application.close()
    [extract] = [e.event for e in entries if isinstance(e.event, ExtractCompared)]
    assert (extract.records, extract.source) == (1 + len(STRANGERS), ExtractSource.POLICE_HUKOU)
    assert extract.by.authority is not None
    assert number not in repr(entries)


def test_an_office_supplies_no_extracts(world: World) -> None:
    lines = [{"block": world.blocks[0], "sex": 2, "month": "2020-02"}]
    refused = do(
        world, "county-1", "compare-extract", source="deaths", authority=PAPER, lines=lines
    )
    assert refused["problem"]["code"] == "not-permitted"


@pytest.mark.parametrize(
    ("source", "line", "faults"),
    [
        ("police-hukou", {}, {("/lines/0/id_number", "missing")}),
        (
            "birth-certificates",
            {"id_number": STRANGERS[0]},
            {
                ("/lines/0/id_number", "unknown-item"),
                ("/lines/0/sex", "missing"),
                ("/lines/0/month", "missing"),
            },
        ),
        ("deaths", {"sex": 1, "month": "2020-99"}, {("/lines/0/month", "wrong-shape")}),
        (
            "police-hukou",
            {"id_number": "99999999999999999X"},
            {("/lines/0/id_number", "wrong-shape")},
        ),
    ],
)
def test_a_line_that_has_nothing_to_compare_is_refused_by_its_place(
    world: World, officer: str, source: str, line: dict[str, Any], faults: set[tuple[str, str]]
) -> None:
    lines = [{"block": world.blocks[0], **line}]
    problem = refused(world, officer, source, lines)
    assert (problem["status"], problem["code"]) == (422, "invalid-request")
    assert {(fault["pointer"], fault["code"]) for fault in problem["faults"]} == faults


def test_a_line_of_a_block_that_there_is_not_is_refused(world: World, officer: str) -> None:
    lines = [{"block": "500112999999999", "sex": 1, "month": "2020-03"}]
    assert refused(world, officer, "deaths", lines)["code"] == "unknown-block"


def test_nobody_asks_about_a_few_named_people(world: World, officer: str) -> None:
    lines = hukou(world.blocks[0])
    assert refused(world, officer, "police-hukou", lines * 2)["code"] == "extract-too-short"
    assert doubts(world, "X05") == []


def test_an_officer_supplies_what_the_own_unit_answers_for(world: World, officer: str) -> None:
    duties = {"code": "police", "duties": ["birth-records"]}
    assert do(world, "county-1", "change-duties", **duties)["status"] == 200
    problem = refused(
        world, officer, "police-hukou", hukou(world.blocks[0], make("500112", date(1931, 1, 1), 1))
    )
    assert (problem["status"], problem["code"]) == (403, "duty-not-borne")
    line = {"block": world.blocks[0], "sex": 1, "month": "2020-03"}
    assert compare(world, officer, "birth-certificates", [line])["raised"] == 1


def test_a_comparison_is_on_the_record_of_readings(world: World, officer: str) -> None:
    number = make("500112", date(1931, 1, 1), 1)
    compare(world, officer, "police-hukou", hukou(world.blocks[0], number))
    [reading] = [
        reading
        for reading in world.get("auditor", "/readings").json()["readings"]
        if reading["act"] == "supply-extract"
    ]
    assert (reading["account"], reading["area"]) == (officer, world.blocks[0])
    assert reading["identifiers"]
