"""``issue-code``: a code that a household signs in with to register itself."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import uuid4

from api.cli.acting import DEVICE, Acting, Device
from api.cli.addressing import HouseholdArgument, household_at
from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in, signed_in_as
from api.client import ServiceProblem

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without the letters and digits that are taken for each other."""
LENGTH = 12
"""Characters of a code, five bits each: it is not found by trial."""


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def issue_code(
    household: HouseholdArgument,
    account: Acting = None,
    device: Device = DEVICE,
    server: Server = None,
    json: Json = False,
) -> None:
    """发放自主填报码 / Hand a household a code to register itself; it is shown once."""
    client, who = signed_in(server)
    with client:
        if account is not None:
            who = signed_in_as(client, who.book, account)
        listed = household_at(client, who, household)
        code = new_code()
        command = {
            "act": "issue-self-registration",
            "command_id": str(uuid4()),
            "device": device,
            "device_time": datetime.now().astimezone().isoformat(timespec="seconds"),
            "channel": "enumerator",
            "household_id": listed.household_id,
            "code_digest": hashlib.sha256(code.encode()).hexdigest(),
        }
        [answer] = client.commands(who, [command])
    if "problem" in answer:
        raise ServiceProblem(answer["problem"])
    result = answer["receipt"]["result"]
    told = {"book": who.book, "block": result["block"], "number": result["number"], "code": code}
    if json:
        say_json(told)
        return
    out.print(f"普查小区 / block   {told['block']}")
    out.print(f"户编号 / number    {told['number']}")
    out.print(f"[bold]填报码 / code      {code}[/]")
    out.print("[dim]仅显示一次，账簿中不存 / shown once: the book does not hold it[/]")
