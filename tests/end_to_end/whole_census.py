"""A census carried out whole, with texts that people should not have written into it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.cli.demo_accounts import DemoAccounts
from api.cli.simulating import perform
from api.simulation import Wish, cases
from ledger.embedded import EmbeddedPostgres
from tests.end_to_end.leaks import SHORTEST, Scanner
from tests.end_to_end.told import RememberingClient, Told
from tests.end_to_end.world import BOOK, World, sender

TOWNSHIP = "500112012"
WISH = Wish(households=60, seed=11, mistakes=0.3)
TELEPHONE, ADDRESS = "19912345678", "试验路88号3单元502室"
"""Of nobody: what people write into free texts."""
TEXT = f"{ADDRESS}，电话{TELEPHONE}"


@dataclass(frozen=True)
class Census:
    """A census that was carried out whole, and all that it left behind."""

    world: World
    server: EmbeddedPostgres
    folder: Path
    told: Told

    @property
    def scanner(self) -> Scanner:
        """Looks for every personal text that was sent."""
        return Scanner(text for text in self.told.texts if len(text.encode()) >= SHORTEST)

    @property
    def database_files(self) -> Path:
        """The server's folder with data, write-ahead log and its own log, all of it written out."""
        with psycopg.connect(self.server.url(), autocommit=True) as owner:
            owner.execute("CHECKPOINT")
        return self.server.data_dir


@contextmanager
def logging_everything(file: Path) -> Iterator[None]:
    """Write what the service logs, at every level, to a file.

    The clients here run in the same process and log the addresses that they ask for.
    """
    root, handler = logging.getLogger(), logging.FileHandler(file, encoding="utf-8")
    handler.addFilter(lambda record: not record.name.startswith(("httpx", "httpcore")))
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
        handler.close()


def simulate(census: Census) -> None:
    """A township from the list to the county's acceptance, with every kind of fate."""
    rates = {"REVISITED": 0.1, "CORRECTED_BY_TOWNSHIP": 0.1, "CORRECTED_BY_COUNTY": 0.1}
    accounts = DemoAccounts(census.world.settings.demo_accounts_file)
    with (
        pytest.MonkeyPatch.context() as rare,
        RememberingClient(census.world.address, census.told) as client,
    ):
        for name, share in {**rates, "WITHDRAWN": 0.05}.items():
            rare.setattr(cases, name, share)
        result = perform(client, BOOK, TOWNSHIP, WISH, accounts, 1)
    for number in (
        result.refused_then_mended,
        result.returned,
        result.corrected,
        result.countersigned,
        result.withdrawn,
    ):
        assert number > 0


def write_into_texts(census: Census) -> None:
    """A registration whose explanation, and a return whose remark, hold what they should not."""
    made, told = census.world, census.told
    block = made.blocks[0]
    form = made.forms(block)[0]
    made.list_forms([form])
    told.sent(form)
    told.texts.update(dict.fromkeys((TELEPHONE, ADDRESS, TEXT)))
    explained = [{"rule": "P48", "person": 0, "text": f"{form['persons'][0]['D1']}，{TEXT}"}]
    answer = made.post(f"e-{block}", "/households", sender(form=form, explanations=explained))
    assert answer.status_code == 201, answer.text
    path = f"/households/{answer.json()['result']['household_id']}"
    body = sender(expected_version=2, declaration="signed-on-device")
    assert made.post(f"e-{block}", f"{path}/submit", body).status_code == 200
    body = sender(expected_version=3, reason="revisit", remarks=[{"text": TEXT}])
    assert made.post(f"s-{block[:12]}-1", f"{path}/return", body).status_code == 200


def search_and_read(census: Census) -> None:
    """Somebody is found by number, read with all identifiers, and traced."""
    made = census.world
    numbers = [t for t in census.told.texts if len(t) == 18 and t.isascii()][:5]
    people = []
    for number in numbers:
        body = {"id_number": number, "purpose": "investigation"}
        answer = made.post("auditor", "/persons/find", body)
        assert answer.status_code == 200, answer.text
        people += answer.json()["persons"]
    assert people
    asked = {"purpose": "investigation", "identifiers": True}
    for person in people:
        for path in (
            f"/households/{person['household_id']}",
            f"/households/{person['household_id']}/trace",
            f"/persons/{person['person_id']}/trace",
        ):
            assert made.get("auditor", path, **asked).status_code == 200
    for kind in ("households", "persons"):
        assert made.get("auditor", f"/microdata/{kind}", purpose="statistics").status_code == 200


def send_nonsense(census: Census) -> None:
    """Personal texts where none belong; every request is refused."""
    made = census.world
    number = next(t for t in census.told.texts if len(t) == 18 and t.isascii())
    name = next(t for t in census.told.texts if len(t) == 3)
    form = made.forms(made.blocks[0])[1]
    census.told.sent(form)
    block, person = made.blocks[0], dict(form["persons"][0])
    forms: list[Any] = [
        {**form, name: number},
        {**form, "persons": [{**person, name: number}]},
        {**form, "persons": [{**person, "D4": name}]},
        {**form, "persons": [{**person, "D5": number}]},
        {**form, "persons": [{**person, "D3": number[:-1] + "?"}]},
        {**form, "household": {**form["household"], "H6": number}},
        {**form, "household": {**form["household"], "hh": name}},
        {**form, "form": name},
        name,
    ]
    bodies: list[tuple[str, object]] = [("/households", sender(form=f)) for f in forms]
    bodies += [
        ("/households", sender(form=form, device=name)),
        ("/households", sender(form=form, device_time=number)),
        ("/households", {**sender(form=form), "command_id": number}),
        ("/households", {**sender(form=form), number: name}),
        (f"/households/{number}/submit", sender(expected_version=1)),
        (f"/blocks/{number}/listing", sender(households=[])),
        (f"/blocks/{block}/listing", sender(households=[{"building": name, "unit": number}])),
        ("/persons/find", {"id_number": f"{number}{name}", "purpose": "review"}),
        ("/persons/find", {"id_number": number, "purpose": name}),
        (f"/persons/{number}/trace", {}),
        ("/commands", {"commands": [{"act": name, number: number}]}),
        (f"/{name}", {number: name}),
    ]
    for path, body in bodies:
        answer = made.post(f"e-{block}", path, body)
        items = answer.json().get("items", [])
        census.told.refusals += [str(item).encode() for item in items]
        assert answer.status_code >= 400 or items[0]["status"] >= 400, (path, answer.text)
    token = {"Authorization": f"Bearer {made.token(f'e-{block}')}"}
    raw = f'{{"form": {{"D1": "{name}", "D3": "{number}"'.encode()
    for content in (raw, raw + b"\xff", b"\xff\xfe" + name.encode("utf-16-le")):
        headers = token | {"Content-Type": "application/json"}
        answer = made.http.post(f"/books/{BOOK}/households", content=content, headers=headers)
        assert answer.status_code == 400
    for path in ("/households/x", "/tables/1-1", "/readings", "/progress", f"/{name}"):
        asked: dict[str, Any] = {"area": name, "purpose": number, "as_of": name, "cursor": number}
        assert made.get("auditor", path, **asked).status_code >= 400
    for account, password in ((name, number), ("auditor", number)):
        body = {"book": BOOK, "account": account, "password": password}
        assert made.http.post("/session", json=body).status_code >= 400
