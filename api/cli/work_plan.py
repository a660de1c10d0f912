"""``tasks`` and ``inspections``: who has what to do by when, and what was found wanting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.asking import AreaOption
from api.cli.office_asking import AsOfOption, OnOption, say_position
from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in
from domain.events import FindingKind, FindingSeverity, TaskKind
from domain.worded_code import WordedCode
from domain.work_plan import TaskState


def tasks(
    area: AreaOption = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="只看逾期 / the overdue ones alone")
    ] = False,
    as_of: AsOfOption = None,
    on: OnOption = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """工作任务 / Tasks: who answers for each, by when, and how far it is."""
    client, who = signed_in(server)
    asked = {"area": area, "overdue": overdue, "at": as_of, "on": on}
    path = f"/books/{who.book}/tasks"
    with client:
        found = client.get(path, who, asked).json()
        following = found.pop("next")
        while following is not None:
            same = {"at": found["position"], "on": found["on"], "cursor": following}
            page = client.get(path, who, {**asked, **same}).json()
            found["tasks"] += page["tasks"]
            following = page["next"]
    if json:
        say_json(found)
        return
    say_position(found)
    lines = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1))
    for name in ("编号\ncode", "期限\ndue", "状态\nstate"):
        lines.add_column(name, no_wrap=True)
    lines.add_column("％", justify="right", no_wrap=True)
    lines.add_column("负责\nanswers", no_wrap=True)
    lines.add_column("内容\ntask", overflow="fold")
    for task in found["tasks"]:
        late = "[red]逾期 overdue[/]" if task["overdue"] else _words(TaskState, task["state"])
        kind = _words(TaskKind, task["kind"])
        lines.add_row(
            task["code"],
            task["due"],
            late,
            str(task["percent"]),
            _holder(task),
            f"{escape(task['title'])} [dim]{escape(kind)}[/]",
        )
    out.print(lines)
    out.print(f"逾期 / overdue {found['overdue']}")


def _holder(task: Mapping[str, Any]) -> str:
    """Who answers for it, after those who did before."""
    chain = [h["account"] if h["current"] else f"[dim]{h['account']}[/]" for h in task["holders"]]
    return " → ".join(chain) or "—"


def inspections(
    area: AreaOption = None,
    as_of: AsOfOption = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """检查 / Inspections: what was found, and what of it is mended."""
    client, who = signed_in(server)
    with client:
        found = client.get(
            f"/books/{who.book}/inspections", who, {"area": area, "at": as_of}
        ).json()
    if json:
        say_json(found)
        return
    say_position(found)
    for inspection in found["inspections"]:
        _say_inspection(inspection)
    out.print(f"未销号 / not closed {found['unclosed']}")


def _say_inspection(inspection: Mapping[str, Any]) -> None:
    done = inspection["carried_out_on"]
    when = f"已实施 / carried out {done}" if done else f"计划 / planned {inspection['planned_for']}"
    out.print(f"[bold]{inspection['code']}[/] {inspection['area']}  {when}")
    lines = Table.grid(padding=(0, 2))
    for finding in inspection["findings"]:
        mark = "[green]✓[/]" if finding["closed_by"] else "[yellow]…[/]"
        about = finding["note"] or f"户 / household {finding['household_id']}"
        lines.add_row(
            f"  {mark} {finding['number']}",
            escape(_words(FindingSeverity, finding["severity"])),
            escape(_words(FindingKind, finding["kind"])),
            escape(about),
            f"{finding['task']} [dim]{escape(_words(TaskState, finding['task_state']))}[/]",
        )
    if inspection["findings"]:
        out.print(lines)


def _words(codes: type[WordedCode], code: str) -> str:
    member = codes(code)
    return f"{member.zh} {member.en}"
