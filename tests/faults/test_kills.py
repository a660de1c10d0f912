"""The service, PostgreSQL, or both are killed under load, twenty times."""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from ledger.application import BookApplication
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from projections.rebuild import rebuild
from tests.end_to_end.world import BOOK, sender, world
from tests.faults.service_process import ServiceProcess, free_port
from tests.faults.whole_book import acknowledged, require_whole

KILLS = 20
VICTIMS = ("service", "postgres", "both")
LONGEST_LIFE = 1.2
"""Seconds of load between two kills, at most."""
CLIENTS = 4
HOUSEHOLDS = 6_000
PATIENCE = 90.0
"""Seconds in which a command that was cut off must be answered, kills and starts between."""


@dataclass
class Field:
    """What the clients work on, and what they were told."""

    address: str
    data: Path
    """The data directory that the book was founded with; its secrets are needed."""
    database: Database
    passwords: dict[str, str]
    forms: dict[str, list[dict[str, Any]]]
    stop: threading.Event = field(default_factory=threading.Event)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    resent: int = 0
    faults: list[str] = field(default_factory=list)
    """Anything a client saw that no client should see."""


class Enumerator:
    """A client: lists, registers and submits one household after the other, and never gives up.

    A command whose answer did not come is sent again under its id, unchanged.
    """

    def __init__(self, work: Field, blocks: Sequence[str]) -> None:
        self._work = work
        self._blocks = blocks
        self._http = httpx.Client(base_url=work.address, timeout=10, trust_env=False)
        self._tokens: dict[str, str] = {}

    def run(self) -> None:
        """Work until told to stop; the command at hand is still brought to its end."""
        with self._http:
            for block in self._blocks:
                for form in self._work.forms[block]:
                    if self._work.stop.is_set():
                        return
                    self._enter(block, form)

    def _enter(self, block: str, form: dict[str, Any]) -> None:
        household = form["household"]
        line = {name: household[key] for name, key in _LINE.items()}
        self._send(block, f"/blocks/{block}/listing", {"households": [line], **sender()})
        receipt = self._send(block, "/households", {"form": form, **sender()})
        told = receipt["result"]
        submission = {
            "expected_version": told["version"],
            "declaration": "signed-on-device",
            "explanations": [],
            **sender(),
        }
        self._send(block, f"/households/{told['household_id']}/submit", submission)

    def _send(self, block: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        first = True
        while True:
            answer = self._asked(block, path, body)
            if answer is not None and answer.status_code in {200, 201}:
                receipt: dict[str, Any] = answer.json()
                self._work.receipts.append(receipt)
                return receipt
            if answer is not None and answer.status_code != 503:
                self._work.faults.append(f"{path}: {answer.status_code} {answer.text}")
                raise AssertionError(answer.text)
            assert time.monotonic() < until, path
            self._work.resent += first
            first = False
            time.sleep(0.05)

    def _asked(self, block: str, path: str, body: dict[str, Any]) -> httpx.Response | None:
        try:
            account = f"e-{block}"
            if account not in self._tokens:
                given = {
                    "book": BOOK,
                    "account": account,
                    "password": self._work.passwords[account],
                }
                signed_in = self._http.post("/session", json=given)
                if signed_in.status_code != 200:
                    return signed_in
                self._tokens[account] = signed_in.json()["access_token"]
            token = {"Authorization": f"Bearer {self._tokens[account]}"}
            return self._http.post(f"/books/{BOOK}{path}", json=body, headers=token)
        except httpx.TransportError:
            return None


_LINE = {"number": "hh", "building": "building", "unit": "unit"}


@pytest.fixture
def own_server(temporary_folder: Callable[[], Path]) -> Iterator[EmbeddedPostgres]:
    """A server that nobody else needs."""
    with EmbeddedPostgres.start(temporary_folder() / "postgres") as running:
        yield running


@pytest.fixture
def work(own_server: EmbeddedPostgres, temporary_folder: Callable[[], Path]) -> Field:
    """A founded book, and forms by block."""
    with psycopg.connect(own_server.url(), autocommit=True) as owner:
        owner.execute("CREATE DATABASE killed")
    data = temporary_folder()
    with world(own_server.url("killed"), data, HOUSEHOLDS) as founded:
        forms = {block: founded.forms(block) for block in founded.blocks}
        passwords, database = dict(founded.passwords), founded.database
    return Field("", data, database, passwords, {b: f for b, f in forms.items() if f})


def test_what_was_acknowledged_outlives_twenty_kills_once_and_whole(
    work: Field, own_server: EmbeddedPostgres
) -> None:
    seed = int(os.environ.get("FAULT_SEED", "0")) or uuid4().int % 2**32
    # Shown with a failure, which the same seed makes likely again.
    logging.getLogger(__name__).warning("FAULT_SEED=%d", seed)
    chance = random.Random(seed)
    service = ServiceProcess(work.data, work.database.url, free_port())
    work.address = service.address
    service.start()
    service.until_ready()
    clients = _clients(work)
    try:
        for kill in range(KILLS):
            time.sleep(chance.uniform(0.05, LONGEST_LIFE))
            victim = VICTIMS[kill % len(VICTIMS)]
            if victim in {"service", "both"}:
                service.kill()
            if victim in {"postgres", "both"}:
                own_server.kill()
                own_server.start_again()
            if victim in {"service", "both"}:
                service.start()
            service.until_ready()
        work.stop.set()
        for client in clients:
            client.join(PATIENCE)
            assert not client.is_alive()
    finally:
        work.stop.set()
        size = None if work.faults else _followed(service)
        service.stop()
    assert not work.faults
    assert work.resent, "no kill hit a command, so nothing was tried"
    assert len(work.receipts) > KILLS
    assert size == require_whole(work.database.url, BOOK, map(acknowledged, work.receipts))
    _require_rows_of_the_book(work.database)


def _clients(work: Field) -> list[threading.Thread]:
    blocks = list(work.forms)
    clients = [
        threading.Thread(target=Enumerator(work, blocks[i::CLIENTS]).run, daemon=True)
        for i in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    return clients


def _followed(service: ServiceProcess) -> int:
    """Wait until the rows hold all that the book holds; its size."""
    until = time.monotonic() + 60
    while True:
        told = httpx.get(service.address + "/ready", trust_env=False).json()
        book = told["books"][0]
        if book["lag"] == 0:
            return int(book["size"])
        assert time.monotonic() < until, told
        time.sleep(0.05)


def _require_rows_of_the_book(database: Database) -> None:
    """The followers skipped nothing and repeated nothing: rows made anew are the same rows."""
    book = BookApplication(BOOK, database)
    try:
        assert rebuild(book, database).unchanged
    finally:
        book.close()
