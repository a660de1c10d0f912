"""``table`` and ``progress``: asking a running service for figures."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.arguments import position
from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in

AreaOption = Annotated[str | None, typer.Option("--area", help="地区代码 / area code")]

_NARROW = {
    "sex_ratio": ("性别比\n女=100", "Sex ratio"),
    "household_size": ("平均\n户规模", "Mean size"),
    "T_percent": ("占％\n合计", "% total"),
    "M_percent": ("占％\n男", "% men"),
    "F_percent": ("占％\n女", "% women"),
}
"""Headings of columns whose published ones are too wide for a terminal."""


class TableFormat(StrEnum):
    """How a table is laid out."""

    WIDE = "wide"
    LONG = "long"


def table(
    table_id: Annotated[str, typer.Argument(help="表号，如 1-1 / table", metavar="ID")],
    as_of: Annotated[
        int | None,
        typer.Option(
            "--as-of", parser=position, metavar="POSITION", help="账簿位置 / position of the book"
        ),
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
    shown = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    shown.add_column("", overflow="fold")
    for col in cols:
        zh, en = _NARROW.get(col["code"], (col["zh"], col["en"]))
        shown.add_column(f"{escape(zh)}\n{escape(en)}", justify="right", no_wrap=True)
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
