"""``pay`` and ``budget``: arrears and alarms, and what is left of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.asking import AreaOption
from api.cli.office_asking import AsOfOption, OnOption, say_position
from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in
from api.client import Client, SignedInAs
from domain.pay_statement import PayAlarm

ALARMED = 1
"""Exit code where a statement has an alarm."""


def pay(
    period: Annotated[
        str | None, typer.Option("--period", help="月份 / month, YYYY-MM", metavar="MONTH")
    ] = None,
    area: AreaOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="列出全部结算单 / all statements, not alarms alone")
    ] = False,
    mine: Annotated[
        bool, typer.Option("--mine", help="只看本人 / one's own statements alone")
    ] = False,
    as_of: AsOfOption = None,
    on: OnOption = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """劳动报酬 / Pay: arrears and alarms; exit code 1 where there are any."""
    client, who = signed_in(server)
    asked = {"period": period, "area": area, "mine": mine, "at": as_of, "on": on}
    with client:
        found = every_page(client, who, "pay", "statements", asked)
    if json:
        say_json(found)
    else:
        _say_pay(found, found["statements"] if every or mine else _alarmed(found))
    if found["totals"]["alarmed"]:
        raise typer.Exit(ALARMED)


def every_page(
    client: Client,
    who: SignedInAs,
    room: str,
    listed: str,
    asked: Mapping[str, str | int | bool | None],
) -> dict[str, Any]:
    """What a room of the book answers, with all pages of what is ``listed``."""
    path = f"/books/{who.book}/{room}"
    found: dict[str, Any] = client.get(path, who, asked).json()
    following = found.pop("next")
    while following is not None:
        # All pages are of one position: what is recorded meanwhile moves nobody between them.
        past = {"at": found["position"], "cursor": following}
        if "on" in found:
            past["on"] = found["on"]
        page = client.get(path, who, {**asked, **past}).json()
        found[listed] += page[listed]
        following = page["next"]
    return found


def _alarmed(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [statement for statement in found["statements"] if statement["alarms"]]


def _say_pay(found: Mapping[str, Any], shown: Sequence[Mapping[str, Any]]) -> None:
    totals = found["totals"]
    say_position(found)
    out.print(
        f"结算单 / statements {totals['statements']}   应付 / due {yuan(totals['due_fen'])}   "
        f"已付 / paid {yuan(totals['paid_fen'])}   拖欠 / arrears {yuan(totals['arrears_fen'])}"
    )
    if not shown:
        out.print("[green]✓[/] 无拖欠，无预警 / no arrears, no alarms")
        return
    lines = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1))
    for name in ("账号\naccount", "月份\nmonth"):
        lines.add_column(name, no_wrap=True)
    for name in ("应付\ndue", "已付\npaid", "拖欠\narrears"):
        lines.add_column(name, justify="right", no_wrap=True)
    lines.add_column("预警\nalarms", overflow="fold")
    for statement in shown:
        lines.add_row(
            statement["account"],
            statement["period"],
            yuan(statement["due_fen"]),
            yuan(statement["paid_fen"]),
            yuan(statement["arrears_fen"]),
            escape("; ".join(_alarm(code) for code in statement["alarms"])),
        )
    out.print(lines)


def _alarm(code: str) -> str:
    alarm = PayAlarm(code)
    return f"{alarm.zh} / {alarm.en}"


def yuan(fen: int) -> str:
    """An amount in yuan with its fen, by integers alone."""
    return f"{fen // 100:,}.{fen % 100:02}"


def budget(as_of: AsOfOption = None, server: Server = None, json: Json = False) -> None:
    """预算 / Budget: allotted, spent and left of each line."""
    client, who = signed_in(server)
    with client:
        found = every_page(client, who, "budget", "lines", {"at": as_of})
    if json:
        say_json(found)
        return
    say_position(found)
    lines = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1))
    lines.add_column("科目\nline", no_wrap=True)
    lines.add_column("用途\npurpose", overflow="fold")
    for name in ("批准\nallotted", "支出\nspent", "余额\nleft"):
        lines.add_column(name, justify="right", no_wrap=True)
    for line in found["lines"]:
        lines.add_row(line["code"], f"{line['purpose_zh']} / {line['purpose_en']}", *_sums(line))
    lines.add_row("[bold]合计 all[/]", "", *_sums(found))
    out.print(lines)


def _sums(line: Mapping[str, Any]) -> tuple[str, str, str]:
    return yuan(line["allotted_fen"]), yuan(line["spent_fen"]), yuan(line["left_fen"])
