"""Rows that somebody edited in the tables are told as such, and cost nothing once mended."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from ledger.log import publishing
from projections import follower
from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World, sender

HEADS = [
    "frontier = '{}'",
    "frontier = array['\\x00'::bytea, NULL]",
    "recorded_at = 'infinity'",
    "recorded_at = '4000-01-01 BC'",
    "size = size + 1",
    "size = 9223372036854775807",
]


@contextmanager
def edited(world: World, table: str, edit: str) -> Iterator[None]:
    """The table after an edit, and as it was afterwards."""
    with psycopg.connect(world.database.url, autocommit=True) as owner:
        owner.execute(f"CREATE TABLE public.before AS SELECT * FROM {table}")
        try:
            owner.execute(edit)
            yield
        finally:
            owner.execute(f"DELETE FROM {table}")
            owner.execute(f"INSERT INTO {table} SELECT * FROM public.before")
            owner.execute("DROP TABLE public.before")


def readiness(world: World) -> tuple[int, dict[str, Any]]:
    answer = world.http.get("/ready")
    [book] = answer.json()["books"]
    return answer.status_code, book


def until_ready(world: World) -> None:
    until = time.monotonic() + 20
    while (told := readiness(world))[0] != 200 or told[1]["lag"] != 0:
        assert time.monotonic() < until, told
        time.sleep(0.1)


@pytest.mark.parametrize("edit", HEADS)
def test_head_that_was_edited_is_told_and_followed_again_once_it_is_mended(
    whole_world: World, edit: str
) -> None:
    world = whole_world
    for account in ("county-1", "auditor"):
        world.token(account)
    block = world.blocks[0]
    world.token(f"e-{block}")
    until_ready(world)
    dwelling = world.forms(block)[0]["household"]
    line = {"number": "901", "building": dwelling["building"], "unit": dwelling["unit"]}
    listing = {"households": [line], **sender()}
    with edited(world, "ledger.head", f"UPDATE ledger.head SET {edit}"):
        # Long enough for the follower and the publisher to look.
        time.sleep(2 * (follower.POLL_SECONDS + publishing.PUBLISH_SECONDS))
        for answer in (
            world.get("county-1", "/head"),
            world.get("auditor", "/state"),
            world.post(f"e-{block}", f"/blocks/{block}/listing", listing),
        ):
            assert (answer.status_code, answer.json()["code"]) == (503, "book-inconsistent")
        status, book = readiness(world)
        assert (status, book["problem"]) == (503, "book-inconsistent")
    until_ready(world)
    assert world.get("county-1", "/head").status_code == 200


@pytest.mark.parametrize("edit", HEADS)
def test_verifying_tells_of_a_head_that_was_edited(whole_world: World, run: Run, edit: str) -> None:
    with edited(whole_world, "ledger.head", f"UPDATE ledger.head SET {edit}"):
        code, told, err = run("verify", "--json")
    assert code == 1, err
    kinds = {finding["kind"] for finding in json.loads(told)["findings"]}
    assert kinds & {"wrong-root", "altered-head", "missing-entry"}


def test_verifying_tells_of_a_head_that_was_taken_away(whole_world: World, run: Run) -> None:
    with edited(whole_world, "ledger.head", "DELETE FROM ledger.head"):
        for asked in ((), ("--book", BOOK)):
            code, told, err = run("verify", "--json", *asked)
            assert code == 1, err
            [finding] = json.loads(told)["findings"]
            assert finding["kind"] == "missing-head"


def test_what_was_found_is_told_where_the_projected_rows_cannot_be_read(
    whole_world: World, run: Run
) -> None:
    edit = "UPDATE projection.block_row SET recorded_at = 'infinity'"
    with edited(whole_world, "projection.block_row", edit):
        code, told, err = run("verify", "--json")
    assert code == 1, err
    report = json.loads(told)
    assert not report["sound"]
    assert [finding["kind"] for finding in report["findings"]] == ["unread-projection"]


@pytest.mark.parametrize(
    "edit",
    [
        "topic = 'PostVacated'",
        "state = '[]'",
        "state = 'no JSON'",
        "originator_version = originator_version + 7",
        "recorded_at = 'infinity'",
        "recorded_at = '4000-01-01 BC'",
    ],
)
def test_entry_that_was_edited_is_told_by_every_reading_that_meets_it(
    whole_world: World, edit: str
) -> None:
    world = whole_world
    until_ready(world)
    with psycopg.connect(world.database.url) as owner:
        found = owner.execute(
            "SELECT position FROM ledger.entry WHERE topic = 'BlockDelineated' "
            "ORDER BY position LIMIT 1"
        ).fetchone()
    assert found is not None
    edit = f"UPDATE ledger.entry SET {edit} WHERE position = {found[0]}"
    with edited(world, "ledger.entry", edit):
        answers = [world.get("auditor", "/state", at=found[0])]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(503, "book-inconsistent")]
    until_ready(world)
    assert world.get("auditor", "/state", at=found[0]).status_code == 200
