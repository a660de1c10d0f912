"""Clients that remember what personal texts they sent, and how they were refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx
import orjson

from api.client import Client, ServiceProblem, SignedInAs
from domain.forms import DEATH_IDENTIFIER_ITEMS, IDENTIFIER_ITEMS

PERSONAL = frozenset(IDENTIFIER_ITEMS | DEATH_IDENTIFIER_ITEMS | {"text", "holder", "id_number"})
"""Members of a request that hold names, ID numbers, or texts into which people write them."""


def personal_texts(value: object) -> Iterator[str]:
    """Every personal text anywhere in a JSON value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in PERSONAL and isinstance(inner, str):
                yield inner
            yield from personal_texts(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for inner in value:
            yield from personal_texts(inner)


class Told:
    """What was sent, and the bodies of what was refused."""

    def __init__(self) -> None:
        self.texts: dict[str, None] = {}
        self.refusals: list[bytes] = []

    def sent(self, body: object) -> None:
        """Take in a request's body."""
        self.texts.update(dict.fromkeys(personal_texts(body)))

    def answered(self, response: httpx.Response) -> None:
        """Take in an answer, as a hook of a client."""
        if response.status_code >= 400:
            self.refusals.append(response.read())


class RememberingClient(Client):
    """Tells :class:`Told` of every request and every refusal."""

    def __init__(self, server: str, told: Told) -> None:
        super().__init__(server)
        self._told = told

    def post(self, path: str, body: object, who: SignedInAs | None = None) -> httpx.Response:
        """Send, and remember."""
        self._told.sent(orjson.loads(body) if isinstance(body, bytes) else body)
        try:
            return super().post(path, body, who)
        except ServiceProblem as problem:
            self._told.refusals.append(orjson.dumps(problem.body))
            raise

    def commands(
        self, who: SignedInAs, commands: Sequence[Mapping[str, object]]
    ) -> list[dict[str, Any]]:
        """Send, and remember the problems among the answers."""
        answers = super().commands(who, commands)
        self._told.refusals += [orjson.dumps(a["problem"]) for a in answers if "problem" in a]
        return answers
