"""A running service with a small territory: uvicorn on its own port, a real PostgreSQL behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn

from api.app import create_app
from api.cli.demo_accounts import DemoAccounts
from api.cli.demonstration import open_demonstration_book
from api.client import Client
from api.database import database_of
from api.migration import migrate_all
from api.service import Service
from api.settings import LOOPBACK, Settings
from api.simulation import Crew
from api.simulation.founding import appoint, delineate, open_phases
from domain.population import SyntheticHousehold, Territory, generate, lay_out, staff_plan
from ledger.database import Database

BOOK = "500112"
SEED = 7
SHORT_LIMIT = 256 * 1024
"""Bytes of a body here, so that a test of the limit is quick."""


class RunningServer(uvicorn.Server):
    """uvicorn in a thread of this process."""

    @contextmanager
    def run_in_thread(self) -> Iterator[str]:
        """Serve on a free port; gives the address."""
        thread = threading.Thread(target=self.run, daemon=True)
        thread.start()
        try:
            until = time.monotonic() + 30
            while not self.started:
                assert thread.is_alive()
                assert time.monotonic() < until
                time.sleep(0.01)
            [port] = {s.getsockname()[1] for server in self.servers for s in server.sockets}
            yield f"http://{LOOPBACK}:{port}"
        finally:
            self.should_exit = True
            thread.join(20)
            assert not thread.is_alive()


@contextmanager
def serving(settings: Settings, database: Database) -> Iterator[str]:
    """The service on a real socket."""
    config = uvicorn.Config(
        create_app(settings, database),
        host=LOOPBACK,
        port=0,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=3,
    )
    with RunningServer(config).run_in_thread() as address:
        yield address


@dataclass
class World:
    """What a test talks to; every answer is looked at as it is, refusals included."""

    address: str
    settings: Settings
    database: Database
    territory: Territory
    passwords: Mapping[str, str]
    http: httpx.Client
    households: list[SyntheticHousehold]
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[str]:
        """The codes of all blocks."""
        return [block.code15 for block in self.territory.blocks]

    def forms(self, block: str) -> list[dict[str, Any]]:
        """Clean forms of a block, none of them for the dead alone and none with a warning."""
        return [
            made.form
            for made in self.households
            if made.form["household"]["district"] + made.form["household"]["block"] == block
            and made.form["persons"]
            and not made.expected_warnings
        ]

    def token(self, account: str) -> str:
        """The account's token."""
        if account not in self.tokens:
            answer = self.http.post(
                "/session",
                json={"book": BOOK, "account": account, "password": self.passwords[account]},
            )
            assert answer.status_code == 200, answer.text
            self.tokens[account] = answer.json()["access_token"]
        return self.tokens[account]

    def get(self, account: str, path: str, **params: Any) -> httpx.Response:
        """Read under the book as somebody."""
        return self.http.get(
            f"/books/{BOOK}{path}",
            params=params,
            headers={"Authorization": f"Bearer {self.token(account)}"},
        )

    def post(self, account: str, path: str, body: object) -> httpx.Response:
        """Send a JSON body under the book as somebody."""
        return self.http.post(
            f"/books/{BOOK}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token(account)}"},
        )

    def list_forms(self, forms: list[dict[str, Any]]) -> None:
        """Put the households of forms on their blocks' lists."""
        for form in forms:
            household = form["household"]
            block = household["district"] + household["block"]
            body = {
                "households": [
                    {
                        "number": household["hh"],
                        "building": household["building"],
                        "unit": household["unit"],
                    }
                ],
                **sender(),
            }
            answer = self.post(f"e-{block}", f"/blocks/{block}/listing", body)
            assert answer.status_code == 201, answer.text

    def register(self, form: dict[str, Any]) -> dict[str, Any]:
        """List and register a form; the receipt."""
        self.list_forms([form])
        household = form["household"]
        answer = self.post(
            f"e-{household['district']}{household['block']}",
            "/households",
            {"form": form, **sender()},
        )
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    def follow(self) -> None:
        """Wait until the rows hold all that the book holds."""
        until = time.monotonic() + 20
        while (told := self.http.get("/ready").json())["books"][0]["lag"] != 0:
            assert time.monotonic() < until, told
            time.sleep(0.02)

    def head(self) -> dict[str, Any]:
        """The head of the book."""
        found: dict[str, Any] = self.get("county-1", "/head").json()
        return found


def sender(**given: object) -> dict[str, Any]:
    """What a command says of where it comes from."""
    return {
        "command_id": str(uuid4()),
        "device": "pad-1",
        "device_time": "2020-11-01T09:30:00+08:00",
        "channel": "enumerator",
        **given,
    }


def found(database_url: str, folder: Path, households: int) -> None:
    """Open a book with a territory, its posts and accounts."""
    settings = settings_of(folder)
    database = database_of(settings, database_url)
    territory = lay_out(BOOK, None, households)
    accounts = DemoAccounts(settings.demo_accounts_file)
    staff = [member for member in staff_plan(territory, SEED) if member.area != BOOK]
    migrate_all(database)
    service = Service(database, settings)
    service.connect()
    open_demonstration_book(database, territory, SEED, accounts, service.accounts)
    service.close()
    accounts.add(BOOK, staff)
    passwords = accounts.passwords(BOOK)
    with serving(settings, database) as address, Client(address) as client:
        crew = Crew(
            client,
            BOOK,
            passwords,
            key="world",
            concurrency=4,
            progress=lambda _name, _total: nullcontext(lambda _steps: None),
        )
        open_phases(crew)
        delineate(crew, territory)
        appoint(crew, staff, passwords)


@contextmanager
def living(database_url: str, folder: Path, households: int) -> Iterator[World]:
    """What was founded, served."""
    settings = settings_of(folder)
    database = database_of(settings, database_url)
    territory = lay_out(BOOK, None, households)
    with (
        serving(settings, database) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as http,
    ):
        yield World(
            address=address,
            settings=settings,
            database=database,
            territory=territory,
            passwords=DemoAccounts(settings.demo_accounts_file).passwords(BOOK),
            http=http,
            households=list(generate(territory, households, SEED)),
        )


@contextmanager
def world(database_url: str, folder: Path, households: int) -> Iterator[World]:
    """A new world, in an empty database and an empty folder."""
    found(database_url, folder, households)
    with living(database_url, folder, households) as made:
        yield made


def settings_of(folder: Path) -> Settings:
    """The settings of a world whose data are in a folder."""
    return Settings(data_directory=folder, body_limit=SHORT_LIMIT)
