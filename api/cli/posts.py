"""``posts``, ``units`` and ``devices``: who is there, for what, and with which device."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.asking import AreaOption
from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in
from api.cli.wording import moment, role_words
from domain.device import DeviceFlag
from domain.duties import Duty, UnitKind

_PAGE = 1000
FLAG_WORDS = {
    DeviceFlag.LOST: "已报失 / lost",
    DeviceFlag.RETIRED: "已报废 / retired",
    DeviceFlag.OTHER_POST: "属其他岗位 / of another post",
    DeviceFlag.UNREGISTERED: "未登记 / not registered",
}


def posts(area: AreaOption = None, server: Server = None, json: Json = False) -> None:
    """岗位和任职 / Posts with their areas, units and holders.

    The id of a post is what acts on its areas ask for.
    """
    client, who = signed_in(server)
    found: list[dict[str, Any]] = []
    with client:
        cursor = None
        while True:
            asked = {"area": area, "cursor": cursor, "limit": _PAGE}
            page = client.get(f"/books/{who.book}/posts", who, asked).json()
            found += page["posts"]
            cursor = page["next"]
            if cursor is None:
                break
    if json:
        say_json({"area": page["area"], "posts": found})
        return
    lines = Table(
        "岗位\nPost", "区域\nAreas", "单位\nUnit", "账号\nAccount", "id", box=None,
        header_style="dim",
    )  # fmt: skip
    for post in found:
        lines.add_row(
            role_words(post["role"]),
            "\n".join(post["areas"]) or "—",
            post["unit"] or "",
            _holder(post["appointment"]),
            post["post_id"],
        )
    out.print(lines)


def _holder(appointment: Mapping[str, Any] | None) -> str:
    if appointment is None:
        return "[yellow]空缺 / vacant[/]"
    told = [escape(appointment["account"])]
    if appointment["suspended"]:
        told.append("[yellow]停职 / suspended[/]")
    if not appointment["certified"]:
        told.append("[yellow]无有效证件 / uncertified[/]")
    if appointment["last_day"] is not None:
        told.append(f"离任 / leaves {appointment['last_day']}")
    return "\n".join(told)


def units(area: AreaOption = None, server: Server = None, json: Json = False) -> None:
    """单位和职责 / Leading groups, offices and member units with their duties."""
    client, who = signed_in(server)
    with client:
        found = client.get(f"/books/{who.book}/units", who, {"area": area}).json()
    if json:
        say_json(found)
        return
    lines = Table(
        "单位\nUnit", "类型\nKind", "区域\nArea", "在任\nHeld", "职责\nDuties", box=None,
        header_style="dim",
    )  # fmt: skip
    for unit in found["units"]:
        kind = UnitKind(unit["kind"])
        name = f"{unit['code']} {unit['name_zh']}" + (" †" if unit["dissolved"] else "")
        duties = "\n".join(f"{Duty(d).zh} / {d}" for d in unit["duties"])
        lines.add_row(
            escape(name), f"{kind.zh} / {kind.value}", unit["area"], str(unit["held_posts"]), duties
        )
    out.print(lines)


def devices(
    device: Annotated[
        str | None,
        typer.Argument(help="设备名；不给则列出全部 / device; default: all", metavar="DEVICE"),
    ] = None,
    area: AreaOption = None,
    flagged: Annotated[
        bool, typer.Option("--flagged", help="只列存疑记录 / entries with a flagged device")
    ] = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """设备 / Devices; of one, its entries; with --flagged, entries to look at twice."""
    client, who = signed_in(server)
    with client:
        path = f"/books/{who.book}/devices"
        if flagged:
            path = f"/books/{who.book}/flagged-entries"
        elif device is not None:
            path += f"/{device}"
        asked = {} if device is not None and not flagged else {"area": area}
        found = client.get(path, who, asked).json()
        while flagged and found["next"] is not None:
            more = client.get(path, who, {**asked, "cursor": found["next"]}).json()
            found = {"entries": found["entries"] + more["entries"], "next": more["next"]}
    if json:
        say_json(found)
    elif "devices" in found:
        _say_devices(found["devices"])
    else:
        _say_entries(found)


def _say_devices(found: list[Mapping[str, Any]]) -> None:
    lines = Table("设备\nDevice", "账号\nAccount", "状态\nState", box=None, header_style="dim")
    for device in found:
        lines.add_row(escape(device["device"]), device["account"] or "—", _state(device))
    out.print(lines)


def _state(device: Mapping[str, Any]) -> str:
    if device["lost_since"] is not None:
        return f"[yellow]已报失 / lost since {moment(device['lost_since'])}[/]"
    return "已报废 / retired" if device["retired"] else "在用 / in use"


def _say_entries(found: Mapping[str, Any]) -> None:
    if "device" in found:
        out.print(f"{escape(found['device']['device'])}  {_state(found['device'])}")
    lines = Table(
        "位置\nPosition", "时间\nTime", "事件\nEvent", "账号\nAccount", "标记\nFlag", box=None,
        header_style="dim",
    )  # fmt: skip
    for entry in found["entries"]:
        flag = "" if entry["flag"] is None else FLAG_WORDS[DeviceFlag(entry["flag"])]
        if entry["after_loss"]:
            flag += " 丢失之后 / after the loss"
        lines.add_row(
            f"#{entry['position']}",
            moment(entry["recorded_at"]),
            entry["topic"],
            entry["account"],
            f"[yellow]{flag.strip()}[/]" if flag else "",
        )
    out.print(lines)
    if found["next"] is not None:
        out.print(f"[dim]未完，自位置 #{found['next']} 起 / there is more from there on[/]")
