"""What is logged of a request: its id, route, status and time, and never what it carries."""

from __future__ import annotations

import logging
import time
import traceback
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import InternalFault, problem_response

LOGGER = "api.requests"
"""The logger of requests: a line for each, at level INFO."""
_LOG = logging.getLogger(LOGGER)


def place_of(error: BaseException) -> str:
    """Where in the code an exception came from: the last frame's module, line and function."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "?"
    last = frames[-1]
    return f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno} {last.name}"


def chain_of(error: BaseException) -> str:
    """The types of an exception and of what it came from; the texts may quote data."""
    names = []
    seen: BaseException | None = error
    while seen is not None:
        names.append(f"{type(seen).__module__}.{type(seen).__qualname__} at {place_of(seen)}")
        seen = seen.__cause__ or seen.__context__
    return " < ".join(names)


class RequestLog:
    """Gives each request an id, logs it by its route, and answers for faults of ours.

    The route's template is logged, not the address, in which anything may have been typed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass and note what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(uuid4())
        scope.setdefault("state", {})["request_id"] = request_id
        begun = time.perf_counter()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", request_id.encode()),
                ]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            _LOG.error("request %s failed: %s", request_id, chain_of(error))
            if status:
                raise ConnectionAbortedError(request_id) from None
            await problem_response(InternalFault(), scope)(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            _LOG.info(
                "%s %s %d %.1f ms %s",
                scope["method"],
                route,
                status,
                (time.perf_counter() - begun) * 1000,
                request_id,
            )
