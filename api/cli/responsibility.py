"""``chain``: who answers for a block, a household, a person or an entry, at any moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.addressing import household_at
from api.cli.output import out, say_json
from api.cli.past import At, Time
from api.cli.signing_in import Json, Server, signed_in
from api.cli.wording import moment, role_words
from api.client import Client, SignedInAs

_BLOCK = re.compile(r"[0-9]{15}")
_ENTRY = re.compile(r"#[0-9]{1,19}")


def chain(
    subject: Annotated[
        str,
        typer.Argument(
            help="小区、小区/户、户 id、#位置 / BLOCK, BLOCK/NUMBER, household id, #POSITION",
            metavar="SUBJECT",
        ),
    ],
    person: Annotated[
        bool, typer.Option("--person", help="所给为人员 id / the id is a person's")
    ] = False,
    at: At = None,
    time: Time = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """责任链 / Who answers: enumerator, supervisor, community, township, county.

    Of an entry (#512) also who made it, in which appointment, as of that moment.
    """
    if at is not None and time is not None:
        raise typer.BadParameter("--at 与 --time 只能给出一个 / give --at or --time, not both")
    if time is not None:
        _require_moment(time)
    client, who = signed_in(server)
    with client:
        asked = _asked(client, who, subject, person=person)
        params = {**asked, "at": at, "at_time": time}
        found = client.get(f"/books/{who.book}/chain", who, params).json()
    if json:
        say_json(found)
        return
    out.print(
        f"[bold]责任链 / chain[/] {found['place']}  "
        f"[dim]截至位置 / as of position[/] #{found['position']}  "
        f"[dim]{moment(found['recorded_at'])}[/]"
    )
    if found["maker"] is not None:
        _say_maker(found["maker"])
    _say_links(found)


def _require_moment(time: str) -> None:
    try:
        named = datetime.fromisoformat(time)
    except ValueError:
        named = None
    if named is None or named.tzinfo is None:
        raise typer.BadParameter("--time: 2020-11-01T09:00:00+08:00")


def _asked(
    client: Client, who: SignedInAs, subject: str, *, person: bool
) -> dict[str, str | int | bool | None]:
    """The subject as the query of the service names it.

    Raises:
        typer.BadParameter: it is none.
    """
    if person:
        try:
            return {"person": str(UUID(subject))}
        except ValueError:
            raise typer.BadParameter("人员 id 为 UUID / a person's id is a UUID") from None
    if _BLOCK.fullmatch(subject):
        return {"block": subject}
    if _ENTRY.fullmatch(subject):
        return {"entry": subject[1:]}
    return {"household": household_at(client, who, subject).household_id}


def _say_maker(maker: Mapping[str, Any]) -> None:
    held = maker["appointment"]
    told = f"{maker['topic']} · {held['account']} · {role_words(maker['role'])}"
    out.print(f"何人 who  {escape(told)}  [dim]{held['appointment_id']}[/]")
    if maker["second"] is not None:
        out.print(f"会签 second  {escape(maker['second']['account'])}")
    flag = "" if maker["device_flag"] is None else f"  [yellow]{maker['device_flag']}[/]"
    out.print(f"设备 device  {escape(maker['device'])}{flag}")


def _say_links(found: Mapping[str, Any]) -> None:
    lines = Table(
        "层级\nLevel", "账号\nAccount", "证件\nCredential", "岗位\nPost", "单位\nUnit", box=None,
        header_style="dim",
    )  # fmt: skip
    for link in found["links"]:
        level = role_words(link["role"])
        if link["gap"]:
            level = f"[bold red]✗ {level}[/]"
        if not link["posts"]:
            lines.add_row(level, "[red]缺 / gap[/]", "", "", "")
        for post in link["posts"]:
            held = post["appointment"]
            lines.add_row(
                level,
                _holder(held, acts=post["acts"]),
                "" if held is None else escape(held["credential"]),
                escape(post["title_zh"]),
                escape(post["unit_zh"] or ""),
            )
            level = ""
    out.print(lines)


def _holder(held: Mapping[str, Any] | None, *, acts: bool) -> str:
    if held is None:
        return "[red]空缺 / vacant[/]"
    account = escape(held["account"])
    return account if acts else f"{account}\n[red]不在岗 / not acting[/]"
