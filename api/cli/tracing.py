"""``trace``: who, when, why, before and after, asked of a running service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.access import Purpose
from api.cli.addressing import HouseholdArgument, household_at
from api.cli.output import out, say_json, say_sealed_for_good
from api.cli.signing_in import Json, Server, signed_in
from api.cli.wording import moment

trace_app = typer.Typer(help="追溯 / Trace: who, when, why, before and after.")

ForPurpose = Annotated[
    Purpose,
    typer.Option("--purpose", help="目的，记录在案 / goes on record; see below", metavar="PURPOSE"),
]
Identifiers = Annotated[
    bool, typer.Option("--identifiers", help="显示姓名、证件号 / show names and ID numbers")
]

SHOWN = 14
"""Answers of one event that fit a screen; the rest is told by number."""

PURPOSES = "\n\n".join(("PURPOSE:", *Purpose))
_OF_PERSONS = frozenset({"HouseholdAmended", "HouseholdCorrected"})
"""Events that may change persons alone, whose own events follow."""


@trace_app.command("person", epilog=PURPOSES)
def trace_person(
    person_id: Annotated[str, typer.Argument(help="人员编号 / person id")],
    purpose: ForPurpose = Purpose.INVESTIGATION,
    identifiers: Identifiers = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """追溯一人 / Trace a person: every event that bears on it."""
    _trace("persons", person_id, purpose, identifiers, server, json=json)


@trace_app.command("household", epilog=PURPOSES)
def trace_household(
    household: HouseholdArgument,
    purpose: ForPurpose = Purpose.INVESTIGATION,
    identifiers: Identifiers = False,
    server: Server = None,
    json: Json = False,
) -> None:
    """追溯一户 / Trace a household: every event of it and of its persons."""
    _trace("households", household, purpose, identifiers, server, json=json)


def _trace(
    kind: str, of: str, purpose: Purpose, identifiers: bool, server: str | None, *, json: bool
) -> None:
    client, who = signed_in(server)
    with client:
        if kind == "households":
            of = household_at(client, who, of).household_id
        params = {"purpose": purpose.value, "identifiers": identifiers}
        found = client.get(f"/books/{who.book}/{kind}/{of}/trace", who, params).json()
    if json:
        say_json(found)
        return
    subject = "人 / person" if kind == "persons" else "户 / household"
    out.print(
        f"[bold]追溯 / trace[/]  查阅人 / read by {escape(who.account)}   "
        f"目的 / purpose {purpose.value}"
    )
    out.print(f"{subject} {of}")
    out.print(f"普查小区 / block {found['block']}")
    say_sealed_for_good(found["sealed_for_good"])
    mark = _mark_of(found["sealed_for_good"])
    for step in found["steps"]:
        _show_step(step, mark)


def _mark_of(sealed: Mapping[str, Any] | None) -> str:
    """What stands in the place of what is sealed: for good where the key is destroyed."""
    if sealed is None:
        return "密封 / sealed"
    first, second = sealed["account"], sealed["second_account"]
    when = moment(sealed["destroyed_at"])
    return (
        f"密封；密钥已由 {first}、{second} 于 {when} 销毁 / "
        f"sealed; key destroyed by {first} and {second} on {when}"
    )


def _circumstances(step: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What only some steps have: a flag on the device, how it was coded, reason, ground."""
    if step["device_flag"] is not None:
        flag = f"⚑ {step['device_flag_zh']} / {step['device_flag_en']}"
        yield ("", f"[yellow]{escape(flag)}[/]")
    if step["method"] is not None:
        read = f"{step['method_zh']} / {step['method_en']}"
        yield ("编码 coding", f"{escape(read)} · 人员记录 / of person v{step['of_version']}")
    if step["other_household"] is not None:
        yield ("另一户 other", step["other_household"])
    if step["other_book"] is not None:
        yield ("另一账簿 book", step["other_book"])
    if step["reason"] is not None:
        reason = f"{step['reason_zh']} / {step['reason_en']}"
        yield ("何因 why", f"{escape(reason)} [dim]({step['reason']})[/]")
    if step["authority_document"] is not None:
        authority = f"{step['authority_document']} · {step['authority_issued_by']}"
        yield ("依据 ground", escape(authority))


def _show_step(step: Mapping[str, Any], mark: str) -> None:
    title = f"{step['event_zh']} / {step['event_en']}"
    if step["level_zh"]:
        title += f" · {step['level_zh']} / {step['level_en']}"
    of = "" if step["about"] == "household" else f" [dim]{str(step['subject_id'])[:8]}[/]"
    out.print()
    out.print(
        f"[bold cyan]#{step['position']}[/] [bold]{escape(title)}[/]{of} [dim]v{step['version']}[/]"
    )
    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="dim", no_wrap=True)
    lines.add_column(overflow="fold")
    lines.add_row("何人 who", _actor(step["actor"]))
    if step["second"] is not None:
        lines.add_row("会签 second", _actor(step["second"]))
    lines.add_row(
        "何时 when",
        f"{moment(step['recorded_at'])} [dim](设备 / device {moment(step['device_time'])})[/]",
    )
    channel = f"{step['channel_zh']} / {step['channel_en']}"
    lines.add_row("何处 from", f"{escape(step['device'])} · {escape(channel)}")
    for what, told in _circumstances(step):
        lines.add_row(what, told)
    if step["topic"] in _OF_PERSONS and not step["changes"]:
        lines.add_row("", "[dim]改动见下 / changes of persons below[/]")
    for change in step["changes"][:SHOWN]:
        lines.add_row(f"  {change['item']}", _change(change, mark))
    if len(step["changes"]) > SHOWN:
        lines.add_row("", f"[dim]… 另有 {len(step['changes']) - SHOWN} 项 / more items[/]")
    for finding in step["findings"]:
        wording = f"{finding['message_zh']} / {finding['message_en']}"
        lines.add_row(f"  {finding['rule']}", f"[yellow]{escape(wording)}[/]")
    for note in step["notes"]:
        sealed = f"[dim]（{escape(mark)}）[/]"
        said = sealed if note["text"] is None else f"“{escape(note['text'])}”"
        lines.add_row(f"  {note['rule'] or note['item'] or '…'}", said)
    out.print(lines)


def _actor(actor: Mapping[str, Any]) -> str:
    holder = f"{actor['holder']} · " if actor["holder"] else ""
    title = f"{actor['title_zh']} / {actor['title_en']}"
    credential = f"证件 / credential {actor['credential']}"
    return f"{escape(holder)}{actor['account']} · {escape(title)} · [dim]{escape(credential)}[/]"


def _change(change: Mapping[str, Any], mark: str) -> str:
    name = f"{change['item_zh']} {change['item_en']}"
    if change["sealed"]:
        return f"{escape(name)}: [dim]（{escape(mark)}）[/]"
    after = _answer(change, "after")
    if change["before"] is None:
        return f"{escape(name)}: {after}"
    return f"{escape(name)}: {_answer(change, 'before')} [bold]→[/] {after}"


def _answer(change: Mapping[str, Any], when: str) -> str:
    value, zh, en = change[when], change[f"{when}_zh"], change[f"{when}_en"]
    if value is None:
        return "[dim]∅[/]"
    if zh is None:
        return escape(str(value))
    # A county's name is the same in both.
    label = zh if zh == en else f"{zh} {en}"
    return f"{escape(str(value))} [dim]{escape(label)}[/]"
