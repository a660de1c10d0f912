"""Pages on the ways in: problems, addresses, command line."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from api.app import create_app
from api.cli.main import app
from api.faults import _WORDING as REQUEST_FAULTS
from api.problem_status import STATUS
from api.problems import Problem, SaysItself, retry_after_of
from api.settings import Settings
from domain.forms.faults import FAULT_CODES, FormFault
from domain.refusal import Refusal
from ledger.errors import LedgerError
from ledger.verifier.errors import VerifierError
from ledger.verifier.findings import KINDS
from projections.audit import KINDS as ROW_KINDS
from projections.errors import ProjectionError
from reference_pages.markdown import doc_of, inline, page, table


def problems() -> str:
    """Every code that a request, a command or a check can be answered with."""
    layers = (
        ("The record: refusals of the domain 记录", Refusal),
        ("The book: errors of the ledger 账簿", LedgerError),
        ("The tables: errors of the projections 汇总", ProjectionError),
        ("The request and the command line 请求与命令行", Problem),
        ("The verifier 核验程序", VerifierError),
    )
    text = []
    for title, base in layers:
        kinds = sorted(_saying(base), key=lambda kind: kind.code)
        rows = (
            (
                f"`{kind.code}`",
                str(STATUS.get(kind.code, "")),
                str(_retry_after(kind) or ""),
                inline(kind.zh),
                inline(kind.en),
                doc_of(kind),
            )
            for kind in kinds
        )
        head = ("code", "HTTP", "Retry-After (s)", "中文", "English", "remarks")
        text += [f"## {title}", table(head, rows)]
    form_faults = (FormFault(code, "", None) for code in sorted(FAULT_CODES))
    shape_faults = sorted(set(REQUEST_FAULTS.values()))
    return page(
        "Problems 问题代码",
        "domain/refusal.py, every errors.py of ledger and projections, and api",
        "Every problem is answered as `application/problem+json` (RFC 9457) with "
        "`type` = `urn:census-ledger:problem:` + code, `title` and `detail` in English, `title_zh` "
        "and `detail_zh` in Chinese, and `instance`, the id of the request in the log. A code "
        "never changes its meaning. What was entered is never repeated. A code without an HTTP "
        "status occurs at the command line only. `findings` (of the [rules](rules.md)) and "
        "`faults` (of the shape) name their place by a JSON pointer.",
        *text,
        "## Faults of a form 普查表结构错误",
        "In `faults` of `form-refused`.",
        table(("code", "中文", "English"), ((f"`{f.code}`", f.zh, f.en) for f in form_faults)),
        "## Faults of a request 请求格式错误",
        "In `faults` of `invalid-request`.",
        table(("code", "中文", "English"), ((f"`{c}`", zh, en) for c, zh, en in shape_faults)),
        "## Findings of a verification 核验发现",
        "Of `census-ledger verify`; each names the first position where it shows, or the object.",
        table(
            ("kind", "中文", "English", "looks like 可能的篡改"),
            (
                (f"`{name}`", kind.zh, kind.en, f"{kind.looks_zh}; {kind.looks_en}")
                for name, kind in KINDS.items()
            ),
        ),
        "Of the projected rows, compared with the book where the database is verified:",
        table(
            ("kind", "中文", "English", "looks like 可能的篡改"),
            (
                (f"`{name}`", zh, en, f"{looks_zh}; {looks_en}")
                for name, (zh, en, looks_zh, looks_en) in ROW_KINDS.items()
            ),
        ),
        "## Told by the command line alone 命令行提示",
        table(("code", "中文", "English"), ((f"`{c}`", zh, en) for c, zh, en in _CLIENT_CODES)),
    )


_CLIENT_CODES = (
    ("usage", "命令用法有误", "no such verb or option, or a value is missing or of another kind"),
    ("service-unreachable", "服务没有应答", "nobody answers at the service's address"),
    ("address-unusable", "这不是服务地址", "no request can be sent to such an address"),
    ("not-the-service", "应答的不是本服务", "no JSON, a redirect, or more than the service says"),
    ("no-problem-details", "应答者不是本服务", "something answered that is not this service"),
    ("not-signed-in", "尚未登录", "no token is kept; sign in first"),
    ("which-book", "没有账簿或不止一本", "there is no book, or several; --book says which"),
    ("fields-missing", "缺少必填内容，未发送", "an act lacks fields that it needs"),
    ("unknown-division", "区划代码不在区划表中", "no division of our lists has the code"),
    (
        "unplannable-territory",
        "该地不能编排合成住户",
        "no synthetic territory can be laid out there",
    ),
    ("unknown-province", "该省没有校准数据", "there are no published figures to calibrate to"),
    ("numbers-exhausted", "该县该月已无可用号码", "no ID number is left for a county and month"),
    ("not-in-the-frame", "该户无人，不填长表", "nobody of the household is left for a long form"),
    ("unknown-rule", "没有这条审核规则", "no rule has the id that was to be explained"),
    ("impossible-composition", "无法构成这样的户", "no family has that size and generations"),
)
"""What a client tells by itself; the wording there may say more."""


def _saying(base: type[Any]) -> Iterator[type[Any]]:
    """The classes below an error class that have a code of their own."""
    for kind in base.__subclasses__():
        if "code" in vars(kind):
            yield kind
        yield from _saying(kind)


def _retry_after(kind: type[SaysItself]) -> int | None:
    """Seconds to wait; None too where only the moment of the answer tells them."""
    bare = kind.__new__(kind)
    return retry_after_of(bare)


def http() -> str:
    """The addresses of the service."""
    schema = create_app(Settings(data_directory=Path())).openapi()
    about = {tag["name"]: tag["description"] for tag in schema["tags"]}
    rows: dict[str, list[Sequence[str]]] = {name: [] for name in about}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            told = (operation.get("description") or "").split("\n\n")[0].replace("\n", " ")
            row = (f"`{method.upper()} {path}`", operation["summary"], inline(told))
            rows[operation["tags"][0]].append(row)
    head = ("address", "summary", "meaning")
    return page(
        "HTTP service 接口",
        "api/routes",
        "The service describes itself as OpenAPI at `/openapi.json`, complete enough to generate a "
        "client from. Commands carry a `command_id` that the client "
        "chooses, `device`, `device_time` (RFC 3339) and `channel`; sent again, a command gets its "
        "first answer with the header `Idempotent-Replay: true`. An act on a record names the "
        "version that it was decided on (`expected_version`), which reading gives as `ETag`. What "
        "is refused is told as a [problem](problems.md).",
        *(
            text
            for name, some in rows.items()
            for text in (f"## {name}", about[name], table(head, some))
        ),
    )


def command_line() -> str:
    """Every verb of `census-ledger` with its arguments and options."""
    text = []
    for name, command in _commands(typer.main.get_command(app), "census-ledger"):
        rows = [
            (
                ", ".join(f"`{opt}`" for opt in (*parameter.opts, *parameter.secondary_opts))
                if parameter.param_type_name == "option"
                else f"`{parameter.metavar or parameter.name.upper()}`",
                inline(getattr(parameter, "help", None) or ""),
                _default(parameter),
            )
            for parameter in command.params
            if parameter.name != "help"
        ]
        text += [f"## {name}", inline(inspect.cleandoc(command.help or ""))]
        if rows:
            text.append(table(("argument or option", "meaning", "default"), rows))
        if command.epilog:
            head, *codes = command.epilog.split("\n\n")
            text += [head, "\n".join(f"- {code}" for code in codes)]
    return page(
        "Command line 命令行",
        "api/cli",
        "`census-ledger --help` lists the verbs, `census-ledger VERB --help` tells of one; this "
        "page says the same. `login`, `register`, `trace`, `table`, `progress` and `simulate` "
        "speak to a running service over HTTP; `verify` and `rebuild` open the database "
        "themselves; `check` and `rules` need neither. Whatever fails says why in Chinese and "
        "English and ends with exit code 1, a misuse (`usage`) with 2. Of `verify` and "
        "`verify-proof` 1 is "
        "only what they found; whatever keeps them from checking or from telling it ends with 2. "
        "Environment: see [configuration](configuration.md).",
        *text,
    )


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for word, sub in below.items():
        yield from _commands(sub, f"{name} {word}")


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    if value is None or value is False or value == () or callable(value):
        return ""
    return f"`{value}`"
