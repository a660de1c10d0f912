"""What the verbs on pay, budget, work plan, inspections and bulletins share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import typer

from api.cli.arguments import position
from api.cli.output import out
from api.cli.wording import moment

AsOfOption = Annotated[
    int | None,
    typer.Option(
        "--as-of", parser=position, metavar="POSITION", help="账簿位置 / position of the book"
    ),
]


def day(text: str) -> str:
    """A day, ``YYYY-MM-DD``.

    Raises:
        typer.BadParameter: it is none.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter("日期如 2020-11-15 / a day is written as 2020-11-15") from None


OnOption = Annotated[
    str | None,
    typer.Option(
        "--on", parser=day, metavar="DAY", help="以该日为准，默认为该位置之日 / as of a day"
    ),
]


def say_position(found: Mapping[str, Any]) -> None:
    """Of when an answer is."""
    on = f"  {found['on']}" if "on" in found else ""
    out.print(
        f"[dim]截至位置 / as of position {found['position']}  {moment(found['recorded_at'])}{on}[/]"
    )
