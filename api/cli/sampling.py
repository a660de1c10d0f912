"""``sample``: the long-form draws of a book, done once more here and compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.markup import escape

from api.cli.output import out, say_json
from api.cli.signing_in import Json, Server, signed_in
from domain.census import CENSUS_2020
from domain.sample import FrameLine, draw, frame_digest

sample_app = typer.Typer(help="长表抽样 / The long-form sample.", no_args_is_help=True)


@sample_app.callback()
def _sample() -> None:
    """长表抽样 / The long-form sample."""


@sample_app.command("check")
def check_draws(
    district: Annotated[
        str | None,
        typer.Argument(help="普查区，12 位；缺省为全部 / a district; default: all drawn"),
    ] = None,
    server: Server = None,
    json: Json = False,
) -> None:
    """重做抽样并比对 / Do each draw again from its seed and frame, and compare.

    Exit code 1 where a draw on record is another one than follows from them.
    """
    client, who = signed_in(server)
    with client:
        path = f"/books/{who.book}/sample"
        districts = [district] if district else client.get(path, who).json()["districts"]
        checked = [_checked(client.get(f"{path}/{code}", who).json()) for code in districts]
    if json:
        say_json({"book": who.book, "draws": checked})
    else:
        _show(checked)
    if not all(found["sound"] for found in checked):
        raise typer.Exit(1)


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    recorded = told["draw"]
    frame = [
        FrameLine(line["block"], line["number"], UUID(line["household_id"]))
        for line in told["frame"]
    ]
    sampling = replace(CENSUS_2020.sampling, percent=told["percent"])
    again = draw(told["seed"], recorded["district"], frame, sampling)
    sound = (
        told["seed_position"] < recorded["position"]
        and frame == sorted(frame)
        and recorded["frame_digest"] == frame_digest(frame)
        and recorded["interval"] == again.interval
        and recorded["start"] == again.start
        and recorded["household_ids"] == [str(i) for i in again.household_ids]
    )
    return {
        "district": recorded["district"],
        "position": recorded["position"],
        "seed_position": told["seed_position"],
        "frame_size": len(frame),
        "start": again.start,
        "interval": again.interval,
        "drawn": len(again.household_ids),
        "sound": sound,
    }


def _show(checked: list[dict[str, Any]]) -> None:
    if not checked:
        out.print("尚无抽样 / nothing was drawn yet")
    for found in checked:
        mark = "[green]✓[/]" if found["sound"] else "[bold red]✗[/]"
        out.print(
            f"{mark} {escape(found['district'])}  #{found['position']}  "
            f"种子 / seed #{found['seed_position']}  "
            f"总体 / frame {found['frame_size']}  起点 / start {found['start']}  "
            f"间隔 / interval {found['interval']}  抽中 / drawn {found['drawn']}"
        )
