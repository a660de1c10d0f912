"""What every refusal of the service is: a problem with its code, and nobody's name in it."""

from __future__ import annotations

from typing import Any

import httpx

from api.problems import MEDIA_TYPE
from tests.end_to_end.world import World


def assert_tells_nobody(text: str, world: World) -> None:
    """No name of two characters and more and no ID number of anybody stands in a text."""
    for made in world.households:
        for person in made.form["persons"]:
            assert person["D1"] not in text
            assert not person.get("D3") or str(person["D3"]) not in text


def problem(answer: httpx.Response, status: int, code: str, world: World) -> dict[str, Any]:
    """The problem in an answer, once it is one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    body: dict[str, Any] = answer.json()
    assert body["code"] == code
    assert body["type"] == f"urn:census-ledger:problem:{code}"
    assert body["status"] == status
    assert body["title"]
    assert body["title_zh"]
    assert body["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    assert_tells_nobody(answer.text, world)
    return body
