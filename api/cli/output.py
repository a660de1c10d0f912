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

from api.cli.wording import particulars, status_words

FINDINGS_SHOWN = 8

PAGE_WIDTH = 120
"""Columns of what does not go to a terminal, unless COLUMNS says otherwise."""


def _width() -> int | None:
    # Closed by whoever started us, it is None: standard_output tells that.
    told = sys.stdout is None or sys.stdout.isatty() or "COLUMNS" in os.environ
    return None if told else PAGE_WIDTH


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
    title, detail = str(body.get("title", "")), str(body.get("detail") or "")
    title_zh, detail_zh = str(body.get("title_zh", "")), str(body.get("detail_zh") or "")
    err.print(f"[bold red]✗[/] {escape(_once(title_zh, detail_zh))}  [dim]{code}[/]")
    err.print(f"  {escape(_once(title, detail))}")
    said: list[Mapping[str, Any]] = [*(body.get("findings") or ()), *(body.get("faults") or ())]
    for place in said[:FINDINGS_SHOWN]:
        name = escape(str(place.get("rule") or place.get("code")))
        where = escape(str(place.get("pointer", "")))
        err.print(f"    [yellow]{name}[/] {where}  {escape(str(place['message_zh']))}")
        err.print(f"         {escape(str(place['message_en']))}")
    if len(said) > FINDINGS_SHOWN:
        err.print(f"    … {len(said) - FINDINGS_SHOWN} more")
    if detail and not said and not detail.startswith(title):
        err.print(f"  {escape(detail)}")
    for particular in particulars(body):
        err.print(f"  {escape(particular)}")


def _once(title: str, detail: str) -> str:
    """The title, or the detail where that begins with it and says more."""
    return detail if detail.startswith(title) else title


def say_receipt(receipt: Mapping[str, Any]) -> None:
    """A receipt: where the record stands now, where in the book that is, and the tree's root."""
    result = receipt["result"]
    out.print(
        f"[green]✓[/] {status_words(result['status'])}  v{result['version']}  "
        f"[dim]位置 / position[/] #{receipt['first_position']}  "
        f"[dim]树 / tree[/] {receipt['tree_size']}"
    )
    out.print(f"  [dim]树根 / root[/] {receipt['root']}", soft_wrap=True)


def say_sealed_for_good(sealed: Mapping[str, Any] | None) -> None:
    """Who had the key destroyed and when, and on what ground; nothing where it was not."""
    if sealed is None:
        return
    out.print(f"[yellow]{escape(sealed['said_zh'])}[/]")
    out.print(f"[yellow]{escape(sealed['said_en'])}[/]")
    ground = f"{sealed['authority_document']} · {sealed['authority_issued_by']}"
    out.print(f"  依据 / ground {escape(ground)}  #{sealed['position']}")


@contextmanager
def progress_bar(name: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal, told by how many steps the work went on; nothing off the terminal."""
    with _bar() as bar:
        task = bar.add_task(escape(f"{name:<28}"), total=total)
        yield lambda steps: bar.advance(task, steps)
        bar.update(task, completed=total)


@contextmanager
def progress_of(name: str) -> Iterator[Callable[[int, int], None]]:
    """The same for work that tells itself how much of how much is done."""
    with _bar() as bar:
        task = bar.add_task(escape(f"{name:<28}"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
    )
