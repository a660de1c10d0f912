"""What people and programs see: texts, problems, progress bars."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

FINDINGS_SHOWN = 8

PAGE_WIDTH = 120
"""Columns of what does not go to a terminal, unless COLUMNS says otherwise."""


def _width() -> int | None:
    return None if sys.stdout.isatty() or "COLUMNS" in os.environ else PAGE_WIDTH


out = Console(highlight=False, width=_width())
"""Answers."""
err = Console(stderr=True, highlight=False)
"""Problems, progress, and whatever is not the answer."""


def say_json(value: object) -> None:
    """One JSON value on a line of its own, for programs."""
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


def say_problem(body: Mapping[str, Any]) -> None:
    """A problem in both languages, with its findings."""
    code = escape(str(body.get("code", "?")))
    err.print(f"[bold red]✗[/] {escape(str(body.get('title_zh', '')))}  [dim]{code}[/]")
    err.print(f"  {escape(str(body.get('title', '')))}")
    said: list[Mapping[str, Any]] = [*(body.get("findings") or ()), *(body.get("faults") or ())]
    for place in said[:FINDINGS_SHOWN]:
        name = escape(str(place.get("rule") or place.get("code")))
        where = escape(str(place.get("pointer", "")))
        err.print(f"    [yellow]{name}[/] {where}  {escape(str(place['message_zh']))}")
        err.print(f"         {escape(str(place['message_en']))}")
    if len(said) > FINDINGS_SHOWN:
        err.print(f"    … {len(said) - FINDINGS_SHOWN} more")
    if not said and body.get("detail") not in {None, body.get("title")}:
        err.print(f"  {escape(str(body['detail']))}")


@contextmanager
def progress_bar(name: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal; off the terminal a line when the work is done."""
    if not err.is_terminal:
        done = 0

        def count(steps: int) -> None:
            nonlocal done
            done += steps

        yield count
        err.print(f"{escape(name)}: {done}", soft_wrap=True)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err) as bar:
        task = bar.add_task(escape(f"{name:<28}"), total=total)
        yield lambda steps: bar.advance(task, steps)
        bar.update(task, completed=total)
