"""Two services on one database: what one of them does, the other one finds."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from api.cli.demonstration import founders
from domain.commands import EstablishPost
from domain.population import lay_out
from ledger.database import Database
from ledger.opening import open_book
from tests.end_to_end.world import BOOK, World, serving

OTHER_BOOK = "370871"


@pytest.fixture
def second(frail_world: World) -> Iterator[httpx.Client]:
    """Another service on the world's database."""
    with (
        serving(frail_world.settings, frail_world.database) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as http,
    ):
        yield http


def open_other_book(database: Database) -> None:
    """Open a second book, whose county has one founder here."""
    first = founders(lay_out(OTHER_BOOK, None, 40), 1)[0]
    open_book(
        database,
        OTHER_BOOK,
        name_zh="试验县",
        founders=[
            EstablishPost(
                role=first.role,
                area=first.area,
                title_zh=first.title_zh,
                title_en=first.title_en,
                account=first.account,
                credential=first.credential,
                holder=first.holder_name,
            )
        ],
        device="device-1",
        device_time="2020-11-01T09:00:00+08:00",
    )


def test_a_book_that_another_process_opened_is_listed_and_followed(
    frail_world: World, second: httpx.Client
) -> None:
    open_other_book(frail_world.database)
    for http in (frail_world.http, second):
        assert [b["book"] for b in http.get("/books").json()["books"]] == [OTHER_BOOK, BOOK]
    assert {b["book"] for b in second.get("/ready").json()["books"]} == {OTHER_BOOK, BOOK}


def test_a_position_that_another_process_wrote_can_be_asked_about(
    frail_world: World, second: httpx.Client
) -> None:
    receipt = frail_world.register(frail_world.forms(frail_world.blocks[0])[0])
    answer = second.get(
        f"/books/{BOOK}/tables/1-1",
        params={"as_of": receipt["tree_size"] - 1},
        headers={"Authorization": f"Bearer {frail_world.token('auditor')}"},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["as_of"] == receipt["tree_size"] - 1
