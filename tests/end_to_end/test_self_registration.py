"""A household signs in with its code, registers itself, reads its own record, and nothing else."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World, sender


class OwnHousehold:
    """A listed household with its code and its token."""

    def __init__(self, world: World, run: Run, form: dict[str, Any]) -> None:
        self.world, self.form = world, form
        household = form["household"]
        self.block, self.number = world.blocks[0], household["hh"]
        world.list_forms([form])
        run("login", f"e-{self.block}", "--server", world.address)
        status, told, err = run("issue-code", f"{self.block}/{self.number}", "--json")
        assert status == 0, err
        self.code: str = json.loads(told)["code"]
        answer = self.sign_in(self.code)
        assert answer.status_code == 200, answer.text
        self.household_id: str = answer.json()["household_id"]
        self.token: str = answer.json()["access_token"]

    def sign_in(self, code: str) -> httpx.Response:
        """Try a code."""
        given = {"book": BOOK, "block": self.block, "number": self.number, "code": code}
        return self.world.http.post("/session/self", json=given)

    def get(self, path: str, **params: Any) -> httpx.Response:
        """Read as the household."""
        return self.world.http.get(path, params=params or None, headers=self._headers())

    def post(self, path: str, body: object) -> httpx.Response:
        """Send as the household."""
        return self.world.http.post(f"/books/{BOOK}{path}", json=body, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
def own(whole_world: World, run: Run) -> OwnHousehold:
    """A household that no other test has used."""
    forms = whole_world.forms(whole_world.blocks[0])
    form = forms[whole_world.head()["size"] % len(forms)]
    form["household"]["hh"] = f"{300 + whole_world.head()['size'] % 600}"
    return OwnHousehold(whole_world, run, form)


def test_a_household_registers_submits_and_reads_itself(
    whole_world: World, own: OwnHousehold
) -> None:
    registered = own.post("/households", {"form": own.form, **sender()})
    assert registered.status_code == 201, registered.text
    assert own.get(f"/books/{BOOK}/self").json()["open_to_change"] is True
    submission = {
        "declaration": "self-declared",
        "expected_version": registered.json()["result"]["version"],
        **sender(),
    }
    submitted = own.post(f"/households/{own.household_id}/submit", submission)
    assert submitted.json()["result"]["status"] == "submitted"
    told = own.get(f"/books/{BOOK}/self").json()
    assert told["open_to_change"] is False
    assert told["household"]["household_id"] == own.household_id
    names = [person["answers"]["D1"] for person in told["household"]["persons"]]
    assert names == [person["D1"] for person in own.form["persons"]]
    [reading, *_] = whole_world.get("auditor", "/readings", household_id=own.household_id).json()[
        "readings"
    ]
    assert (reading["account"], reading["purpose"]) == ("respondent", "respondent-request")
    steps = whole_world.get(
        "auditor", f"/households/{own.household_id}/trace", purpose="investigation"
    ).text
    assert '"self"' in steps


def test_a_households_token_opens_nothing_else(whole_world: World, own: OwnHousehold) -> None:
    another = str(uuid4())
    for path in (
        f"/books/{BOOK}/head",
        f"/books/{BOOK}/blocks",
        f"/books/{BOOK}/progress",
        f"/books/{BOOK}/phases",
        f"/books/{BOOK}/households/{own.household_id}?purpose=registration",
        f"/books/{BOOK}/households/{another}?purpose=registration",
        f"/books/{BOOK}/blocks/{own.block}/households",
        f"/books/{BOOK}/blocks/{own.block}/listing",
        f"/books/{BOOK}/blocks/{own.block}/visits",
        "/session",
    ):
        answer = own.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "no-appointment"), path
    assert own.get("/books/370871/self").json()["code"] == "other-book"
    refused = whole_world.get("auditor", "/self")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")


def test_a_households_commands_are_about_itself(whole_world: World, own: OwnHousehold) -> None:
    other = whole_world.forms(whole_world.blocks[0])[0]
    other["household"]["hh"] = f"{900 + whole_world.head()['size'] % 90}"
    whole_world.list_forms([other])
    commands = [
        {"act": "register", "form": other, **sender()},
        {"act": "visit", "household_id": own.household_id, "outcome": "met", **sender()},
        {"act": "close-block", "block": own.block, **sender()},
    ]
    answer = own.post("/commands", {"commands": commands}).json()
    assert [item["problem"]["code"] for item in answer["items"]] == [
        "outside-area",
        "not-permitted",
        "not-permitted",
    ]


def test_wrong_codes_are_counted_and_stop_the_guessing(own: OwnHousehold) -> None:
    for _ in range(10):
        answer = own.sign_in("WRONGWRONG22")
        assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-failed")
    answer = own.sign_in(own.code)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-failures")
    assert int(answer.headers["Retry-After"]) > 0


def test_an_unknown_household_is_answered_like_a_wrong_code(own: OwnHousehold) -> None:
    given = {"book": BOOK, "block": own.block, "number": "299", "code": own.code}
    unknown = own.world.http.post("/session/self", json=given)
    wrong = own.sign_in("WRONGWRONG22")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json()["title"] == wrong.json()["title"]


def test_the_code_is_in_no_answer_of_the_service(own: OwnHousehold) -> None:
    assert own.code not in own.get(f"/books/{BOOK}/self").text
