"""More than the service or its server can take is told clearly, and is over when it is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from ledger import database, waiting_line
from ledger.embedded import EmbeddedPostgres
from tests.end_to_end.world import BOOK, World, sender
from tests.end_to_end.worlds import Worlds

WAITING = 4
"""Calls that may wait in the narrow world."""
SENT = 12
_OURS = "SELECT count(*) FROM pg_stat_activity WHERE usename = ANY(%s)"
_WAITS_FOR_A_LOCK = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND wait_event_type = 'Lock'"
_END_OURS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY(%s)"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service says sooner than in earnest that it gets no connection."""
    monkeypatch.setattr(database, "CONNECT_TIMEOUT", 2.0)


@pytest.fixture
def narrow_world(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world whose writer lets few calls wait."""
    monkeypatch.setattr(waiting_line, "WAITING_MAXIMUM", WAITING)
    with worlds.lent(120) as lent:
        yield lent


def registrations(of: World, count: int) -> list[tuple[str, dict[str, Any]]]:
    """Accounts and the registrations that they may send, all listed."""
    forms = [form for block in of.blocks for form in of.forms(block)][:count]
    assert len(forms) == count
    of.list_forms(forms)
    found = []
    for form in forms:
        household = form["household"]
        account = f"e-{household['district']}{household['block']}"
        of.token(account)
        found.append((account, {"form": form, **sender()}))
    return found


def send(of: World, account: str, body: dict[str, Any]) -> httpx.Response:
    return of.post(account, "/households", body)


def wait_until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 4
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)


def until_writer_waits(of: World) -> None:
    """Wait until the writer has taken a call and waits for a book that somebody else holds."""
    until = time.monotonic() + 4
    with psycopg.connect(of.database.url, autocommit=True) as owner:
        while owner.execute(_WAITING, [of.database.service_role]).fetchone() == (0,):
            assert time.monotonic() < until
            time.sleep(0.01)


def test_full_queue_is_told_with_when_to_come_back_and_what_waited_is_recorded(
    narrow_world: World,
) -> None:
    registering = registrations(narrow_world, SENT)
    size = narrow_world.head()["size"]
    with ThreadPoolExecutor(SENT) as crowd:
        with psycopg.connect(narrow_world.database.url) as holder:
            holder.execute("SELECT 1 FROM ledger.head WHERE book_id = %s FOR UPDATE", [BOOK])
            sent = [crowd.submit(send, narrow_world, *registering[0])]
            wait_until(lambda: holder.execute(_WAITS_FOR_A_LOCK).fetchone() == (1,))
            sent += [crowd.submit(send, narrow_world, *one) for one in registering[1:]]
            wait_until(lambda: sum(one.done() for one in sent) == SENT - WAITING - 1)
        answers = [one.result(30) for one in sent]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert {(a.status_code, a.json()["code"], a.headers["Retry-After"]) for a in refused} == {
        (503, "queue-full", "1")
    }
    # One is being written and the others wait; whoever came after was told to come back.
    assert len(refused) == SENT - WAITING - 1
    again = [send(narrow_world, *one) for one in registering]
    assert {answer.status_code for answer in again} == {201}
    receipts = [answer.json() for answer in again]
    positions = [
        position
        for receipt in receipts
        for position in range(
            receipt["first_position"], receipt["first_position"] + receipt["entries"]
        )
    ]
    assert sorted(positions) == list(range(size, narrow_world.head()["size"]))


@contextmanager
def no_connection_left(of: World, server: EmbeddedPostgres) -> Iterator[None]:
    """Every connection of the server is somebody else's, until this ends."""
    ours = [of.database.service_role, of.database.vault_role]
    with ExitStack() as stack:
        first = stack.enter_context(psycopg.connect(server.url(), autocommit=True))
        until = time.monotonic() + 20
        while True:
            try:
                while True:
                    stack.enter_context(psycopg.connect(server.url(), autocommit=True))
            except psycopg.OperationalError:
                pass
            if first.execute(_OURS, [ours]).fetchone() == (0,):
                break
            assert time.monotonic() < until
            first.execute(_END_OURS, [ours])
            time.sleep(0.02)
        yield


def test_exhausted_connections_are_told_and_the_service_recovers_by_itself(
    frail_world: World, server: EmbeddedPostgres
) -> None:
    [(account, body)] = registrations(frail_world, 1)
    size = frail_world.head()["size"]
    with no_connection_left(frail_world, server):
        begun = time.monotonic()
        answer = send(frail_world, account, body)
        assert time.monotonic() - begun < 25
        assert answer.status_code == 503
        assert answer.json()["code"] == "ledger-unavailable"
        assert int(answer.headers["Retry-After"]) > 0
        assert frail_world.http.get("/ready").status_code == 503
        assert frail_world.http.get("/health").status_code == 200
    until = time.monotonic() + 30
    while (answer := send(frail_world, account, body)).status_code == 503:
        assert time.monotonic() < until, answer.text
        time.sleep(0.2)
    assert answer.status_code == 201, answer.text
    assert answer.json()["first_position"] == size
    frail_world.follow()
