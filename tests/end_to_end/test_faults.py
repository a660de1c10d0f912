"""A database that goes away, comes back, or comes back empty."""

from __future__ import annotations

import time
from typing import Any

import psycopg
import pytest

from ledger import database
from ledger.embedded import EmbeddedPostgres
from ledger.verifier.book import verify_book
from ledger.verifier.kept import Kept
from tests.end_to_end.world import BOOK, World, sender


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service says sooner than in earnest that it gets no connection."""
    monkeypatch.setattr(database, "CONNECT_TIMEOUT", 2.0)


def until_ready(world: World, seconds: float = 20) -> dict[str, Any]:
    """The readiness, once it is good."""
    until = time.monotonic() + seconds
    while (answer := world.http.get("/ready")).status_code != 200:
        assert time.monotonic() < until, answer.text
        time.sleep(0.1)
    told: dict[str, Any] = answer.json()
    return told


def owner(world: World) -> psycopg.Connection[Any]:
    """A connection of the database's owner."""
    return psycopg.connect(world.database.url, autocommit=True)


def test_a_ready_service_says_so(frail_world: World) -> None:
    told = until_ready(frail_world)
    [book] = told["books"]
    assert book["book"] == BOOK
    assert book["following"]
    assert book["size"] > 0
    assert frail_world.http.get("/health").json() == {"status": "alive"}
    [listed] = frail_world.http.get("/books").json()["books"]
    assert listed["book"] == BOOK


@pytest.mark.parametrize("crash", [False, True])
def test_what_was_acknowledged_outlives_a_stopped_database(
    frail_world: World, server: EmbeddedPostgres, crash: bool
) -> None:
    world = frail_world
    first, second = world.forms(world.blocks[0])[:2]
    receipt = world.register(first)
    world.list_forms([second])
    body = {"form": second, **sender()}
    if crash:
        server.kill()
    else:
        server.stop()
    try:
        answer = world.post(f"e-{world.blocks[0]}", "/households", body)
        assert answer.status_code == 503
        assert answer.json()["code"] == "ledger-unavailable"
        assert int(answer.headers["Retry-After"]) > 0
        assert world.http.get("/ready").status_code == 503
        assert world.http.get("/health").status_code == 200
    finally:
        server.start_again()
    until_ready(world)
    household = receipt["result"]["household_id"]
    found = world.get("auditor", f"/households/{household}", purpose="investigation")
    assert found.json()["status"] == "registered"
    kept = [Kept(receipt["tree_size"], receipt["root"])]
    assert verify_book(world.database.url, BOOK, kept=kept).sound
    again = world.post(f"e-{world.blocks[0]}", "/households", body)
    assert again.status_code == 201, again.text
    size = world.head()["size"]
    assert again.json()["first_position"] + again.json()["entries"] == size
    position = {"as_of": size - 1}
    assert world.get("auditor", "/tables/1-1", **position).status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "DROP SCHEMA ledger CASCADE",
        "DROP SCHEMA ledger, vault, projection, access CASCADE",
        "TRUNCATE ledger.head, ledger.entry, ledger.command",
    ],
)
def test_an_emptied_database_is_noticed_and_nothing_is_written_to_it(
    frail_world: World, statement: str
) -> None:
    world = frail_world
    forms = world.forms(world.blocks[0])[:2]
    world.register(forms[0])
    world.list_forms(forms[1:])
    world.token("auditor")
    with owner(world) as connection:
        connection.execute(statement)
    answers = [
        world.post(f"e-{world.blocks[0]}", "/households", {"form": forms[1], **sender()}),
        world.get("auditor", "/head"),
        world.get("auditor", "/tables/1-1"),
        world.get("auditor", "/progress"),
        world.http.get("/ready"),
    ]
    for answer in answers:
        assert answer.status_code == 503, answer.text
    for answer in answers[:4]:
        assert answer.json()["code"] in {
            "ledger-schema-missing",
            "book-rolled-back",
            "book-not-open",
        }
        assert "Retry-After" in answer.headers
    if statement.startswith("TRUNCATE"):
        with owner(world) as connection:
            assert connection.execute("SELECT count(*) FROM ledger.entry").fetchone() == (0,)


def test_a_database_without_its_account_table_lets_nobody_in(frail_world: World) -> None:
    with owner(frail_world) as connection:
        connection.execute("DROP SCHEMA access CASCADE")
    answer = frail_world.http.post(
        "/session",
        json={"book": BOOK, "account": "auditor", "password": frail_world.passwords["auditor"]},
    )
    assert answer.status_code == 503
    assert answer.json()["code"] == "ledger-schema-missing"
