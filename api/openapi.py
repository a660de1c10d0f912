"""The service's description (OpenAPI 3.1), complete enough to make a client from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.problem_status import STATUS
from api.problems import ProblemDetails

TITLE = "Census Ledger"
API_VERSION = "0.1.0"
"""Of what is described here; grows with it."""
DESCRIPTION = """\
A census's registrations as a sealed book of events: every record says who made it so, when, from
which device, in which post, on what ground, and what stood there before.

*Signing in*: `POST /session` gives a token; send it as `Authorization: Bearer …`.

*Commands* carry a `command_id` that the client chooses. Sent again, a command gets its first
answer, with the header `Idempotent-Replay: true`; the same id with another content is a conflict.
An act on a record names the version that it was decided on (`expected_version`).

*Problems* are RFC 9457 `application/problem+json`; `type` is stable, texts are in English and
Chinese, findings of the rules stand in `findings`, and nothing that was sent is repeated.
"""
TAGS = [
    {"name": "health", "description": "存活与就绪 / alive and ready"},
    {"name": "session", "description": "登录 / signing in"},
    {"name": "accounts", "description": "账号密码 / passwords of accounts"},
    {"name": "books", "description": "账簿 / books and their heads"},
    {"name": "log", "description": "公开日志 / the book as a public log"},
    {"name": "blocks", "description": "普查小区与摸底 / blocks and their lists"},
    {"name": "forms", "description": "试审核 / checking forms"},
    {"name": "households", "description": "户 / registering, reviewing, correcting, reading"},
    {"name": "keys", "description": "销毁密钥 / destroying keys"},
    {"name": "persons", "description": "按证件号码查人 / finding a person by ID number"},
    {"name": "commands", "description": "批量 / batches of commands"},
    {"name": "traces", "description": "追溯 / who made a record so"},
    {"name": "states", "description": "历史状态 / what the book said at any position"},
    {"name": "tables", "description": "汇总、进度、微观数据 / tables, progress, microdata"},
    {"name": "readings", "description": "查阅记录 / who read what about whom"},
]


def operation_id(route: APIRoute) -> str:
    """The name that a generated client gives the operation: the function's own."""
    return route.name


def described(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The maker of the description; it is made once, when first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=TITLE,
                version=app.version,
                description=DESCRIPTION,
                routes=app.routes,
                tags=TAGS,
                license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
            )
            _add_problem_schema(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    return openapi


def _add_problem_schema(schema: dict[str, Any]) -> None:
    made = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    made["properties"]["code"]["enum"] = sorted(STATUS)
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(made.pop("$defs", {}))
    schemas["ProblemDetails"] = made
