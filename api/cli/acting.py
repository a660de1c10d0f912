"""``submit``, ``return``, ``approve``, ``amend``, ``correct``: one act on one household."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

import typer

from api.access import Purpose
from api.cli.addressing import HouseholdArgument, household_at
from api.cli.output import say_json, say_receipt
from api.cli.signing_in import Json, Server, signed_in, signed_in_as
from api.client import Client, SignedInAs
from domain.reasons import AmendReason, CorrectReason, ReturnReason

_PLACE = re.compile(r"(/household/|/persons/(?P<person>[0-9]+)/)?(?P<item>[A-Za-z0-9_]+)")
_EXPLAINED = re.compile(r"(?P<rule>[A-Z][0-9]{2})(@(?P<person>[0-9]+))?=(?P<text>.+)", re.DOTALL)

Acting = Annotated[
    str | None, typer.Option("--as", help="以另一账号操作 / act as another", metavar="ACCOUNT")
]
Device = Annotated[str, typer.Option("--device", help="设备名 / device")]
Changes = Annotated[
    list[str],
    typer.Option(
        "--set",
        help="改动 / H6=95, /persons/1/D11=5; empty: H6=",
        metavar="PLACE=ANSWER",
    ),
]
Explanations = Annotated[
    list[str] | None,
    typer.Option(
        "--explain",
        help="核实说明 / why a warning stays: P48@0=TEXT",
        metavar="RULE[@PERSON]=TEXT",
    ),
]
DEVICE = "census-ledger-cli"


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where an act is done: the service, who acts, and the record acted on."""

    client: Client
    who: SignedInAs
    household_id: str
    version: int

    def post(self, act: str, body: Mapping[str, object], device: str, *, json: bool) -> None:
        """Send the act and tell its receipt."""
        channel = "enumerator" if self.who.role == "enumerator" else "office"
        sender = {
            "command_id": str(uuid4()),
            "device": device,
            "device_time": datetime.now().astimezone().isoformat(timespec="seconds"),
            "channel": channel,
            "expected_version": self.version,
        }
        path = f"/books/{self.who.book}/households/{self.household_id}/{act}"
        receipt = self.client.post(path, sender | dict(body), self.who).json()
        if json:
            say_json(receipt)
        else:
            say_receipt(receipt)

    def record(self, purpose: Purpose) -> Mapping[str, Any]:
        """The record as it stands; the reading goes on record."""
        path = f"/books/{self.who.book}/households/{self.household_id}"
        found: Mapping[str, Any] = self.client.get(
            path, self.who, {"purpose": purpose.value}
        ).json()
        return found

    def revision(self, changes: list[str], purpose: Purpose) -> dict[str, object]:
        """The revision that ``--set`` options ask for.

        Raises:
            typer.BadParameter: a place is none, or names a person who is not on the form.
        """
        household: dict[str, str | None] = {}
        persons: dict[str, dict[str, str | None]] = {}
        for change in changes:
            place, _, answer = change.partition("=")
            found = _PLACE.fullmatch(place)
            if found is None or "=" not in change:
                raise typer.BadParameter("--set: /household/ITEM=…, /persons/0/ITEM=…")
            if found["person"] is None:
                household[found["item"]] = answer or None
            else:
                person_id = self._person(int(found["person"]), purpose)
                persons.setdefault(person_id, {})[found["item"]] = answer or None
        return {"household": household, "persons": persons}

    def _person(self, index: int, purpose: Purpose) -> str:
        persons = self.record(purpose)["persons"]
        if index >= len(persons):
            raise typer.BadParameter(f"/persons/{index}: 0 … {len(persons) - 1}")
        return str(persons[index]["person_id"])


def submit(
    household: HouseholdArgument,
    explain: Explanations = None,
    account: Acting = None,
    device: Device = DEVICE,
    server: Server = None,
    json: Json = False,
) -> None:
    """提交审核 / Declare the answers true; send them to review."""
    with _desk(household, account, server) as desk:
        body = {"declaration": "signed-on-device", "explanations": _explained(explain)}
        desk.post("submit", body, device, json=json)


def return_household(
    household: HouseholdArgument,
    reason: Annotated[
        ReturnReason, typer.Option("--reason", help="原因，见下 / see below", metavar="REASON")
    ],
    remark: Annotated[str | None, typer.Option("--remark", help="说明 / what to look at")] = None,
    account: Acting = None,
    device: Device = DEVICE,
    server: Server = None,
    json: Json = False,
) -> None:
    """退回 / Send the record back to its enumerator."""
    remarks = [] if remark is None else [{"text": remark}]
    with _desk(household, account, server) as desk:
        desk.post("return", {"reason": reason.value, "remarks": remarks}, device, json=json)


def approve(
    household: HouseholdArgument,
    account: Acting = None,
    device: Device = DEVICE,
    server: Server = None,
    json: Json = False,
) -> None:
    """审核通过 / Approve the record at the level of one's post."""
    with _desk(household, account, server) as desk:
        desk.post("approve", {}, device, json=json)


def amend(
    household: HouseholdArgument,
    reason: Annotated[
        AmendReason, typer.Option("--reason", help="原因，见下 / see below", metavar="REASON")
    ],
    changes: Changes,
    explain: Explanations = None,
    account: Acting = None,
    device: Device = DEVICE,
    server: Server = None,
    json: Json = False,
) -> None:
    """修改 / Change a record that is not in review."""
    with _desk(household, account, server) as desk:
        body = {
            "reason": reason.value,
            "revision": desk.revision(changes, Purpose.REGISTRATION),
            "explanations": _explained(explain),
        }
        desk.post("amend", body, device, json=json)


def correct(
    household: HouseholdArgument,
    reason: Annotated[
        CorrectReason, typer.Option("--reason", help="原因，见下 / see below", metavar="REASON")
    ],
    document: Annotated[str, typer.Option("--document", help="依据文号 / document it rests on")],
    issued_by: Annotated[str, typer.Option("--issued-by", help="发文机构 / who issued it")],
    changes: Changes,
    second: Annotated[
        str | None,
        typer.Option("--second", help="会签账号 / who countersigns", metavar="ACCOUNT"),
    ] = None,
    explain: Explanations = None,
    account: Acting = None,
    device: Device = DEVICE,
    server: Server = None,
    json: Json = False,
) -> None:
    """更正 / Correct an approved record.

    After the county's acceptance a second person signs too, see --second.
    """
    with _desk(household, account, server) as desk:
        body: dict[str, object] = {
            "reason": reason.value,
            "authority": {"document": document, "issued_by": issued_by},
            "revision": desk.revision(changes, Purpose.CORRECTION),
            "explanations": _explained(explain),
        }
        if second is not None:
            body["second_token"] = signed_in_as(desk.client, desk.who.book, second).token
        desk.post("correct", body, device, json=json)


@contextmanager
def _desk(household: str, account: str | None, server: str | None) -> Iterator[_Desk]:
    client, who = signed_in(server)
    with client:
        if account is not None:
            who = signed_in_as(client, who.book, account)
        listed = household_at(client, who, household)
        desk = _Desk(client, who, listed.household_id, listed.version or 0)
        if listed.version is None:
            version = int(desk.record(Purpose.REVIEW)["version"])
            desk = _Desk(client, who, listed.household_id, version)
        yield desk


def _explained(given: list[str] | None) -> list[dict[str, object]]:
    explanations: list[dict[str, object]] = []
    for text in given or ():
        found = _EXPLAINED.fullmatch(text)
        if found is None:
            raise typer.BadParameter("--explain: RULE[@PERSON]=TEXT")
        person = None if found["person"] is None else int(found["person"])
        explanations.append({"rule": found["rule"], "person": person, "text": found["text"]})
    return explanations
