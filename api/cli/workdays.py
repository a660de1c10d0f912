"""``workdays``: the days worked that wait for a signature."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from api.cli.asking import AreaOption
from api.cli.office_asking import AsOfOption, say_position
from api.cli.output import out, say_json
from api.cli.pay import every_page
from api.cli.signing_in import Json, Server, signed_in


def workdays(
    area: AreaOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="含已会签的 / the countersigned ones, too")
    ] = False,
    as_of: AsOfOption = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """待会签工作日 / Days worked that wait for a signature, with what is to be signed."""
    client, who = signed_in(server)
    asked = {"area": area, "at": as_of, "state": None if every else "waiting"}
    with client:
        found = every_page(client, who, "pay/workdays", "workdays", asked)
    if json:
        say_json(found)
        return
    say_position(found)
    if not found["workdays"]:
        out.print("[green]✓[/] 无待会签工作日 / nothing waits for a signature")
        return
    lines = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1))
    for name in ("账号\naccount", "日期\ndate"):
        lines.add_column(name, no_wrap=True)
    lines.add_column("分钟\nminutes", justify="right", no_wrap=True)
    for name in ("记录人\nrecorded by", "会签人\nsigned by", "任命\nappointment"):
        lines.add_column(name, overflow="fold")
    for day in found["workdays"]:
        lines.add_row(
            day["account"],
            day["date"],
            str(day["minutes"]),
            day["recorded_by"],
            day["countersigned_by"] or "—",
            day["appointment_id"],
        )
    out.print(lines)
