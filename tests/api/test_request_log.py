"""The log knows what happened and never what was in it."""

from __future__ import annotations

import asyncio
import logging

import httpx
import pytest
from fastapi import FastAPI

from api.request_log import RequestLog, chain_of


def failing_app() -> FastAPI:
    """An application that fails with a name on its lips."""
    app = FastAPI()

    @app.get("/persons/{name}")
    def fail(name: str) -> None:
        try:
            raise KeyError(name)
        except KeyError as error:
            raise ValueError(f"no such person: {name}") from error

    app.add_middleware(RequestLog)
    return app


async def ask(app: FastAPI, path: str) -> httpx.Response:
    """The answer of an application."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path)


def test_a_fault_is_answered_and_logged_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "api")
    answer = asyncio.run(ask(failing_app(), "/persons/王小明?id=1"))
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal-fault"
    assert answer.headers["x-request-id"] in caplog.text
    assert "ValueError at test_request_log.py" in caplog.text
    assert "KeyError" in caplog.text
    for text in (answer.text, caplog.messages[0], caplog.messages[-1]):
        assert "王小明" not in text
    assert "/persons/{name} 500" in caplog.messages[-1]


def test_an_exception_without_a_frame_has_its_type() -> None:
    assert chain_of(ValueError("secret")) == "builtins.ValueError at ?"
