"""A body over the limit, or of another media type, never reaches the service."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from api.body import BodyGate

LIMIT = 100


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the body."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(body)(scope, receive, send)


def ask(parts: list[bytes], headers: dict[str, str]) -> tuple[int, bytes]:
    """Send a body in parts; status and body of the answer."""
    messages = [
        {"type": "http.request", "body": part, "more_body": index < len(parts) - 1}
        for index, part in enumerate(parts)
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }
    asyncio.run(BodyGate(echo, limit=LIMIT)(scope, receive, send))
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:])


JSON = {"content-type": "application/json; charset=utf-8"}


@given(st.lists(st.binary(max_size=30), min_size=1, max_size=8))
def test_a_body_passes_whole_or_not_at_all(parts: list[bytes]) -> None:
    whole = b"".join(parts)
    status, body = ask(parts, JSON)
    if len(whole) > LIMIT:
        assert status == 413
    else:
        assert (status, body) == (200, whole)


def test_a_length_over_the_limit_is_refused_unread() -> None:
    assert ask([b""], JSON | {"content-length": str(LIMIT + 1)})[0] == 413


def test_the_limit_itself_passes() -> None:
    assert ask([b"x" * LIMIT], JSON)[0] == 200


@pytest.mark.parametrize("media_type", ["text/plain", "", "application/xml", "application/jsonx"])
def test_another_media_type_is_refused(media_type: str) -> None:
    assert ask([b"{}"], {"content-type": media_type})[0] == 415


def test_no_body_needs_no_media_type() -> None:
    assert ask([b""], {})[0] == 200
