"""``cross-check`` and ``doubts``: the rules across households, and what they ask of people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.acting import DEVICE, Acting, Device
from api.cli.asking import AreaOption
from api.cli.output import out, progress_of, say_json
from api.cli.signing_in import Json, Server, signed_in, signed_in_as
from api.cli.wording import moment
from api.client import ServiceProblem
from domain.doubt import DoubtState
from domain.events import DoubtOutcome

_STATES = {
    DoubtState.OPEN: "[yellow]待处理 / open[/]",
    DoubtState.RESOLVED: "已处理 / resolved",
    DoubtState.SETTLED: "已消除 / settled",
}
OUTCOMES = {
    DoubtOutcome.CORRECTED: "已更正 / corrected",
    DoubtOutcome.CONFIRMED_RIGHT: "核实无误 / confirmed right",
    DoubtOutcome.NOT_A_DUPLICATE: "不属重复 / not a duplicate",
    DoubtOutcome.WITHDRAWN: "已撤销 / withdrawn",
    DoubtOutcome.EXPLAINED: "已说明 / explained",
}
_PAGE = 100


def cross_check(
    area: AreaOption = None,
    account: Acting = None,
    device: Device = DEVICE,
    server: Server = None,
    json: Json = False,
) -> None:
    """比对复查 / Compare the records of an area with each other, and raise doubts.

    The exit code is 0 whatever is found: see doubts.
    """
    client, who = signed_in(server)
    with client:
        if account is not None:
            who = signed_in_as(client, who.book, account)
        command = {
            "act": "cross-check",
            "command_id": str(uuid4()),
            "device": device,
            "device_time": datetime.now().astimezone().isoformat(timespec="seconds"),
            "channel": "office",
            "area": area or who.area,
        }
        with progress_of("比对 / checking"):
            [answer] = client.commands(who, [command])
    if "problem" in answer:
        raise ServiceProblem(answer["problem"])
    receipt = answer["receipt"]
    if json:
        say_json(receipt)
        return
    result = receipt["result"]
    out.print(
        f"[green]✓[/] 地区 / area {escape(result['area'])}  "
        f"[dim]截至位置 / as of position[/] #{result['as_of']}"
    )
    out.print(
        f"  规则所指 / found {result['found']}  新疑点 / raised {result['raised']}  "
        f"消除 / settled {result['settled']}"
    )


def doubts(
    area: AreaOption = None,
    rule: Annotated[str | None, typer.Option("--rule", help="规则 / rule", metavar="X01")] = None,
    state: Annotated[
        DoubtState | None, typer.Option("--state", help="状态 / open, resolved, settled")
    ] = DoubtState.OPEN,
    everything: Annotated[bool, typer.Option("--all", help="不论状态 / in whatever state")] = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """疑点 / The doubts of an area, open ones unless another state is asked for.

    Resolve one by: census-ledger act resolve-doubt --set doubt_id=DOUBT
    --set outcome=confirmed-right --set explanation=TEXT
    """
    client, who = signed_in(server)
    asked = {"area": area, "rule": rule, "limit": _PAGE}
    if state is not None and not everything:
        asked["state"] = state.value
    found: list[Mapping[str, Any]] = []
    with client:
        cursor: str | None = None
        while True:
            page = client.get(f"/books/{who.book}/doubts", who, {**asked, "cursor": cursor}).json()
            found += page["doubts"]
            cursor = page["next"]
            if cursor is None:
                break
    if json:
        say_json({"area": page["area"], "doubts": found, "counts": page["counts"]})
        return
    _say_counts(page)
    for doubt in found:
        _say(doubt)


def _say_counts(page: Mapping[str, Any]) -> None:
    out.print(f"[bold]疑点 / doubts[/]  地区 / area {page['area']}")
    if not page["counts"]:
        out.print("  没有 / none")
        return
    lines = Table("规则\nRule", "状态\nState", "数\nCount", box=None, header_style="dim")
    for count in page["counts"]:
        lines.add_row(count["rule"], _STATES[DoubtState(count["state"])], str(count["count"]))
    out.print(lines)


def _say(doubt: Mapping[str, Any]) -> None:
    outcome = doubt["outcome"]
    answered = "" if outcome is None else f"  {OUTCOMES[DoubtOutcome(outcome)]}"
    out.print(
        f"\n[bold]{doubt['rule']}[/] {_STATES[DoubtState(doubt['state'])]}{answered}  "
        f"[dim]{moment(doubt['raised_at'])}[/]"
    )
    out.print(f"  {escape(doubt['message_zh'])}\n  {escape(doubt['message_en'])}")
    out.print(f"  疑点编号 / doubt {doubt['doubt_id']}")
    out.print(f"  小区 / blocks {' '.join(doubt['blocks'])}")
    for household_id in doubt["household_ids"]:
        out.print(f"  户 / household {household_id}")
    for person_id in doubt["person_ids"]:
        out.print(f"  人 / person {person_id}")
    if doubt["about"]:
        out.print(f"  [dim]{escape(doubt['about'])}[/]")
