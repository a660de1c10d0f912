"""What a request body must be: JSON, and not over the limit."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import BodyTooLarge, WrongMediaType, problem_response

JSON = "application/json"


class BodyGate:
    """Reads a body whole before anything else sees it, and refuses one that is too long.

    Counts what arrives, so that a chunked body without a length is held to the same limit.
    ``limit`` is in bytes.
    """

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass with its body replayed, or answer 413 or 415."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._limit:
            await problem_response(BodyTooLarge(self._limit), scope)(scope, receive, send)
            return
        messages, size = [], 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self._limit:
                await problem_response(BodyTooLarge(self._limit), scope)(scope, receive, send)
                return
            if message["type"] != "http.request" or not message.get("more_body", False):
                break
        if size and headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
            await problem_response(WrongMediaType(), scope)(scope, receive, send)
            return
        await self._app(scope, _replay(messages, receive), send)


def _replay(messages: Iterable[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def replayed() -> Message:
        for message in waiting:
            return message
        return await receive()

    return replayed
