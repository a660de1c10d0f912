"""``bulletin``: how the work goes, as a text that is the same for the same position."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import uuid4

import typer

from api.cli.acting import DEVICE
from api.cli.asking import AreaOption
from api.cli.office_asking import AsOfOption
from api.cli.output import err, say_json
from api.cli.signing_in import Json, Server, signed_in
from api.client import Client, ServiceProblem, SignedInAs
from projections.bulletin_text import Language

DIFFERS = 1
"""Exit code where a bulletin that was given out is not what the book says."""


def bulletin(
    as_of: AsOfOption = None,
    area: AreaOption = None,
    language: Annotated[
        Language, typer.Option("--language", help="语言 / language of the text")
    ] = Language.ZH,
    publish: Annotated[
        str | None,
        typer.Option("--publish", help="发布并记录在案 / put on record as", metavar="NUMBER"),
    ] = None,
    number: Annotated[
        str | None,
        typer.Option("--number", help="核对已发布的一期 / compare one given out", metavar="NUMBER"),
    ] = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """通报 / Bulletin: process indicators alone, no figures of the population, no ranking.

    With --number, one that was given out is made anew and compared: exit code 1 where it differs.
    """
    if number is not None and (publish is not None or as_of is not None or area is not None):
        raise typer.BadParameter("--number 自带位置和地区 / --number says position and area itself")
    client, who = signed_in(server)
    with client:
        if number is not None:
            told = client.get(f"/books/{who.book}/bulletins/{number}", who).json()
            _say(told, told["bulletin"], language, json=json)
            if not told["agrees"]:
                err.print("[red]✗[/] 与账簿不一致 / this is not what the book says")
                raise typer.Exit(DIFFERS)
            return
        asked = {"at": as_of, "area": area}
        found = client.get(f"/books/{who.book}/bulletin", who, asked).json()
        if publish is not None:
            _publish(client, who, publish, found)
    _say(found, found, language, json=json)


def _say(told: dict[str, Any], found: dict[str, Any], language: Language, *, json: bool) -> None:
    if json:
        say_json(told)
    else:
        # As it is, so that a file of it is the bulletin itself.
        sys.stdout.write(found[language.value])
        err.print(f"[dim]SHA-256 {found['sha256']}[/]", soft_wrap=True)


def _publish(client: Client, who: SignedInAs, number: str, found: dict[str, Any]) -> None:
    item = {
        "act": "publish-bulletin",
        "command_id": str(uuid4()),
        "device": DEVICE,
        "device_time": datetime.now(UTC).isoformat(),
        "channel": "office",
        "number": number,
        "area": found["area"],
        "position": found["position"],
        "sha256": found["sha256"],
    }
    (answer,) = client.commands(who, [item])
    if answer.get("problem"):
        raise ServiceProblem(answer["problem"])
    err.print(f"[green]✓[/] {number} #{answer['receipt']['first_position']}")
