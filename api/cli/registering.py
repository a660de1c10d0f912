"""``census-ledger register``: a file of forms through the service, each line answered alone."""

from __future__ import annotations

import hmac
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from api.cli.checking import FormsFile, lines_of, object_of
from api.cli.output import err, out, progress_bar, say_json, say_problem, say_receipt
from api.cli.private_file import write_private
from api.cli.signing_in import Json, Server, signed_in
from api.client import Client, SignedInAs
from api.problems import MalformedJson, problem_body
from api.settings import Settings

BATCH = 50


@dataclass(slots=True)
class _Line:
    number: int
    content: bytes
    form: dict[str, object] | None

    def command_id(self, act: str, key: bytes) -> UUID:
        """The same whenever the same line is sent, in whichever file.

        Keyed, because command ids are stored in clear, and a plain digest of a form could be found
        by trial.
        """
        return UUID(bytes=hmac.digest(key, act.encode() + self.content, "sha256")[:16], version=4)


def _client_key() -> bytes:
    """This installation's key for command ids, made when it is first needed."""
    path = Settings.from_environment().client_key_file
    if not path.exists():
        write_private(path, secrets.token_hex(32))
    return bytes.fromhex(path.read_text())


def register(
    file: FormsFile,
    list_first: Annotated[
        bool, typer.Option("--list", help="先列入底册 / put them on the block's list first")
    ] = False,
    device: Annotated[str, typer.Option("--device", help="设备名 / device")] = "census-ledger-cli",
    server: Server = None,
    json: Json = False,
) -> None:
    """登记普查表 / Register forms through the service.

    May be cut off and repeated, also with some lines mended: what is on
    record already is answered as it was the first time.
    """
    client, who = signed_in(server)
    key = _client_key()
    lines = [_Line(number, line.strip(), object_of(line)) for number, line in lines_of(file)]
    answers: list[tuple[_Line, dict[str, Any]]] = []
    try:
        with client, progress_bar("登记 / registering", len(lines)) as advance:
            for start in range(0, len(lines), BATCH):
                part = lines[start : start + BATCH]
                if list_first:
                    _list(client, who, part, key, device)
                answered = zip(part, _register(client, who, part, key, device), strict=True)
                answers += answered
                advance(len(part))
    finally:
        # Also what was answered before the service went away.
        for line, answer in answers:
            _say(line, answer, json=json)
    counts = Counter(map(_outcome, answers))
    if not json:
        out.print(
            f"已登记 / registered [green]{counts['recorded']}[/]   "
            f"此前已登记 / already on record {counts['repeated']}   "
            f"未登记 / refused [red]{counts['refused']}[/]"
        )
        if len(answers) == 1 and "receipt" in answers[0][1]:
            say_receipt(answers[0][1]["receipt"])
    if counts["refused"]:
        raise typer.Exit(1)


def _sender(key: bytes, act: str, line: _Line, device: str) -> dict[str, object]:
    return {
        "command_id": str(line.command_id(act, key)),
        "device": device,
        "device_time": datetime.now().astimezone().isoformat(timespec="seconds"),
        "channel": "import",
    }


def _list(client: Client, who: SignedInAs, part: Sequence[_Line], key: bytes, device: str) -> None:
    """List every household by a command of its own; a number that stands there is no matter."""
    commands: list[dict[str, object]] = []
    for line in part:
        household = (line.form or {}).get("household")
        if not isinstance(household, dict):
            continue
        commands.append(
            {
                "act": "list",
                "block": f"{household.get('district')}{_padded(household.get('block'), 3)}",
                "households": [
                    {
                        "number": _padded(household.get("hh"), 3),
                        "building": _padded(household.get("building"), 4),
                        "unit": _padded(household.get("unit"), 4),
                    }
                ],
                **_sender(key, "list", line, device),
            }
        )
    if commands:
        client.commands(who, commands)


def _padded(value: object, digits: int) -> str:
    return str(value).strip().zfill(digits)


def _registration(line: _Line, sender: dict[str, object]) -> dict[str, object]:
    return {"act": "register", "form": line.form, **sender}


def _register(
    client: Client, who: SignedInAs, part: Sequence[_Line], key: bytes, device: str
) -> list[dict[str, Any]]:
    """The answer to each line, in order; a line that is no form is answered here."""
    commands: list[dict[str, object]] = [
        _registration(line, _sender(key, "register", line, device))
        for line in part
        if line.form is not None
    ]
    answers = iter(client.commands(who, commands) if commands else [])
    malformed: dict[str, Any] = {"problem": problem_body(MalformedJson())}
    return [malformed if line.form is None else next(answers) for line in part]


def _say(line: _Line, answer: dict[str, Any], *, json: bool) -> None:
    """Every answer to a program, to people what was refused."""
    if json:
        told: dict[str, Any] = {"line": line.number, "id": (line.form or {}).get("id")}
        told |= {
            part: answer[part] for part in ("repeated", "receipt", "problem") if part in answer
        }
        say_json(told)
    elif "problem" in answer:
        err.print(f"[bold]第 {line.number} 行 / line {line.number}[/]")
        say_problem(answer["problem"])


def _outcome(answered: tuple[_Line, dict[str, Any]]) -> str:
    _, answer = answered
    if "problem" in answer:
        return "refused"
    return "repeated" if answer["repeated"] else "recorded"
