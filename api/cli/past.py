"""``state`` and ``timeline``: what the book said at a position, and what each field ever said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.access import Purpose
from api.cli.addressing import HouseholdArgument, household_at
from api.cli.arguments import position
from api.cli.asking import AreaOption
from api.cli.output import out, say_json, say_sealed_for_good
from api.cli.signing_in import Json, Server, signed_in
from api.cli.tracing import PURPOSES, ForPurpose, Identifiers
from api.cli.wording import moment, role_words, status_words
from api.client import Client, SignedInAs

state_app = typer.Typer(help="历史状态 / What the book said at any position.")
timeline_app = typer.Typer(help="时间线 / Timeline: every value that each field ever had.")

At = Annotated[
    int | None,
    typer.Option(
        "--at", parser=position, metavar="POSITION", help="账簿位置 / position of the book"
    ),
]
Time = Annotated[
    str | None,
    typer.Option("--time", help="服务器时间 / server time, RFC 3339", metavar="TIME"),
]
PersonArgument = Annotated[str, typer.Argument(help="人员编号 / person id", metavar="PERSON")]


@state_app.command("household", epilog=PURPOSES)
def state_household(
    household: HouseholdArgument,
    at: At = None,
    time: Time = None,
    purpose: ForPurpose = Purpose.INVESTIGATION,
    identifiers: Identifiers = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """一户的历史状态 / A household with its persons, as of a position or a moment."""
    with _past_of(server, at, time) as past:
        of = household_at(past.client, past.who, household).household_id
        found = past.state(f"/households/{of}", purpose=purpose.value, identifiers=identifiers)
    if _said_as_json(found, json=json):
        return
    record = found["household"]
    say_sealed_for_good(record["sealed_for_good"])
    out.print(f"户 / household {record['household_id']}  v{record['version']}")
    out.print(f"{record['block']}/{record['number']}  {status_words(record['status'])}")
    _say_answers(record["answers"])
    for person in record["persons"]:
        out.print(f"人 / person {person['person_id']}  v{person['version']}")
        _say_answers(person["answers"])
    for person in record["foreigners"]:
        out.print(f"港澳台居民或外籍人员 / foreigner {person['person_id']}  v{person['version']}")
        _say_answers(person["answers"])
    for number, line in enumerate(record["deaths"], 1):
        out.print(f"死亡人口 / death {number}")
        _say_answers(line)


@state_app.command("person", epilog=PURPOSES)
def state_person(
    person: PersonArgument,
    at: At = None,
    time: Time = None,
    purpose: ForPurpose = Purpose.INVESTIGATION,
    identifiers: Identifiers = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """一人的历史状态 / A person's registration, as of a position or a moment."""
    with _past_of(server, at, time) as past:
        found = past.state(f"/persons/{person}", purpose=purpose.value, identifiers=identifiers)
    if _said_as_json(found, json=json):
        return
    say_sealed_for_good(found["sealed_for_good"])
    out.print(f"人 / person {found['person_id']}  v{found['version']}")
    out.print(f"户 / household {found['household_id']}")
    if found["withdrawn"]:
        out.print("[yellow]已移出本户 / stands on the form no more[/]")
    _say_answers(found["answers"])


@state_app.command("block")
def state_block(
    block: Annotated[str, typer.Argument(help="小区代码，15 位 / block code", metavar="BLOCK")],
    at: At = None,
    time: Time = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """小区的历史状态 / A block's list, and where each record stood."""
    with _past_of(server, at, time) as past:
        found = past.state(f"/blocks/{block}")
    if _said_as_json(found, json=json):
        return
    out.print(f"普查小区 / block {found['block']}  城乡分类 / class {found['urban_rural']}")
    lines = Table("户编号\nNumber", "状态\nStatus", "版本\nVersion", box=None)
    for line in found["households"]:
        lines.add_row(line["number"], status_words(line["status"]), str(line["version"]))
    out.print(lines)


@state_app.command("book")
def state_book(
    at: At = None,
    time: Time = None,
    area: AreaOption = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """账簿的历史状态 / Posts, blocks and progress of an area, as of a position or a moment."""
    with _past_of(server, at, time) as past:
        found = past.state("", area=area)
    if _said_as_json(found, json=json):
        return
    out.print(
        f"账簿 / book {found['book']} {escape(found['name_zh'])}  地区 / area {found['area']}"
    )
    out.print(f"普查小区 / blocks {found['blocks']}")
    for status, count in found["households"].items():
        out.print(f"  {status_words(status)}  {count}")
    lines = Table("岗位\nPost", "地区\nArea", "账号\nAccount", box=None)
    for post in found["posts"]:
        lines.add_row(role_words(post["role"]), post["area"], post["account"] or "—")
    out.print(lines)


@timeline_app.command("household", epilog=PURPOSES)
def timeline_household(
    household: HouseholdArgument,
    purpose: ForPurpose = Purpose.INVESTIGATION,
    identifiers: Identifiers = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """一户的时间线 / Every value of a household's and its persons' fields."""
    client, who = signed_in(server)
    with client:
        of = household_at(client, who, household).household_id
        params = {"purpose": purpose.value, "identifiers": identifiers}
        found = client.get(f"/books/{who.book}/households/{of}/timeline", who, params).json()
    _say_timeline(found, json=json)


@timeline_app.command("person", epilog=PURPOSES)
def timeline_person(
    person: PersonArgument,
    purpose: ForPurpose = Purpose.INVESTIGATION,
    identifiers: Identifiers = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """一人的时间线 / Every value of a person's fields."""
    client, who = signed_in(server)
    with client:
        params = {"purpose": purpose.value, "identifiers": identifiers}
        found = client.get(f"/books/{who.book}/persons/{person}/timeline", who, params).json()
    _say_timeline(found, json=json)


@dataclass(frozen=True, slots=True)
class _Past:
    """What is asked of a service about one moment; ``asked`` is that in its query."""

    client: Client
    who: SignedInAs
    asked: Mapping[str, str | int | None]

    def state(self, below: str, **also: str | bool | None) -> Any:
        """The state of what is at an address below the book's."""
        path = f"/books/{self.who.book}{below}/state"
        return self.client.get(path, self.who, {**self.asked, **also}).json()


@contextmanager
def _past_of(server: str | None, at: int | None, time: str | None) -> Iterator[_Past]:
    if at is not None and time is not None:
        raise typer.BadParameter("--at 与 --time 只能给出一个 / give --at or --time, not both")
    try:
        named = None if time is None else datetime.fromisoformat(time)
    except ValueError:
        named = None
    if time is not None and (named is None or named.tzinfo is None):
        raise typer.BadParameter("--time: 2020-11-01T09:00:00+08:00")
    client, who = signed_in(server)
    with client:
        yield _Past(client, who, {"at": at, "at_time": time})


def _said_as_json(found: Mapping[str, Any], *, json: bool) -> bool:
    """Whether that is all; else of when it is has been said."""
    if json:
        say_json(found)
        return True
    out.print(
        f"[bold]截至位置 / as of position[/] #{found['position']}  "
        f"[dim]{moment(found['recorded_at'])}[/]"
    )
    return False


def _say_answers(answers: Mapping[str, Any]) -> None:
    out.print("  " + escape("  ".join(f"{item} {value}" for item, value in answers.items())))


def _say_timeline(found: Mapping[str, Any], *, json: bool) -> None:
    if json:
        say_json(found)
        return
    out.print(f"户 / household {found['household_id']}  小区 / block {found['block']}")
    say_sealed_for_good(found["sealed_for_good"])
    subject = None
    for field in found["fields"]:
        if field["subject_id"] != subject:
            subject = field["subject_id"]
            kind = "人 / person" if field["about"] == "person" else "户 / household"
            out.print(f"\n[bold]{kind}[/] {subject}")
        line = "" if field["death_line"] is None else f" #{field['death_line']}"
        name = f"{field['item_zh']} {field['item_en']}"
        out.print(f"[cyan]{field['item']}{line}[/] {escape(name)}")
        values = Table.grid(padding=(0, 2))
        for value in field["values"]:
            values.add_row(
                f"  {_span(value)}",
                "[dim]（密封 / sealed）[/]" if field["sealed"] else _value(value),
                _why(value),
            )
        out.print(values)


def _span(value: Mapping[str, Any]) -> str:
    end = "" if value["to_position"] is None else f"#{value['to_position']}"
    return f"#{value['from_position']} → {end}"


def _value(value: Mapping[str, Any]) -> str:
    if value["value"] is None:
        return "[dim]∅[/]"
    label = "" if value["value_zh"] is None else f" [dim]{escape(value['value_zh'])}[/]"
    return f"[bold]{escape(str(value['value']))}[/]{label}"


def _why(value: Mapping[str, Any]) -> str:
    who = value["actor"]["account"]
    if value["second"] is not None:
        who += f" + {value['second']['account']}"
    told = [value["event_zh"], who, value["reason_zh"], moment(value["from_time"])]
    return f"[dim]{escape(' · '.join(part for part in told if part))}[/]"
