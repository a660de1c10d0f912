"""``coding``: the texts that a coder reads, and the codes that they give them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import typer

from api.cli.acting import DEVICE, Device
from api.cli.asking import AreaOption
from api.cli.checking import FormsFile, lines_of, object_of
from api.cli.output import err, out, say_json, say_problem
from api.cli.signing_in import Json, Server, signed_in
from api.client import Client, SignedInAs
from api.problems import MalformedJson, problem_body

coding_app = typer.Typer(help="行业职业编码 / Coding of industry and occupation.")

BATCH = 100


@coding_app.command("list")
def list_texts(area: AreaOption = None, server: Server = None) -> None:
    """待编码文字 / Texts without a code, a JSON object a line; each reading is on record."""
    client, who = signed_in(server)
    with client:
        for person in _worklist(client, who, area):
            say_json(person)


def _worklist(client: Client, who: SignedInAs, area: str | None) -> Iterator[dict[str, Any]]:
    cursor = None
    while True:
        given = {"area": area, "cursor": cursor}
        page = client.get(f"/books/{who.book}/coding/worklist", who, given).json()
        yield from page["persons"]
        cursor = page["next"]
        if cursor is None:
            return


@coding_app.command("record")
def record_codes(
    file: FormsFile, device: Device = DEVICE, server: Server = None, json: Json = False
) -> None:
    """登记编码 / Record codes: a line a person, as `coding list` gives them, with the codes.

    Each line has household_id, person_id, person_version, and industry
    ({"section": "C", "division": "13"}), occupation ("6") or both.
    """
    client, who = signed_in(server)
    refused = recorded = 0
    lines = [(number, object_of(line)) for number, line in lines_of(file)]
    with client:
        for start in range(0, len(lines), BATCH):
            part = lines[start : start + BATCH]
            sent = [(number, _command(given, device)) for number, given in part if given]
            answers = client.commands(who, [c for _, c in sent]) if sent else []
            told = dict(zip((number for number, _ in sent), answers, strict=True))
            for number, _ in part:
                answer = told.get(number, {"problem": problem_body(MalformedJson())})
                if json:
                    say_json({"line": number, **answer})
                elif "problem" in answer:
                    err.print(f"[bold]第 {number} 行 / line {number}[/]")
                    say_problem(answer["problem"])
                refused += "problem" in answer
                recorded += "receipt" in answer
    if not json:
        out.print(f"已编码 / coded [green]{recorded}[/]   未登记 / refused [red]{refused}[/]")
    if refused:
        raise typer.Exit(1)


def _command(given: dict[str, Any], device: str) -> dict[str, Any]:
    wanted = ("household_id", "person_id", "person_version", "industry", "occupation")
    return {
        "act": "code",
        "command_id": str(uuid4()),
        "device": device,
        "device_time": datetime.now().astimezone().isoformat(timespec="seconds"),
        "channel": "office",
        "method": given.get("method", "reading"),
        **{key: given[key] for key in wanted if key in given},
    }
