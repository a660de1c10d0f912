"""``act``: any act of a batch by its name, its fields given one by one or as a file."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import uuid4

import orjson
import typer
from pydantic.fields import FieldInfo
from rich.markup import escape
from rich.table import Table

from api.cli.acting import DEVICE, Acting, Device
from api.cli.arguments import named_path
from api.cli.output import out, say_json, say_receipt
from api.cli.signing_in import Json, Server, signed_in, signed_in_as
from api.client import ServiceProblem
from api.commands import ITEMS
from api.commands.sender import CountersignedItem, Item, Sender, ServedItem

_OF_THE_SENDER = frozenset(Sender.model_fields) | {"act", "second_token"}
"""Fields that the verb gives by itself."""

_IN_A_BATCH = "in a batch."

Kind = type[Item | CountersignedItem | ServedItem]


def _name(item: Kind) -> str:
    return str(get_args(item.model_fields["act"].annotation)[0])


_ACTS: Mapping[str, Kind] = {_name(item): item for item in ITEMS}


class FieldsMissing(ServiceProblem):
    """The act needs fields that were not given; nothing was sent."""

    def __init__(self, act: str, missing: Sequence[str]) -> None:
        said_zh, said_en = "缺少必填内容，未发送", "Something required is missing; nothing was sent"
        given = " ".join(f"--set {name}=…" for name in missing)
        super().__init__(
            {
                "code": "fields-missing",
                "title": said_en,
                "title_zh": said_zh,
                "detail": f"{said_en}: {act} {given}",
                "detail_zh": f"{said_zh}：{act} {given}",
            }
        )


def act(
    name: Annotated[
        str | None, typer.Argument(help="操作名，见 --list / act, see --list", metavar="NAME")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", help="内容 / a field; a list as JSON", metavar="FIELD=VALUE"),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", parser=named_path, help="JSON 文件，- 为标准输入 / JSON", metavar="FILE"
        ),
    ] = None,
    list_acts: Annotated[bool, typer.Option("--list", help="列出操作 / list the acts")] = False,
    account: Acting = None,
    second: Annotated[
        str | None,
        typer.Option("--second", help="会签账号 / who countersigns", metavar="ACCOUNT"),
    ] = None,
    device: Device = DEVICE,
    server: Server = None,
    json: Json = False,
) -> None:
    """任何操作 / Any act: census-ledger act suspend --set account=e-1 --set reason=unavailable.

    With --list all acts; with --list and a name, the fields of that act.
    """
    if list_acts:
        _list(name, json=json)
        return
    if name is None:
        raise typer.BadParameter("给出操作名，或用 --list / name an act, or use --list")
    item = _item(name)
    command = _from_file(file) | _fields(item, given or ())
    missing = [
        field
        for field, info in item.model_fields.items()
        if info.is_required() and field not in _OF_THE_SENDER and field not in command
    ]
    if missing:
        raise FieldsMissing(name, missing)
    client, who = signed_in(server)
    with client:
        if account is not None:
            who = signed_in_as(client, who.book, account)
        sender: dict[str, Any] = {
            "act": name,
            "command_id": str(uuid4()),
            "device": device,
            "device_time": datetime.now().astimezone().isoformat(timespec="seconds"),
            "channel": "enumerator" if who.role == "enumerator" else "office",
        }
        if second is not None:
            sender["second_token"] = signed_in_as(client, who.book, second).token
        # A file may bring a command id of its own, so that it can be sent again.
        [answer] = client.commands(who, [sender | command | {"act": name}])
    if "problem" in answer:
        raise ServiceProblem(answer["problem"])
    _say(answer["receipt"], json=json)


def _item(name: str) -> Kind:
    try:
        return _ACTS[name]
    except KeyError:
        raise typer.BadParameter(
            "没有这种操作，见 act --list / there is no such act, see act --list"
        ) from None


def _from_file(file: Path | None) -> dict[str, Any]:
    """The fields of a JSON object in a file; none without a file.

    Raises:
        typer.BadParameter: it cannot be read, or holds none.
    """
    if file is None:
        return {}
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise typer.BadParameter(
            f"--file: 无法读取文件 / --file: the file cannot be read: {why}"
        ) from None
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise typer.BadParameter("--file: 应为一个 JSON 对象 / --file: one JSON object")
    return found


def _fields(item: Kind, given: Sequence[str]) -> dict[str, Any]:
    """The fields that ``--set`` options give.

    A value of text stands for itself; of anything else it is read as JSON where it is JSON.

    Raises:
        typer.BadParameter: a field is none of the act's.
    """
    found: dict[str, Any] = {}
    for text in given:
        field, equals, value = text.partition("=")
        if not equals or field not in item.model_fields or field in _OF_THE_SENDER:
            known = ", ".join(f for f in item.model_fields if f not in _OF_THE_SENDER)
            raise typer.BadParameter(f"--set FIELD=VALUE: {known}")
        found[field] = _value(item.model_fields[field], value)
    return found


def _value(field: FieldInfo, text: str) -> Any:
    if _is_text(field.annotation):
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _is_text(annotation: Any) -> bool:
    """Whether a field takes text, however it looks: a code of digits is no number."""
    if isinstance(annotation, type):
        return issubclass(annotation, str)
    if get_origin(annotation) is Annotated:
        return _is_text(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return any(_is_text(part) for part in get_args(annotation))
    return False


def _list(name: str | None, *, json: bool) -> None:
    kinds = _ACTS if name is None else {name: _item(name)}
    if json:
        say_json({act: _told(kind) for act, kind in sorted(kinds.items())})
        return
    lines = Table("操作\nAct", "内容\nFields", "说明\nMeaning", box=None, header_style="dim")
    for act_name, kind in sorted(kinds.items()):
        told = _told(kind)
        fields = " ".join(f if f in told["required"] else f"[{f}]" for f in told["fields"])
        lines.add_row(act_name, escape(fields), escape(told["meaning"]))
    out.print(lines)


def _told(item: Kind) -> dict[str, Any]:
    fields = {f: info for f, info in item.model_fields.items() if f not in _OF_THE_SENDER}
    return {
        "fields": list(fields),
        "required": [f for f, info in fields.items() if info.is_required()],
        "countersigned": issubclass(item, CountersignedItem),
        "meaning": _meaning(item),
    }


def _meaning(item: Kind) -> str:
    """The first line of what is said of the act, without its name.

    An act that has an address of its own is told of with the body that is sent there.
    """
    told = item.__doc__ or ""
    if told.endswith(_IN_A_BATCH):
        told = item.__mro__[1].__doc__ or ""
    name, _, meaning = told.partition("\n")[0].partition(": ")
    return meaning or name


def _say(receipt: Mapping[str, Any], *, json: bool) -> None:
    if json:
        say_json(receipt)
        return
    result = receipt["result"]
    if {"status", "version"} <= result.keys():
        say_receipt(receipt)
        return
    told = "  ".join(f"{field} {_short(value)}" for field, value in result.items())
    out.print(
        f"[green]✓[/] {escape(told)}  [dim]位置 / position[/] #{receipt['first_position']}  "
        f"[dim]树 / tree[/] {receipt['tree_size']}"
    )
    out.print(f"  [dim]树根 / root[/] {receipt['root']}", soft_wrap=True)


def _short(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
