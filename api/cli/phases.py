"""``phases``: which phases of the census are planned for when, and which are open."""

from __future__ import annotations

from rich.table import Table

from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in
from domain.phase import CensusPhase
from projections.labels import PHASES


def phases(server: Server = None, json: Json = False) -> None:
    """普查阶段 / The phases of the census, as planned and as they stand."""
    client, who = signed_in(server)
    with client:
        found = client.get(f"/books/{who.book}/phases", who, {}).json()
    if json:
        say_json(found)
        return
    shown = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1))
    for heading in (
        "阶段\nphase",
        "计划开始\nplanned from",
        "计划结束\nplanned to",
        "状态\nstands",
    ):
        shown.add_column(heading)
    for phase in found["phases"]:
        label = PHASES[CensusPhase(phase["phase"])]
        stands = "已开启 / open" if phase["open"] else "已结束 / over" if phase["begun"] else "·"
        planned = (phase["planned_first"] or "·", phase["planned_last"] or "·")
        shown.add_row(f"{label.zh} {label.en}", *planned, stands)
    out.print(shown)
    for told, areas in (
        ("提前登记 / registers early", found["early_townships"]),
        ("已关闭 / closed", found["closed_areas"]),
    ):
        if areas:
            out.print(f"{told}: {', '.join(areas)}")
