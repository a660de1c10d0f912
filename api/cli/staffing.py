"""``staffing``: whether every block and district has its person (责任明确、不留死角)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.asking import AreaOption
from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in
from api.cli.wording import moment, role_words

_LOSSES = {
    "departure": "将离任 / leaves",
    "credential-expires": "证件将到期 / credential expires",
    "suspended": "停职中 / suspended",
}
_SHARED = {"account": "同一账号 / one account", "credential": "同一证件 / one credential"}


def staffing(
    area: AreaOption = None,
    history: Annotated[
        bool, typer.Option("--history", help="历次空缺 / every time that a place had nobody")
    ] = False,
    within: Annotated[
        int, typer.Option("--within", help="预看天数 / days ahead", metavar="DAYS", min=0, max=366)
    ] = 14,
    server: Server = None,
    json: Json = False,
) -> None:
    """人员即时检查 / Gaps, overlaps, overload, who is about to leave, who has no credential.

    The exit code is 1 if a block has no enumerator or a district no
    supervisor now; with --history, if there was ever such a time.
    """
    client, who = signed_in(server)
    with client:
        path = f"/books/{who.book}/staffing"
        if history:
            found = client.get(f"{path}/history", who, {"area": area}).json()
        else:
            found = client.get(path, who, {"area": area, "within_days": within}).json()
    missing = found["intervals"] if history else found["gaps"]
    if json:
        say_json(found)
    elif history:
        _say_history(found)
    else:
        _say_check(found)
    raise typer.Exit(1 if missing else 0)


def _say_check(found: Mapping[str, Any]) -> None:
    out.print(
        f"[bold]人员检查 / staffing[/] {found['area']}  "
        f"[dim]普查小区 / blocks[/] {found['blocks']}  [dim]{found['today']}[/]"
    )
    for title, lines in _sections(found):
        mark = "[green]✓[/]" if not lines else "[yellow]![/]"
        out.print(f"{mark} {title}: {len(lines)}")
        for line in lines:
            out.print(f"    {escape(line)}")


def _sections(found: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    yield "空缺 / gaps", [_gap(gap) for gap in found["gaps"]]
    yield (
        "重叠 / overlaps",
        [f"{o['block']}  {', '.join(o['accounts'])}" for o in found["overlaps"]],
    )
    yield (
        "一人多岗 / in two posts",
        [
            f"{_SHARED[two['shared']]}  {', '.join(two['accounts'])}"
            for two in found["in_two_posts"]
        ],
    )
    norm = found["norm"]
    yield (
        f"超负荷 / overload ({norm['households']} 户 households, {norm['persons']} 人 persons)",
        [
            f"{o['account']}  {o['households']:g} 户 / {o['persons']:g} 人  ×{o['ratio']}"
            for o in found["overloads"]
        ],
    )
    yield (
        "即将空缺 / about to lose their person",
        [
            f"{about['account']}  {_LOSSES[about['loss']]}  {about['on'] or ''}  "
            f"{' '.join(about['areas'])}"
            for about in found["about_to_lose"]
        ],
    )
    yield "无有效证件 / uncertified", [a["account"] for a in found["uncertified"]]


def _gap(gap: Mapping[str, Any]) -> str:
    told = f"{gap['place']}  {role_words(gap['role'])}"
    return told if gap["blocks"] == [gap["place"]] else f"{told}  ({len(gap['blocks'])})"


def _say_history(found: Mapping[str, Any]) -> None:
    out.print(
        f"[bold]人员空缺历史 / staffing history[/] {found['area']}  "
        f"[dim]截至位置 / as of position[/] #{found['position']}"
    )
    lines = Table("岗位\nPost", "地方\nPlace", "自\nFrom", "至\nTo", box=None, header_style="dim")
    for gap in found["intervals"]:
        until = "至今 / to this day"
        if gap["to_position"] is not None:
            until = f"#{gap['to_position']} {moment(gap['to_time'])}"
        begun = f"#{gap['from_position']} {moment(gap['from_time'])}"
        lines.add_row(role_words(gap["role"]), gap["place"], begun, until)
    out.print(lines)
