"""``destroy-keys``: sealing what is personal for good, of one household or of the whole book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

import typer

from api.access import Purpose
from api.cli.acting import DEVICE, Acting, Device
from api.cli.addressing import household_at
from api.cli.output import out, say_json, say_receipt
from api.cli.signing_in import Json, Server, signed_in, signed_in_as
from api.client import Client, SignedInAs


def destroy_keys(
    document: Annotated[str, typer.Option("--document", help="依据文号 / document it rests on")],
    issued_by: Annotated[str, typer.Option("--issued-by", help="发文机构 / who issued it")],
    second: Annotated[
        str, typer.Option("--second", help="会签账号 / who countersigns", metavar="ACCOUNT")
    ],
    household: Annotated[
        str | None,
        typer.Argument(help="小区代码/户编号或 id / BLOCK/NUMBER or id", metavar="HOUSEHOLD"),
    ] = None,
    whole_book: Annotated[
        bool, typer.Option("--whole-book", help="全账簿各户 / every household of the book")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 / do not ask")] = False,
    account: Acting = None,
    device: Device = DEVICE,
    server: Server = None,
    json: Json = False,
) -> None:
    """销毁密钥 / Destroy keys: names, ID numbers and texts stay sealed for good.

    Of one household, or with --whole-book of all. It cannot be undone.
    """
    if (household is None) is not whole_book:
        raise typer.BadParameter("请给出一户或 --whole-book / name a household, or --whole-book")
    client, who = signed_in(server)
    with client:
        if account is not None:
            who = signed_in_as(client, who.book, account)
        path, version = f"/books/{who.book}/destroy-keys", None
        if household is not None:
            household_id, version = _standing(client, who, household)
            path = f"/books/{who.book}/households/{household_id}/destroy-key"
        if not yes:
            _confirm(who.book, household or who.book)
        body: dict[str, object] = {
            "command_id": str(uuid4()),
            "device": device,
            "device_time": datetime.now().astimezone().isoformat(timespec="seconds"),
            "channel": "office",
            "authority": {"document": document, "issued_by": issued_by},
            "second_token": signed_in_as(client, who.book, second).token,
        }
        if version is not None:
            body["expected_version"] = version
        receipt = client.post(path, body, who).json()
    _say(receipt, json=json)


def _standing(client: Client, who: SignedInAs, household: str) -> tuple[str, int]:
    """The household's id and its version, which is read where the address did not tell it."""
    listed = household_at(client, who, household)
    if listed.version is not None:
        return listed.household_id, listed.version
    path = f"/books/{who.book}/households/{listed.household_id}"
    record = client.get(path, who, {"purpose": Purpose.RESPONDENT_REQUEST.value}).json()
    return listed.household_id, int(record["version"])


def _confirm(book: str, what: str) -> None:
    """Go on once the book's code is typed in.

    Raises:
        typer.Abort: something else was.
    """
    out.print(f"将永久密封 / to be sealed for good: {what}")
    typed = typer.prompt("不可恢复；请输入账簿代码 / no way back; type the book's code")
    if typed != book:
        raise typer.Abort


def _say(receipt: Mapping[str, Any], *, json: bool) -> None:
    if json:
        say_json(receipt)
    elif "status" in receipt["result"]:
        say_receipt(receipt)
    else:
        out.print(
            f"[green]✓[/] 密钥已销毁 / keys destroyed  [dim]位置 / position[/] "
            f"#{receipt['first_position']}"
        )
