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

*Signing in*: `POST /session` gives a token; send it as `Authorization: Bearer …`. A household signs
in for itself with `POST /session/self`, and its token opens its own record alone.

*Commands* carry a `command_id` that the client chooses. Sent again, a command gets its first
answer, with the header `Idempotent-Replay: true`; the same id with another content is a conflict.
An act on a record names the version that it was decided on (`expected_version`).

*Reads* take the query that is described for each; a name that an address does not know is refused.

*Problems* are RFC 9457 `application/problem+json`; `type` is stable, texts are in English and
Chinese, findings of the rules stand in `findings`, and nothing that was sent is repeated.
"""
TAGS = [
    {"name": "health", "description": "存活与就绪 / alive and ready"},
    {"name": "session", "description": "登录 / signing in"},
    {"name": "self-registration", "description": "自主填报 / households that register themselves"},
    {"name": "accounts", "description": "账号密码 / passwords of accounts"},
    {"name": "books", "description": "账簿 / books and their heads"},
    {"name": "log", "description": "公开日志 / the book as a public log"},
    {"name": "posts", "description": "岗位、责任链、人员检查 / posts, who answers, live check"},
    {"name": "devices", "description": "设备 / devices"},
    {"name": "phases", "description": "普查阶段 / phases of the census"},
    {"name": "blocks", "description": "普查小区与摸底 / blocks and their lists"},
    {"name": "visits", "description": "入户 / what visits came to"},
    {"name": "forms", "description": "试审核 / checking forms"},
    {"name": "households", "description": "户 / registering, reviewing, correcting, reading"},
    {"name": "comments", "description": "批注 / comments on a record"},
    {"name": "keys", "description": "销毁密钥 / destroying keys"},
    {"name": "persons", "description": "按证件号码查人 / finding a person by ID number"},
    {"name": "sample", "description": "长表抽样 / the long-form sample"},
    {"name": "coding", "description": "行业职业编码 / coding of industry and occupation"},
    {
        "name": "cross-check",
        "description": "比对复查与人口守恒 / cross-check, doubts, conservation",
    },
    {"name": "commands", "description": "批量 / batches of commands"},
    {"name": "traces", "description": "追溯 / who made a record so"},
    {"name": "states", "description": "历史状态 / what the book said at any position"},
    {"name": "tables", "description": "汇总、进度、微观数据 / tables, progress, microdata"},
    {"name": "pay", "description": "劳动报酬 / pay: due, paid, arrears, alarms"},
    {"name": "budget", "description": "预算 / budget lines and what is spent of them"},
    {"name": "work plan", "description": "工作任务 / tasks"},
    {"name": "inspections", "description": "检查与整改 / inspections and their findings"},
    {"name": "bulletins", "description": "通报 / bulletins"},
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
