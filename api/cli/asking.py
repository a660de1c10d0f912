"""``trace``, ``table`` and ``progress``: asking a running service."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.access import Purpose
from api.cli.addressing import HouseholdArgument, household_at
from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in

trace_app = typer.Typer(help="追溯：谁、何时、何因、前后 / who, when, why, before and after.")

ForPurpose = Annotated[
    Purpose, typer.Option("--purpose", help="查阅目的，将记录在案 / purpose; it goes on record")
]
Identifiers = Annotated[
    bool, typer.Option("--identifiers", help="显示姓名、证件号 / show names and ID numbers")
]
AreaOption = Annotated[str | None, typer.Option("--area", help="地区代码 / area code")]

SHOWN = 14
"""Answers of one event that fit a screen; the rest is told by number."""


class TableFormat(StrEnum):
    """How a table is laid out."""

    WIDE = "wide"
    LONG = "long"


@trace_app.command("person")
def trace_person(
    person_id: Annotated[str, typer.Argument(help="人员编号 / person id")],
    purpose: ForPurpose = Purpose.INVESTIGATION,
    identifiers: Identifiers = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """追溯一人 / Trace a person: every event, with the household's that bear on it."""
    _trace("persons", person_id, purpose, identifiers, server, json=json)


@trace_app.command("household")
def trace_household(
    household: HouseholdArgument,
    purpose: ForPurpose = Purpose.INVESTIGATION,
    identifiers: Identifiers = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """追溯一户 / Trace a household: its every event, and those of its persons."""
    _trace("households", household, purpose, identifiers, server, json=json)


def _trace(
    kind: str, of: str, purpose: Purpose, identifiers: bool, server: str | None, *, json: bool
) -> None:
    client, who = signed_in(server)
    with client:
        if kind == "households":
            of = household_at(client, who, of).household_id
        params = {"purpose": purpose.value, "identifiers": identifiers}
        found = client.get(f"/books/{who.book}/{kind}/{of}/trace", who, params).json()
    if json:
        say_json(found)
        return
    subject = "人 / person" if kind == "persons" else "户 / household"
    out.print(f"[bold]追溯 / trace[/]  {subject} {of}   普查小区 / block {found['block']}")
    for step in found["steps"]:
        _show_step(step)


def _show_step(step: Mapping[str, Any]) -> None:
    at = datetime.fromisoformat(step["recorded_at"]).astimezone(UTC)
    title = f"{step['event_zh']} / {step['event_en']}"
    if step["level_zh"]:
        title += f" · {step['level_zh']} / {step['level_en']}"
    of = "" if step["about"] == "household" else f" [dim]{str(step['subject_id'])[:8]}[/]"
    out.print()
    out.print(
        f"[bold cyan]#{step['position']}[/] [bold]{escape(title)}[/]{of} [dim]v{step['version']}[/]"
    )
    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="dim", no_wrap=True)
    lines.add_column()
    lines.add_row("何人 who", _actor(step["actor"]))
    if step["second"] is not None:
        lines.add_row("会签 second", _actor(step["second"]))
    lines.add_row(
        "何时 when",
        f"{at:%Y-%m-%d %H:%M:%S} UTC [dim](设备 device {escape(step['device_time'])})[/]",
    )
    channel = f"{step['channel_zh']} / {step['channel_en']}"
    lines.add_row("何处 from", f"{escape(step['device'])} · {escape(channel)}")
    if step["reason"] is not None:
        reason = f"{step['reason_zh']} / {step['reason_en']}"
        lines.add_row("何因 why", f"{escape(reason)} [dim]{step['reason']}[/]")
    if step["authority_document"] is not None:
        authority = f"{step['authority_document']} · {step['authority_issued_by']}"
        lines.add_row("依据 ground", escape(authority))
    for change in step["changes"][:SHOWN]:
        lines.add_row(f"  {change['item']}", _change(change))
    if len(step["changes"]) > SHOWN:
        lines.add_row("", f"[dim]… 另有 {len(step['changes']) - SHOWN} 项 / more items[/]")
    for finding in step["findings"]:
        wording = f"{finding['message_zh']} / {finding['message_en']}"
        lines.add_row(f"  {finding['rule']}", f"[yellow]{escape(wording)}[/]")
    for note in step["notes"]:
        if note["text"] is not None:
            lines.add_row(f"  {note['rule'] or note['item'] or '…'}", f"“{escape(note['text'])}”")
    out.print(lines)


def _actor(actor: Mapping[str, Any]) -> str:
    holder = f"{actor['holder']} · " if actor["holder"] else ""
    title = f"{actor['title_zh']} / {actor['title_en']}"
    credential = escape(actor["credential"])
    return f"{escape(holder)}{actor['account']} · {escape(title)} [dim]{credential}[/]"


def _change(change: Mapping[str, Any]) -> str:
    name = f"{change['item_zh']} {change['item_en']}"
    if change["sealed"]:
        return f"{escape(name)}: [dim]（密封 / sealed）[/]"
    after = _answer(change, "after")
    if change["before"] is None:
        return f"{escape(name)}: {after}"
    return f"{escape(name)}: {_answer(change, 'before')} [bold]→[/] {after}"


def _answer(change: Mapping[str, Any], when: str) -> str:
    value, zh = change[when], change[f"{when}_zh"]
    if value is None:
        return "[dim]∅[/]"
    return f"{escape(str(value))} [dim]{escape(zh)}[/]" if zh else escape(str(value))


def table(
    table_id: Annotated[str, typer.Argument(help="表号，如 1-1 / table", metavar="ID")],
    as_of: Annotated[
        int | None, typer.Option("--as-of", min=0, help="账簿位置 / position of the book")
    ] = None,
    area: AreaOption = None,
    format: Annotated[  # noqa: A002  # the word on the command line
        TableFormat, typer.Option("--format", help="宽表或长表 CSV / for the eye, or long CSV")
    ] = TableFormat.WIDE,
    server: Server = None,
    json: Json = False,
) -> None:
    """汇总表 / A census table, as of any position of the book."""
    client, who = signed_in(server)
    with client:
        params = {
            "as_of": as_of,
            "area": area,
            "format": "csv" if format is TableFormat.LONG else "json",
        }
        answer = client.get(f"/books/{who.book}/tables/{table_id}", who, params)
    if format is TableFormat.LONG:
        sys.stdout.write(answer.text)
    elif json:
        say_json(answer.json())
    else:
        _show_table(answer.json())


def _show_table(found: Mapping[str, Any]) -> None:
    out.print(f"[bold]{found['id']}  {escape(found['title_zh'])}[/]\n{escape(found['title_en'])}")
    out.print(f"[dim]地区 / area {found['area']} · 截至位置 / as of position {found['as_of']}[/]")
    by_area = any("/" in heading["code"] for heading in found["wide_headings"])
    areas = [line["heading"] for line in found["wide"]] if by_area else [None]
    values = {
        (cell["area"], cell["row"], cell["col"]): cell["value"]
        for cell in found["cells"]
        if cell["residence"] == 0
    }
    filled = {col for _, _, col in values}
    cols = [col for col in found["cols"] if col["code"] in filled]
    shown = Table(box=None, pad_edge=False, header_style="dim")
    shown.add_column("", no_wrap=True)
    for col in cols:
        shown.add_column(f"{escape(col['zh'])}\n{escape(col['en'])}", justify="right")
    for area in areas:
        if area is not None:
            shown.add_row(f"[bold]{escape(area['zh'])}[/]")
        code = found["area"] if area is None else area["code"]
        for row in found["rows"]:
            figures = [
                _figure(values.get((code, row["code"], col["code"])), col["decimals"])
                for col in cols
            ]
            if any(figures):
                shown.add_row(f"  {escape(row['zh'])} [dim]{escape(row['en'])}[/]", *figures)
    out.print(shown)


def _figure(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:,.{decimals}f}"


def progress(area: AreaOption = None, server: Server = None, json: Json = False) -> None:
    """进度 / Progress by district: where each household's record stands."""
    client, who = signed_in(server)
    with client:
        found = client.get(f"/books/{who.book}/progress", who, {"area": area}).json()
    if json:
        say_json(found)
        return
    blocks: Sequence[Mapping[str, Any]] = found["blocks"]
    by_district = len(found["area"]) < 12
    lines: dict[str, dict[str, int]] = {}
    for block in blocks:
        place = block["block"][:12] if by_district else block["block"]
        line = lines.setdefault(place, dict.fromkeys(_STEPS, 0))
        for step in _STEPS:
            line[step] += block[step]
    # Steps at which nothing stands are left out: a line then fits a terminal of 80 columns.
    steps = [step for step in _STEPS if any(line[step] for line in lines.values())]
    shown = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1))
    shown.add_column("普查区\ndistrict" if by_district else "普查小区\nblock", no_wrap=True)
    for step in steps:
        zh, en = _STEPS[step]
        shown.add_column(f"{zh}\n{en}", justify="right", no_wrap=True)
    for place, line in sorted(lines.items()):
        shown.add_row(place, *(f"{line[step]:,}" if line[step] else "·" for step in steps))
    totals = [sum(line[step] for line in lines.values()) for step in steps]
    shown.add_row("[bold]合计 all[/]", *(f"[bold]{total:,}[/]" for total in totals))
    out.print(f"[dim]截至位置 / as of position {found['as_of']}[/]")
    out.print(shown)


_STEPS = {
    "listed": ("摸底", "list"),
    "not_registered": ("未登", "to do"),
    "registered": ("登记", "reg."),
    "submitted": ("提交", "subm."),
    "returned": ("退回", "ret."),
    "supervisor_approved": ("指导员", "superv."),
    "community_accepted": ("社区", "comm."),
    "township_accepted": ("乡级", "town."),
    "county_accepted": ("县级", "county"),
    "withdrawn": ("撤销", "withd."),
    "persons": ("人数", "pers."),
    "residents": ("常住", "resid."),
}
