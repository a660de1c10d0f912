"""``conservation``: whether each natural person counts once, and bookkeeping changed no total."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer
from rich.table import Table

from api.cli.asking import AreaOption
from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in

_KINDS = {
    "move": "移转 / move",
    "split": "分户 / split",
    "merge": "并户 / merge",
    "duplicate": "重复登记 / duplicate",
    "out": "转往外县 / out",
    "in": "外县转入 / in",
}


def conservation(area: AreaOption = None, server: Server = None, json: Json = False) -> None:
    """人口守恒 / Natural persons counted once, twice and never; bookkeeping before and after.

    The exit code is 1 where somebody counts twice, or nowhere though the
    records point into the county, or where a command changed a total.
    """
    client, who = signed_in(server)
    with client:
        found = client.get(f"/books/{who.book}/conservation", who, {"area": area}).json()
    if json:
        say_json(found)
    else:
        _say(found)
    raise typer.Exit(0 if found["conserved"] else 1)


def _say(found: Mapping[str, Any]) -> None:
    people = found["population"]
    out.print(
        f"[bold]人口守恒 / conservation[/]  地区 / area {found['area']}  "
        f"[dim]截至位置 / as of position[/] #{found['as_of']}"
    )
    rules = "  ".join(f"{rule} {count:,}" for rule, count in people["by_rule"].items())
    out.print(f"登记 / registrations {people['registrations']:,}  {rules}")
    out.print(f"常住 / residents {people['residents']:,}")
    out.print(f"自然人 / natural persons {people['persons']:,}")
    out.print(f"  计一次 / counted once {people['once']:,}")
    out.print(f"  计多次 / more than once {people['more']:,}")
    out.print(
        f"  未计 / never {people['never']:,}  (在外县 / in another county {people['elsewhere']:,})"
    )
    if found["bookkeeping"]:
        _say_bookkeeping(found["bookkeeping"])
    out.print("[green]✓[/] 守恒 / conserved" if found["conserved"] else "[red]✗[/] 不守恒 / not")


def _say_bookkeeping(commands: list[Mapping[str, Any]]) -> None:
    lines = Table(
        "位置\nPosition",
        "操作\nAct",
        "登记\nRegistrations",
        "常住\nResidents",
        "",
        box=None,
        header_style="dim",
    )
    for command in commands:
        lines.add_row(
            f"#{command['first_position']}",
            _KINDS[command["kind"]],
            f"{command['before']} → {command['after']}",
            f"{command['residents_before']} → {command['residents_after']}",
            "" if command["conserved"] else "[red]✗[/]",
        )
    out.print(lines)
