"""``census-ledger check``: the rules over a file of forms, with no service and nothing recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.markup import escape
from rich.table import Table

from api.cli.output import out, progress_bar, say_json
from api.cli.signing_in import Json
from api.problems import ReportedFault
from api.verdict import Verdict, faulty, verdict
from domain.forms import FormError, parse_form
from domain.rules import RULES

FormsFile = Annotated[
    Path,
    typer.Argument(
        exists=True, dir_okay=False, readable=True, help="每行一份普查表 / a form a line (JSONL)"
    ),
]

_NOT_AN_OBJECT = ReportedFault(
    code="malformed-json",
    pointer="",
    message_zh="该行不是 JSON 对象",
    message_en="The line is not a JSON object",
)


def lines_of(file: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers from 1."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, line


def object_of(line: bytes) -> dict[str, object] | None:
    """The JSON object on a line, None where there is none."""
    try:
        raw = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return raw if isinstance(raw, dict) else None


def verdict_of(line: bytes) -> Verdict:
    """What the rules say of a line."""
    raw = object_of(line)
    if raw is None:
        nothing = Verdict(id=None, errors=[], warnings=[], findings=[])
        return nothing.model_copy(update={"faults": [_NOT_AN_OBJECT]})
    try:
        return verdict(parse_form(raw))
    except FormError as error:
        form_id = raw.get("id")
        return faulty(error, form_id if isinstance(form_id, str) else None)


def check(file: FormsFile, json: Json = False) -> None:
    """试审核，不登记 / Check forms against the rules; record nothing."""
    if json:
        for _, line in lines_of(file):
            say_json(verdict_of(line).brief())
        return
    counts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    numbers = sum(1 for _ in lines_of(file))
    shown: list[tuple[int, Verdict]] = []
    with progress_bar("审核 / checking", numbers) as advance:
        for number, line in lines_of(file):
            found = verdict_of(line)
            kind = "errors" if found.errors or found.faults else "clean"
            counts[kind if kind == "errors" or not found.warnings else "warnings"] += 1
            rules.update((*found.errors, *found.warnings))
            if found.findings or found.faults:
                shown.append((number, found))
            advance(1)
    for number, found in shown:
        _show(number, found)
    _summary(counts, rules)


def _show(number: int, found: Verdict) -> None:
    out.print(f"[bold]第 {number} 行 / line {number}[/]  {escape(found.id or '')}")
    for fault in found.faults:
        out.print(
            f"  [red]✗ {escape(fault.code)}[/] {escape(fault.pointer)}  {fault.message_zh} / "
            f"{fault.message_en}"
        )
    for finding in found.findings:
        colour, mark = ("red", "✗") if finding.severity == "error" else ("yellow", "!")
        out.print(
            f"  [{colour}]{mark} {finding.rule}[/] {escape(finding.pointer)}  "
            f"{escape(finding.message_zh)}\n       {escape(finding.message_en)}"
        )


def _summary(counts: Counter[str], rules: Counter[str]) -> None:
    out.print(
        f"无误 / clean [green]{counts['clean']}[/]   核实性 / with warnings only "
        f"[yellow]{counts['warnings']}[/]   有错 / with errors [red]{counts['errors']}[/]"
    )
    if not rules:
        return
    table = Table("规则 / rule", "次数 / times", "内容 / wording", box=None)
    for rule, times in rules.most_common(10):
        table.add_row(rule, str(times), f"{escape(RULES[rule].zh)}\n{escape(RULES[rule].en)}")
    out.print(table)
